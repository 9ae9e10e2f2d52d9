import { isDeepStrictEqual } from "node:util";
import type { ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import { wasPaused } from "../retries.ts";

/** Adds the note that a card may have been sent before, if that is so. Used for each new message. */
export type Mark = (card: ReadyCard) => ReadyCard;

/** One way to show the cards of an answer: a message in a channel, an ephemeral message, a modal. */
export interface ReplyTarget {
  /** True if the next card can replace the shown one. */
  readonly editable: boolean;
  /** How many more cards this target accepts before the last one; unlimited if absent. */
  spare?(): number;
  /** Milliseconds until it accepts one more card before the last one; 0 if absent. */
  waitMs?(): number;
  /**
   * Sends the card, or edits the message of the previous card. A card that replaces a pressed question is not marked:
   * even if it is sent twice, there is only one message.
   * @throws errors that the port's `assess` accepts
   */
  show(card: ReadyCard, mark: Mark): Promise<void>;
}

/** One try to show a card on a target. */
export interface Attempt {
  /** No other card follows. */
  isLast: boolean;
  /** The same target was tried just before, and may have shown the card. */
  isSecondTry: boolean;
  /** How often the platform was away at this target, one pause after the other. */
  timesAway: number;
}

/** What a failed try means. */
export interface FailedTry {
  /** A new message may have arrived. The next try says so. */
  mayHaveArrived: boolean;
  /** An edit may have been made. It is repeated without a note, but a new message in its place says so. */
  mayBeEdited?: boolean;
  /** The same target is tried again at once. */
  isTriedAgain: boolean;
  /** The platform could not be reached, or failed itself. It may accept the card later. */
  isAway: boolean;
  /** Later cards use this target too. If false, the next target is tried. */
  keepsTarget: boolean;
}

/** What one platform can do for one answer. */
export interface AnswerPort {
  /** The minimum time between two cards before the last one: after a new message, and after an edit. */
  readonly pauseMs: { afterPost: number; afterEdit: number };
  /** Shown after one second without a card, if the platform has no other sign of work. */
  readonly workingCard?: ReadyCard | undefined;
  /** The targets that a card of this audience may use, best first. */
  targetsFor(card: ReadyCard): ReplyTarget[];
  /** Adds what the reader must know about how the card is delivered. */
  annotate?(card: ReadyCard): ReadyCard;
  /** Shows the form of a card without a message. `isPossible` only checks; `open` returns whether the form opened. */
  form?: { isPossible(card: ReadyCard): boolean; open(card: ReadyCard): Promise<boolean> };
  /** Logs the failure of a try and says what it means. */
  assess(error: unknown, card: ReadyCard, attempt: Attempt): FailedTry;
  /** The line that says that a message may have been sent before. */
  maybeSent(locale: Locale): string;
  /** Called when a message is sent that may have been sent before. */
  onRepeated(): void;
  /** Logs that the last card did not arrive, if `assess` has not logged it. */
  noteUndelivered?(reason: string): void;
  /** Sends the files of the last card. Never rejects. @returns a line to be added to the answer, or null */
  sendFiles(card: ReadyCard, mayBeRepeated: boolean): Promise<string | null>;
  /** Also sends the outcome of a write to the person's own chat, if the answer is elsewhere. Never rejects. */
  sendReceipt(card: ReadyCard, targetsLeft: number): Promise<void>;
  /** Shows in its message that the question which this card ends is closed. Never rejects. */
  closeQuestion(card: ReadyCard): Promise<void>;
  /** Removes the sign of work. Never rejects. */
  close?(): Promise<void>;
}

/** A message that the next card replaces. */
export interface EditableMessage<Ref, Content> {
  ref: Ref;
  /** What the message shows; undefined if unknown. */
  content: Content | undefined;
}

/** Edits a message, unless it already shows this content. @returns false if the platform cannot edit it */
export async function editMessage<Ref, Content>(
  message: EditableMessage<Ref, Content>,
  content: Content,
  edit: (ref: Ref, content: Content) => Promise<boolean>,
): Promise<boolean> {
  if (message.content !== undefined && isDeepStrictEqual(message.content, content)) return true;
  // Until the platform has answered, it is unknown what the message shows.
  message.content = undefined;
  if (!(await edit(message.ref, content))) return false;
  message.content = content;
  return true;
}

/** Returns a private card with only a title. */
export function titleCard(title: string, tone: ReadyCard["tone"], locale: Locale): ReadyCard {
  return { title, tone, audience: "private", blocks: [], locale };
}

/** Returns the same card with a line of small print at its end. */
export function withNote(card: ReadyCard, text: string): ReadyCard {
  return { ...card, blocks: [...card.blocks, { kind: "context", text }] };
}

/** What one platform can do for a message that nobody waits for. */
interface NoticePort extends Pick<AnswerPort, "maybeSent" | "onRepeated" | "sendFiles"> {
  /** Sends the card; later calls edit the message that was sent. */
  show(card: ReadyCard): Promise<void>;
  /** Returns true if the message may have arrived although no answer came. */
  isUnclear(error: unknown): boolean;
  /** Returns the failure as an AppError, or the thrown value unchanged if the platform has not failed. */
  undelivered(error: unknown): unknown;
}

/**
 * Sends a message that nobody waits for, then its files. A message without an answer is sent once more, with a note.
 * @throws what `undelivered` returns
 */
export async function sendNotice(card: ReadyCard, port: NoticePort): Promise<void> {
  const marked = withNote(card, port.maybeSent(card.locale));
  await sendForSure((isRepeated) => port.show(isRepeated ? marked : card), port).catch((error: unknown) => {
    throw port.undelivered(error);
  });
  const line = await port.sendFiles(card, false);
  // The message has arrived. A failure here would make the caller send it again.
  if (line !== null) await port.show(withNote(card, line)).catch(() => {});
}

/** Sends a message, and sends it once more if it is unclear whether it arrived. */
export async function sendForSure<T>(
  send: (isRepeated: boolean) => Promise<T>,
  { isUnclear, onRepeated }: Pick<NoticePort, "isUnclear" | "onRepeated">,
): Promise<T> {
  try {
    return await send(false);
  } catch (error) {
    if (!isUnclear(error)) throw error;
    onRepeated();
    return send(true).catch((second: unknown) => {
      // The first message may still have arrived.
      throw wasPaused(second) ? error : second;
    });
  }
}
