import { type Block, type Card, card, context, text } from "../cards/card.ts";
import { type Fault, toAppError } from "../errors.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";

const notesMessages = defineMessages({
  en: {
    mayBeSent: "This may have been sent before.",
    chatGone: (chat: string) =>
      `The chat ${chat} does not let me write any more: I was removed, or it was archived.`,
    resume: (command: string) => `When I am back in it, type: ${command}`,
  },
  vi: {
    mayBeSent: "Tin này có thể đã gửi trước đó.",
    chatGone: (chat) =>
      `Nhóm chat ${chat} không cho bot gửi tin nữa: bot đã bị xoá khỏi nhóm, hoặc nhóm đã lưu trữ.`,
    resume: (command) => `Khi đã thêm bot lại, gõ: ${command}`,
  },
});

/** What is delivered to somebody who does not wait for it. */
export const DELIVERY_KINDS = ["digest", "alert", "receipt", "import", "notice"] as const;

export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/**
 * How one attempt ended: `put-off` nothing was sent, and it is tried again; `unclear` it may have been sent; `refused` the
 * chat does not let the bot write; `failed` it was given up.
 */
export const DELIVERY_OUTCOMES = ["sent", "skipped", "put-off", "unclear", "refused", "failed"] as const;

export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Called after each attempt. */
export type OnDelivered = (kind: DeliveryKind, outcome: DeliveryOutcome) => void;

/**
 * A message to a person who does not wait for it. It is sent first and marked afterwards, so a crash in between repeats
 * it.
 */
export interface Notification {
  kind: DeliveryKind;
  /** Rejects if the message could not be delivered. */
  send(): Promise<void>;
  /** Stores that the message was sent. @returns false if this is stored already */
  markSent(): Promise<boolean>;
  /** The time since which the person should know. */
  dueAt: Date;
  /** After this time the bot stops trying to reach a person whom the platform refuses to reach. */
  giveUpAfterMs: number;
  /** Fields that name the message in the log. */
  labels: object;
}

export const HOUR_MS = 3_600_000;
/** An outage of a platform, or a jump of this machine's clock, must not lose the outcome of a write. */
const AWAY_AT_MOST_MS = 24 * HOUR_MS;
/** Faults of a platform that passes by itself. */
const PASSING: ReadonlySet<Fault> = new Set<Fault>(["unavailable", "unclear", "busy"]);

/**
 * Sends a notification and marks it as sent. Rejects if it could not be delivered and has to be tried again.
 * @returns false if it was marked as sent already
 */
export async function deliverNotification(
  { kind, send, markSent, dueAt, giveUpAfterMs, labels }: Notification,
  { now, log, onDelivered }: { now: () => Date; log: Logger; onDelivered?: OnDelivered | undefined },
): Promise<boolean> {
  try {
    await send();
    onDelivered?.(kind, "sent");
  } catch (thrown) {
    const { fault, message } = toAppError(thrown);
    const limitMs = PASSING.has(fault) ? Math.max(giveUpAfterMs, AWAY_AT_MOST_MS) : giveUpAfterMs;
    const isGivenUp = now().getTime() - dueAt.getTime() >= limitMs;
    onDelivered?.(kind, isGivenUp ? "failed" : "put-off");
    if (!isGivenUp) throw thrown;
    log.warn({ ...labels, err: message }, "a notification was given up");
  }
  return markSent();
}

/** Sends an optional message. A failure is logged, and the message is not sent again. */
export async function sendOnce(send: () => Promise<void>, labels: object, log: Logger): Promise<void> {
  await send().catch((thrown: unknown) => {
    log.warn({ ...labels, err: toAppError(thrown).message }, "a notification could not be sent");
  });
}

/** Returns the mark of a message that may have been sent before. */
export function mayBeSentNote(locale: Locale): Block {
  return context(notesMessages[locale].mayBeSent);
}

/** Returns a card for an owner: a chat does not let the bot write. How to resume: `["digest resume 2"]`. */
export function chatGoneCard(
  locale: Locale,
  { title, about, chat, resume }: { title: string; about: string; chat: string; resume: readonly string[] },
): Card {
  const t = notesMessages[locale];
  const commands = resume.map((command) => context(t.resume(command)));
  return { ...card(title, text(about), text(t.chatGone(chat)), ...commands), tone: "warning" };
}
