import { LRUCache } from "lru-cache";

/** Tells which of many similar events get a log line: one of each key in a while. */
export interface LogPause {
  /**
   * @param key  what is similar: `"refusal:slack:U0123"`
   * @returns how many of this key got no line since the last one; null where this one gets none either
   */
  next(key: string): number | null;
}

/** Beyond this many keys the oldest are forgotten, and get a line sooner. */
const MOST_KEYS = 1_000;

export function createLogPause(now: () => Date, pauseMs: number): LogPause {
  const logged = new LRUCache<string, { atMs: number; suppressed: number }>({ max: MOST_KEYS });
  return {
    next(key) {
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
