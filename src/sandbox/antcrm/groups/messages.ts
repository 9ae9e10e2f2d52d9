/** Messages between customers and shop on Zalo, Facebook and similar channels: src/crm/API.md#messages */
import type { Message, Session } from "../conversations.ts";
import { requireText } from "../fields.ts";
import { type ApiCall, type Group, json } from "../http.ts";
import { readRange } from "../ranges.ts";

/** The default and the maximum of `limit`, which are inferred: src/crm/API.md#get-messages */
const USUAL = 20;
const MOST = 100;

export const messages: Group = {
  "GET /messages": ({ query }, world) => {
    const sessions = world.conversations.sessions.toReversed();
    const page = matching(query, sessions).slice(offsetOf(query), offsetOf(query) + limitOf(query));
    return json({ success: true, data: { sessions: bySession(page) } });
  },
};

interface SessionMessage {
  session: Session;
  message: Message;
}

/**
 * Returns the messages in the required range, which may be numbers or ISO. The newest session comes first, and its
 * messages from old to new, which is inferred: src/crm/API.md#get-messages
 */
function matching(query: ApiCall["query"], sessions: readonly Session[]): SessionMessage[] {
  requireText(query, "created_from");
  requireText(query, "created_to");
  const range = readRange(query, "created_from", "created_to");
  return sessions
    .filter(({ sessionId }) => !query.sessionId || sessionId === query.sessionId)
    .flatMap((session) => session.messages.map((message) => ({ session, message })))
    .filter(({ message }) => range.holds(message.createdAt));
}

/** Returns the limit, which counts messages, not sessions. */
function limitOf({ limit }: ApiCall["query"]): number {
  const asked = Number(limit);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST) : USUAL;
}

function offsetOf({ offset }: ApiCall["query"]): number {
  const asked = Number(offset);
  return Number.isInteger(asked) && asked > 0 ? asked : 0;
}

function bySession(page: readonly SessionMessage[]) {
  const messagesOf = new Map<Session, Message[]>();
  for (const { session, message } of page)
    messagesOf.set(session, [...(messagesOf.get(session) ?? []), message]);
  return [...messagesOf].map(([session, sent]) => {
    const { sessionId, conversationId, pageId, createdAt, partner } = session;
    const messages = sent.map((message) => toWire(message, session));
    return { sessionId, conversationId, pageId, createdAt, ...partner, messages };
  });
}

/** The keys of text and time are inferred: src/crm/API.md#get-messages */
function toWire(message: Message, { channel, textKey }: Session) {
  const { _id, text, attachments, errorMessage, isOutboundMessage, isResponsedByBot, createdAt } = message;
  return {
    _id,
    attachments: { data: attachments },
    shares: { data: [] },
    channel,
    errorMessage,
    isOutboundMessage,
    isResponsedByBot,
    [textKey]: text,
    createdAt,
  };
}
