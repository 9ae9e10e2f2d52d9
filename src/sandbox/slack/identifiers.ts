/** Creates ids in Slack's form, in the same sequence on every run. */
export interface Identifiers {
  /** e.g. next("U") is "U000000001" */
  next(prefix: string): string;
  /** A message's `ts`, e.g. "1764032400.000100": seconds and microseconds, unique and increasing. */
  ts(): string;
}

export function createIdentifiers(now: () => number): Identifiers {
  let count = 0;
  let lastMicros = 0;
  return {
    next: (prefix) => {
      count += 1;
      return prefix + count.toString(36).toUpperCase().padStart(9, "0");
    },
    ts: () => {
      lastMicros = Math.max(lastMicros + 1, Math.floor(now()) * 1_000);
      const seconds = Math.floor(lastMicros / 1_000_000);
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, "0")}`;
    },
  };
}
