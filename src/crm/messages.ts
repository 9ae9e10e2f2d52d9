import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { checkObjectId, checkWindow, isInWindow, optional } from "./input.ts";
import { newestFirst, readRecords } from "./pages.ts";
import {
  decodeDate,
  decodeList,
  decodeNumberId,
  decodeSwitch,
  decodeText,
  fields,
  idOf,
  isRecord,
  type Raw,
  type RecordOf,
  record,
  timeOf,
} from "./shapes.ts";

/** A part of a conversation on a channel such as Zalo, Facebook or Instagram. See src/crm/API.md#messages */
export type Session = RecordOf<typeof sessionShape>;

export type Message = ReturnType<typeof readMessages>[number];

/** A record of src/crm/API.md#get-messages; without an id it is unreadable. */
const sessionShape = record(
  {
    /** Mongo ObjectId, `"694a1499de71f2c2088c1fc3"`. */
    sessionId: [sessionIdOf],
    conversationId: decodeText,
    createdAt: decodeDate,
    leadId: decodeNumberId,
    customerId: decodeNumberId,
    /** The oldest first. */
    messages: [readMessages],
  },
  "sessionId",
);

/** The keys of text and time are likely ones: the vendor's sample is cut before them. See src/crm/API.md#get-messages */
const readMessage = fields({
  id: [idOf],
  /** Plain text; null for a message with attachments only. */
  text: [["message", "text", "content", "body"], decodeText],
  /** From the shop to the customer. */
  outbound: ["isOutboundMessage", decodeSwitch],
  byBot: ["isResponsedByBot", decodeSwitch],
  /** `"ZALO"`, `"FACEBOOK"`. */
  channel: decodeText,
  /** How many files, pictures and shared items it has. */
  attachments: [({ attachments, shares }) => countIn(attachments) + countIn(shares)],
  /** Why it could not be delivered. */
  error: ["errorMessage", decodeText],
  at: [timeOf("createdAt", "created_at", "created_time", "sentAt", "timestamp")],
});

function sessionIdOf({ sessionId, _id }: Raw): string | null {
  return decodeText(sessionId) ?? decodeText(_id);
}

/** A message without an id gets one from its place in the session. */
function readMessages(session: Raw) {
  return decodeList(session.messages)
    .filter(isRecord)
    .map(readMessage)
    .map((message, index) => ({ ...message, id: message.id ?? `${sessionIdOf(session)}:${index}` }))
    .sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
}

/** Counts `{data: [...]}`, as in the sample, or a plain list. */
function countIn(value: unknown): number {
  return decodeList(isRecord(value) ? value.data : value).length;
}

interface MessageSearch {
  /** Mongo ObjectId; absent: all sessions of the range. */
  sessionId?: string;
  from: Date;
  /** Not included. */
  to: Date;
  /** How many messages, 1 to 100, by default 100. */
  limit?: number;
  /** How many messages to skip. */
  offset?: number;
}

const LIST = { path: "/messages", shape: sessionShape };
/** The maximum of similar lists; here it is not documented. See src/crm/API.md#get-messages */
const MOST = 100;

export function createMessagesApi(calls: Calls) {
  return {
    /**
     * Returns one page of messages, grouped by session, the newest session first.
     * @returns `more`: the page was full, and another may follow at `offset` + `limit`
     */
    async list(search: MessageSearch): Promise<{ sessions: Session[]; more: boolean }> {
      const read = await readRecords(calls, LIST, toQuery(search));
      const count = read.reduce((sum, { messages }) => sum + messages.length, 0);
      const sessions = read.filter((session) => isAskedFor(session, search));
      return {
        sessions: sessions.sort(newestFirst(({ createdAt }) => createdAt)),
        more: count >= (search.limit ?? MOST),
      };
    },
  };
}

/** Times in ISO, `limit` and `offset` instead of pages: src/crm/API.md#get-messages */
function toQuery({ sessionId, from, to, limit = MOST, offset }: MessageSearch): QueryParams {
  checkWindow(from, to);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new AppError("invalid", "limit is not 1 to 100");
  if (offset !== undefined && !(Number.isInteger(offset) && offset >= 0)) {
    throw new AppError("invalid", "offset is no count");
  }
  return {
    sessionId: optional(sessionId, (id) => checkObjectId(id, "sessionId")),
    created_from: from.toISOString(),
    created_to: to.toISOString(),
    limit,
    offset,
  };
}

/**
 * True if the session or one of its messages is in the range. AntCRM does not say to which of them the range applies.
 */
function isAskedFor({ sessionId, createdAt, messages }: Session, search: MessageSearch): boolean {
  if (search.sessionId !== undefined && sessionId !== search.sessionId.trim().toLowerCase()) return false;
  return [createdAt, ...messages.map(({ at }) => at)].some((at) => isInWindow(at, search.from, search.to));
}
