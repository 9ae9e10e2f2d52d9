import { tooManyRequests } from "./faults.ts";
import { limits } from "./limits.ts";
import type { World } from "./world.ts";

const SENDS = /^send(?!chataction)/;
const EDITS = /^edit/;

/**
 * Flood control by the sandbox clock: one message a second per chat, 20 sends and edits a minute per group, 30 a second
 * in all. Telegram allows short bursts; here the rule is exact (src/platforms/telegram/LIMITS.md#rate-limits).
 */
export class RateLimit {
  private readonly world: World;
  private calls: { chat: number; at: number; isSend: boolean }[] = [];

  constructor(world: World) {
    this.world = world;
  }

  /** @throws ApiError 429 with `retry_after` in whole seconds */
  check(method: string, chat: number): void {
    const name = method.toLowerCase();
    const isSend = SENDS.test(name);
    if (!isSend && !EDITS.test(name)) return;
    const now = this.world.now();
    this.calls = this.calls.filter((call) => call.at > now - 60_000);
    const here = this.calls.filter((call) => call.chat === chat);
    const { allPerSecond, chatPerSecond, groupPerMinute } = limits.rateLimit;
    const isGroup = chat < 0;
    const waits = [
      wait(this.calls, { most: allPerSecond, withinMs: 1_000, now }),
      isSend
        ? wait(
            here.filter((call) => call.isSend),
            { most: chatPerSecond, withinMs: 1_000, now },
          )
        : 0,
      isGroup ? wait(here, { most: groupPerMinute, withinMs: 60_000, now }) : 0,
    ];
    const longest = Math.max(...waits);
    if (longest > 0) throw tooManyRequests(Math.ceil(longest / 1_000));
    this.calls.push({ chat, at: now, isSend });
  }
}

/** Returns the milliseconds until another call is allowed: until the oldest of the last `most` has left the window. */
function wait(calls: { at: number }[], rule: { most: number; withinMs: number; now: number }): number {
  const oldest = calls.at(-rule.most);
  return oldest && calls.length >= rule.most ? Math.max(0, oldest.at + rule.withinMs - rule.now) : 0;
}
