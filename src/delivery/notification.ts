import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";

/** A message to a person who does not wait for it. It is sent first and marked then: a crash in between repeats it. */
export interface Notification {
  /** Rejects where it could not be delivered. */
  send(): Promise<void>;
  /** Stores that it was sent. @returns false where that is stored already */
  markSent(): Promise<boolean>;
  /** Since when it is due. */
  dueAt: Date;
  /** A person who cannot be reached is tried for so long. */
  giveUpAfterMs: number;
  /** Names it in the log. */
  labels: object;
}

export const HOUR_MS = 3_600_000;

/**
 * Sends a notification and marks it as sent. Rejects where it could not be delivered and is to be tried again.
 * @returns false where it was marked as sent already
 */
export async function deliverNotification(
  { send, markSent, dueAt, giveUpAfterMs, labels }: Notification,
  { now, log }: { now: () => Date; log: Logger },
): Promise<boolean> {
  try {
    await send();
  } catch (thrown) {
    if (now().getTime() - dueAt.getTime() < giveUpAfterMs) throw thrown;
    log.warn({ ...labels, err: toAppError(thrown).message }, "given up on a notification");
  }
  return markSent();
}

/** Sends what nobody needs to receive: a failure is logged and not tried again. */
export async function sendOnce(send: () => Promise<void>, labels: object, log: Logger): Promise<void> {
  await send().catch((thrown: unknown) => {
    log.warn({ ...labels, err: toAppError(thrown).message }, "a notification could not be sent");
  });
}
