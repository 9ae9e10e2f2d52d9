import { type Aliases, pick } from "./aliases.ts";
import {
  isRecord,
  readDate,
  readList,
  readNumberId,
  readObjectId,
  readSwitch,
  readText,
  record,
  timeOfObjectId,
} from "./shapes.ts";

/** A part of a conversation on Zalo, Facebook, Instagram and the like. See src/crm/API.md#messages */
export interface Session {
  /** Mongo ObjectId, `"694a1499de71f2c2088c1fc3"`. */
  sessionId: string;
  conversationId: string | null;
  createdAt: Date | null;
  leadId: string | null;
  customerId: string | null;
  /** The oldest first. */
  messages: Message[];
}

export interface Message {
  id: string;
  /** Plain text; null for a message with attachments only. */
  text: string | null;
  /** From the shop to the customer. */
  outbound: boolean;
  byBot: boolean;
  /** `"ZALO"`, `"FACEBOOK"`. */
  channel: string | null;
  /** How many files, pictures and shared items it has. */
  attachments: number;
  /** Why it could not be delivered. */
  error: string | null;
  at: Date | null;
}

/** Likely keys: the vendor's sample is cut before text and time. See src/crm/API.md#get-messages */
const TEXT_KEYS: Aliases = ["message", "text", "content", "body"];
const TIME_KEYS: Aliases = ["createdAt", "created_at", "created_time", "sentAt", "timestamp"];

/** A record of src/crm/API.md#get-messages; without an id it is unreadable. */
export const sessionShape = record({
  sessionId: readText,
  _id: readText,
  conversationId: readText,
  createdAt: readDate,
  leadId: readNumberId,
  customerId: readNumberId,
  messages: (value) => readList(value).filter(isRecord),
})
  .transform(({ sessionId, _id, ...rest }) => ({ ...rest, sessionId: sessionId ?? _id }))
  .refine((session): session is typeof session & { sessionId: string } => session.sessionId !== null)
  .transform(
    (session): Session => ({
      ...session,
      messages: session.messages
        .map((raw, index) => readMessage(raw, `${session.sessionId}:${index}`))
        .sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0)),
    }),
  );

/** A message without an id gets one from its place in the session. */
function readMessage(raw: Record<string, unknown>, place: string): Message {
  const id = pick(raw, ["_id", "id"], readText);
  return {
    id: id ?? place,
    text: pick(raw, TEXT_KEYS, readText),
    outbound: readSwitch(raw.isOutboundMessage),
    byBot: readSwitch(raw.isResponsedByBot),
    channel: readText(raw.channel),
    attachments: countIn(raw.attachments) + countIn(raw.shares),
    error: readText(raw.errorMessage),
    at: pick(raw, TIME_KEYS, readDate) ?? timeOfObjectId(readObjectId(id)),
  };
}

/** Counts `{data: [...]}`, as in the sample, or a plain list. */
function countIn(value: unknown): number {
  const list = isRecord(value) ? value.data : value;
  return readList(list).length;
}
