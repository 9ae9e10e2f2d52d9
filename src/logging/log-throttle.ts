import { lruCache } from "../lru-cache.ts";

/** If there are more keys, the oldest are forgotten, and get a line sooner. */
const MAX_KEYS = 1_000;

/** Decides which of many similar events get a log line: one for each key within `pauseMs`. */
export function createLogThrottle(now: () => Date, pauseMs: number) {
  const logged = lruCache<{ atMs: number; suppressed: number }>(MAX_KEYS);
  return {
    /**
     * @param key  what is similar: `"refusal:slack:U0123"`
     * @returns how many events of this key got no line since the last line; null if this event gets none either
     */
    next(key: string): number | null {
      const nowMs = now().getTime();
      const last = logged.get(key);
      if (last !== undefined && nowMs - last.atMs < pauseMs) {
        last.suppressed += 1;
        return null;
      }
      logged.set(key, { atMs: nowMs, suppressed: 0 });
      return last?.suppressed ?? 0;
    },
  };
}
