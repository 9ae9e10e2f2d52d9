import { LazyPart } from "./lazy-part.ts";
import { insertByTime } from "./time-order.ts";

export interface Message {
  _id: string;
  text: string;
  /** From the shop to the customer. */
  isOutboundMessage: boolean;
  isResponsedByBot: boolean;
  /** Why it was not delivered; empty when it was. */
  errorMessage: string;
  attachments: { type: string; url: string }[];
  createdAt: number;
}

/** One conversation of a customer with the shop on Zalo or Facebook. */
export interface Session {
  sessionId: string;
  conversationId: string;
  pageId: string;
  channel: string;
  /** The customer: `{ leadId: 1234 }` as in the sample, or `customerId` for others, which is inferred. */
  partner: { leadId?: number; customerId?: number };
  /** The key of a message's text in answers. It is inferred: src/crm/API.md#get-messages */
  textKey: "content" | "text";
  /** From old to new. */
  messages: Message[];
  createdAt: number;
}

/** Every session, from old to new. */
export class Conversations extends LazyPart {
  private readonly known: Session[] = [];

  get sessions(): readonly Session[] {
    this.fillNow();
    return this.known;
  }

  /** `addSession({ partner: { customerId: 476 } })`: on Zalo, created now, without messages. */
  addSession(given: Partial<Session>): Session {
    const createdAt = given.createdAt ?? this.now();
    const plain = {
      sessionId: this.objectId(createdAt),
      conversationId: String(this.random.whole(1e14, 9e14)),
      pageId: "3673755377776222950",
      channel: "ZALO",
      partner: {},
      textKey: "content",
      messages: [],
      createdAt,
    };
    const session: Session = Object.assign(plain, given);
    insertByTime(this.known, session);
    return session;
  }

  /** `addMessage(session, { text: "Shop ơi" })`: from the customer, now. */
  addMessage(session: Session, given: Partial<Message> & { text: string }): Message {
    const createdAt = given.createdAt ?? this.now();
    const plain = {
      _id: this.objectId(createdAt),
      isOutboundMessage: false,
      isResponsedByBot: false,
      errorMessage: "",
      attachments: [],
      createdAt,
    };
    const message: Message = Object.assign(plain, given);
    insertByTime(session.messages, message);
    return message;
  }
}
