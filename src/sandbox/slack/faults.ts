/** A fault to inject into one method of the Web API, "response_url", "upload", "download", or "*" for all. */
export type FaultRule = { method: string /** The number of affected calls; default 1. */; times?: number } & (
  | { kind: "rate_limited"; retryAfterS: number }
  | { kind: "status"; status: number }
  /** Slack's error name, e.g. "internal_error", with status 200. */
  | { kind: "error"; error: string }
  /** The connection breaks or gets no answer, `after` the call has taken effect, or before it (default). */
  | { kind: "cut" | "hang"; after?: boolean }
);

export interface Faults {
  add(rule: FaultRule): void;
  /** Returns the fault for this call, and counts it as used. */
  take(method: string): FaultRule | undefined;
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    add(rule) {
      rules.push({ rule, left: rule.times ?? 1 });
    },
    take(method) {
      const found = rules.find(({ rule }) => rule.method === method || rule.method === "*");
      if (!found) return undefined;
      found.left -= 1;
      rules = rules.filter(({ left }) => left > 0);
      return found.rule;
    },
  };
}
