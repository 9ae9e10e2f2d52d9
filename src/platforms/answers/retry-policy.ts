import type { RateLimiterClock } from "../rate-limiter.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
/** Later than this nobody reads the answer to what they asked; the list of operations still shows how a write ended. */
const GIVE_UP_AFTER_MS = 3_600_000;

/** How one try to deliver a card ended: `away` when the platform could not be reached. */
export type Delivery = "delivered" | "away" | "impossible";

/**
 * Delivers the last card as soon as the platform is back: people must hear how a write ended. Later events of the chat
 * wait behind it, so that answers keep their order; other chats do not wait. When the process ends before the delivery,
 * the event is not finished, and the next process answers it.
 */
export async function untilDelivered(
  deliver: () => Promise<Delivery>,
  clock: RateLimiterClock,
): Promise<Exclude<Delivery, "away"> | "given up"> {
  const untilMs = clock.nowMs() + GIVE_UP_AFTER_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const delivery = await deliver();
    if (delivery !== "away") return delivery;
    if (clock.nowMs() + pauseMs > untilMs) return "given up";
    await new Promise<void>((resolve) => void clock.wake(pauseMs, resolve));
  }
}
