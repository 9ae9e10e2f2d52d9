import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { checkObjectId } from "./input.ts";
import { sessionShape } from "./message-shape.ts";
import { readRecords } from "./pages.ts";
import { checkWindow, isInWindow } from "./window.ts";

/** A stretch of a conversation on Zalo, Facebook, Instagram and the like [docs 19]. */
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
  /** Plain text; null for a message of attachments alone. The key is not in the vendor's sample [inferred]. */
  text: string | null;
  /** From the shop to the customer. */
  outbound: boolean;
  byBot: boolean;
  /** `"ZALO"`, `"FACEBOOK"`. */
  channel: string | null;
  /** How many files, pictures and shared things hang on it. */
  attachments: number;
  /** Why it could not be delivered. */
  error: string | null;
  at: Date | null;
}

interface MessageSearch {
  /** Mongo ObjectId; absent: all sessions of the range. */
  sessionId?: string;
  from: Date;
  /** Not included. */
  to: Date;
  /** How many messages, 1 to 100: 100 unless told otherwise. */
  limit?: number;
  /** How many messages to pass over. */
  offset?: number;
}

export interface MessagesApi {
  /**
   * One page of messages, by their sessions, the newest session first.
   * @returns `more`: the page was full, and another may follow at `offset` + `limit`
   */
  list(search: MessageSearch): Promise<{ sessions: Session[]; more: boolean }>;
}

const LIST = { path: "/messages", shape: sessionShape };
/** The most that the other groups of this kind give at once; here it is not said [inferred]. */
const MOST = 100;

export function createMessages(calls: Calls): MessagesApi {
  return {
    async list(search) {
      const read = await readRecords(calls, LIST, toQuery(search));
      const count = read.reduce((sum, { messages }) => sum + messages.length, 0);
      const sessions = read.filter((session) => isAskedFor(session, search)).sort(newestFirst);
      return { sessions, more: count >= (search.limit ?? MOST) };
    },
  };
}

/** Row 19: ISO, the only form shown at work; `limit` and `offset` instead of pages. */
function toQuery({ sessionId, from, to, limit = MOST, offset }: MessageSearch): Query {
  checkWindow(from, to);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new AppError("invalid", "limit is not 1 to 100");
  if (offset !== undefined && !(Number.isInteger(offset) && offset >= 0)) {
    throw new AppError("invalid", "offset is no count");
  }
  return {
    sessionId: sessionId === undefined ? undefined : checkObjectId(sessionId, "sessionId"),
    created_from: from.toISOString(),
    created_to: to.toISOString(),
    limit,
    offset,
  };
}

/** Whether the range is over the time of the session or of each message is not said: either being within will do. */
function isAskedFor({ sessionId, createdAt, messages }: Session, search: MessageSearch): boolean {
  if (search.sessionId !== undefined && sessionId !== search.sessionId.trim().toLowerCase()) return false;
  return [createdAt, ...messages.map(({ at }) => at)].some((at) => isInWindow(at, search.from, search.to));
}

function newestFirst(a: Session, b: Session): number {
  return (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0);
}
