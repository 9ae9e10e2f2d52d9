import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { checkObjectId } from "./input.ts";
import { readRecords } from "./pages.ts";
import { type Session, sessionShape } from "./session.ts";
import { checkWindow, isInWindow } from "./window.ts";

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

export interface MessagesApi {
  /**
   * One page of messages, grouped by session, the newest session first.
   * @returns `more`: the page was full, and another may follow at `offset` + `limit`
   */
  list(search: MessageSearch): Promise<{ sessions: Session[]; more: boolean }>;
}

const LIST = { path: "/messages", shape: sessionShape };
/** The maximum of similar lists; here it is not documented. See src/crm/API.md#get-messages */
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

/** Times in ISO, `limit` and `offset` instead of pages: src/crm/API.md#get-messages */
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

/**
 * AntCRM does not say whether the range applies to the session or to its messages. One of them in the range is enough.
 */
function isAskedFor({ sessionId, createdAt, messages }: Session, search: MessageSearch): boolean {
  if (search.sessionId !== undefined && sessionId !== search.sessionId.trim().toLowerCase()) return false;
  return [createdAt, ...messages.map(({ at }) => at)].some((at) => isInWindow(at, search.from, search.to));
}

function newestFirst(a: Session, b: Session): number {
  return (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0);
}
