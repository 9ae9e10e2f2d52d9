import type { Calls } from "./calls.ts";
import { notBuilt } from "./not-built.ts";

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
  /** One page of messages, by their sessions, the newest session first. A page of fewer than `limit` messages is the last. */
  list(search: MessageSearch): Promise<{ sessions: Session[] }>;
}

export function createMessages(_calls: Calls): MessagesApi {
  return { list: notBuilt };
}
