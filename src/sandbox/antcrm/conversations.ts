import { LatePart } from "./late-part.ts";
import { insertByTime } from "./time-order.ts";

export interface Message {
  _id: string;
  text: string;
  /** From the shop to the customer. */
  isOutboundMessage: boolean;
  isResponsedByBot: boolean;
  /** Why it did not reach the customer; empty when it did. */
  errorMessage: string;
  attachments: { type: string; url: string }[];
  createdAt: number;
}

/** One conversation of a customer with the shop on Zalo or Facebook, from its first message until it was closed. */
export interface Session {
  sessionId: string;
  conversationId: string;
  pageId: string;
  channel: string;
  /** Whom it was with: `{ leadId: 1234 }` [docs]; `customerId` for the others [inferred]. */
  partner: { leadId?: number; customerId?: number };
  /** Under which key an answer shows a message's text: the captured sample stops before it [inferred]. */
  textKey: "content" | "text";
  /** From old to new. */
  messages: Message[];
  createdAt: number;
}

/** Every session, from old to new. */
export class Conversations extends LatePart {
  private readonly known: Session[] = [];

  get sessions(): readonly Session[] {
    this.fillNow();
    return this.known;
  }

  /** `addSession({ partner: { customerId: 476 } })`: on Zalo, begun now, with nothing said yet. */
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
