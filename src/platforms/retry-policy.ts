import type { RateLimiterClock } from "./rate-limiter.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
/** Later than this nobody reads the answer to what they asked; `operations` still lists what became of a write. */
const GIVE_UP_AFTER_MS = 3_600_000;

/** What became of one try to deliver the last card of an answer: `away` when the platform could not be reached. */
export type Delivery = "delivered" | "away" | "impossible";

/**
 * Delivers what is owed to a platform that is away, as soon as it is back: a write that was done must be told. The
 * chat's later events wait behind it, so that what is owed keeps its order; other chats do not. When the process ends
 * meanwhile the event is not finished, and the next process answers it.
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
