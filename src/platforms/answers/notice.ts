import type { ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import { withNote } from "./answer-port.ts";

/** What one platform can do for a message that nobody waits for. */
export interface NoticePort {
  /** Sends the card; later calls edit the message that was sent. */
  show(card: ReadyCard): Promise<void>;
  /** The message may have arrived although no answer came. */
  isUnclear(error: unknown): boolean;
  maybeSent(locale: Locale): string;
  /** A message is sent that may have been sent before. */
  onRepeated(): void;
  /** Sends the card's files. Never rejects. @returns a line that names those that were not sent, or null */
  sendFiles(card: ReadyCard): Promise<string | null>;
}

/**
 * Sends a message that nobody waits for, then its files. A message that got no answer is sent once more, and says so.
 * @throws what `show` throws
 */
export async function sendNotice(card: ReadyCard, port: NoticePort): Promise<void> {
  await port.show(card).catch((error: unknown) => {
    if (!port.isUnclear(error)) throw error;
    port.onRepeated();
    return port.show(withNote(card, port.maybeSent(card.locale)));
  });
  const line = await port.sendFiles(card);
  // The words have arrived: a failure here would make the caller send them again.
  if (line !== null) await port.show(withNote(card, line)).catch(() => {});
}
