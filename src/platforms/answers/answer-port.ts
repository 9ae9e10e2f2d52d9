import type { ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";

/** Adds to a card that it may have been sent before, when that is so. Used for each new message. */
export type Mark = (card: ReadyCard) => ReadyCard;

/** One way to show the cards of an answer: a message in a channel, an ephemeral message, a modal. */
export interface ReplyTarget {
  /** The next card can replace the one that is shown. */
  readonly editable: boolean;
  /** How many cards before the last one this way still takes; any number unless told. */
  spare?(): number;
  /** Milliseconds until it takes one more card before the last; 0 unless told. */
  waitMs?(): number;
  /**
   * Sends the card, or edits the message of the card before. What replaces a pressed question is not marked: shown twice,
   * there is still one.
   * @throws what the port's `assess` takes
   */
  show(card: ReadyCard, mark: Mark): Promise<void>;
}

/** What a failed try means. */
export interface FailedTry {
  /** A new message may have arrived: the next try says so. */
  mayHaveArrived: boolean;
  /** The same target is tried again at once. */
  isTriedAgain: boolean;
  /** The platform was not there, or failed by itself: later it may take what it did not take now. */
  isAway: boolean;
  /** Later cards use this target too. False: the next target is tried. */
  keepsTarget: boolean;
}

/** What one platform can do for one answer. */
export interface AnswerPort {
  /** The least time between two cards before the last: after a new message, and after an edit. */
  readonly pauseMs: { afterPost: number; afterEdit: number };
  /** Shown after a second of silence, where the platform has no other sign of work. */
  readonly workingCard?: ReadyCard | undefined;
  /** The targets that a card of this audience may use, best first. */
  targetsFor(card: ReadyCard): ReplyTarget[];
  /** Adds what the reader must know about the way in which the card comes. */
  annotate?(card: ReadyCard): ReadyCard;
  /** Shows the form of a card without a message. `isPossible` asks, `open` does it. @returns whether it opened */
  form?: { isPossible(card: ReadyCard): boolean; open(card: ReadyCard): Promise<boolean> };
  /** Logs the failure of a try and says what it means. */
  assess(error: unknown, card: ReadyCard, attempt: { isLast: boolean; isSecondTry: boolean }): FailedTry;
  /** The line that says that a message may have been sent before. */
  maybeSent(locale: Locale): string;
  /** A message is sent that may have been sent before. */
  onRepeated(): void;
  /** Logs that the last card did not arrive, where `assess` has not. */
  noteUndelivered?(reason: string): void;
  /** Sends the files of the last card. Never rejects. @returns a line to be added to the answer, or null */
  sendFiles(card: ReadyCard, mayBeRepeated: boolean): Promise<string | null>;
  /** Sends the outcome of a write to the person's own chat too, where the answer is elsewhere. Never rejects. */
  sendReceipt(card: ReadyCard, targetsLeft: number): Promise<void>;
  /** Takes the sign of work away. Never rejects. */
  close?(): Promise<void>;
}

/** A message that the next card replaces. */
export interface EditableMessage<Ref, Content> {
  ref: Ref;
  /** What the message shows; undefined when that is not known. */
  content: Content | undefined;
}

/** A private card that has nothing but a title. */
export function titleCard(title: string, tone: ReadyCard["tone"], locale: Locale): ReadyCard {
  return { title, tone, audience: "private", blocks: [], locale };
}

/** The same card with a line of small print at its end. */
export function withNote(card: ReadyCard, text: string): ReadyCard {
  return { ...card, blocks: [...card.blocks, { kind: "context", text }] };
}

/** What one platform can do for a message that nobody waits for. */
interface NoticePort extends Pick<AnswerPort, "maybeSent" | "onRepeated" | "sendFiles"> {
  /** Sends the card; later calls edit the message that was sent. */
  show(card: ReadyCard): Promise<void>;
  /** The message may have arrived although no answer came. */
  isUnclear(error: unknown): boolean;
  /** How the sending failed, as an AppError; what was thrown, where that is no failure of the platform's. */
  undelivered(error: unknown): unknown;
}

/**
 * Sends a message that nobody waits for, then its files. A message that got no answer is sent once more, and says so.
 * @throws what `undelivered` returns
 */
export async function sendNotice(card: ReadyCard, port: NoticePort): Promise<void> {
  const marked = withNote(card, port.maybeSent(card.locale));
  await sendForSure((isRepeated) => port.show(isRepeated ? marked : card), port).catch((error: unknown) => {
    throw port.undelivered(error);
  });
  const line = await port.sendFiles(card, false);
  // The words have arrived: a failure here would make the caller send them again.
  if (line !== null) await port.show(withNote(card, line)).catch(() => {});
}

/** Sends, and once more when no answer told whether that arrived. */
export async function sendForSure<T>(
  send: (isRepeated: boolean) => Promise<T>,
  { isUnclear, onRepeated }: Pick<NoticePort, "isUnclear" | "onRepeated">,
): Promise<T> {
  try {
    return await send(false);
  } catch (error) {
    if (!isUnclear(error)) throw error;
    onRepeated();
    return send(true);
  }
}
