import { type ActionId, type Card, closedQuestion, type ReadyCard } from "../../cards/card.ts";

/** A message that asks for a confirmation, and its card. */
interface AskingMessage<Ref> {
  ref: Ref;
  card: ReadyCard;
}

/** How many questions are remembered. The oldest is forgotten first: after half an hour it has expired. */
const REMEMBERED = 5_000;

/**
 * Remembers which message asks which question, so that a question that a typed text has ended can be shown as ended.
 *
 * In memory only. After a restart, or in another process, the message stays as it is, and a press on it shows that the
 * question has ended.
 */
export class OpenQuestionMessages<Ref> {
  private readonly messages = new Map<string, AskingMessage<Ref>>();

  /** Notes the message that shows this card, if the card asks a question. */
  shown(card: ReadyCard, ref: Ref): void {
    if (card.asks === undefined) return;
    this.messages.delete(card.asks);
    this.messages.set(card.asks, { ref, card });
    const [oldest] = this.messages.keys();
    if (this.messages.size > REMEMBERED && oldest !== undefined) this.messages.delete(oldest);
  }

  /** Returns the message of the question that this card ends, and what it shows from now on. Each is returned once. */
  take({ closes }: Pick<Card<ActionId>, "closes">): { ref: Ref; card: ReadyCard } | null {
    const asking = closes && this.messages.get(closes.question);
    if (closes === undefined || asking === undefined) return null;
    this.messages.delete(closes.question);
    const { locale } = asking.card;
    return { ref: asking.ref, card: { ...closedQuestion(asking.card, closes.note), locale } };
  }
}
