/** Trouble on demand, for one method of the Web API, for "response_url", "upload", "download", or for "*". */
export type FaultRule = { method: string /** How often it strikes; default once. */; times?: number } & (
  | { kind: "rate_limited"; retryAfterS: number }
  | { kind: "status"; status: number }
  /** Slack's own word, e.g. "internal_error", with status 200. */
  | { kind: "error"; error: string }
  /** The connection breaks or never answers; `after` the call has taken effect, or before it (default). */
  | { kind: "cut" | "hang"; after?: boolean }
);

export interface Faults {
  add(rule: FaultRule): void;
  /** The trouble this call meets, counted down. */
  strike(method: string): FaultRule | undefined;
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    add(rule) {
      rules.push({ rule, left: rule.times ?? 1 });
    },
    strike(method) {
      const found = rules.find(({ rule }) => rule.method === method || rule.method === "*");
      if (!found) return undefined;
      found.left -= 1;
      rules = rules.filter(({ left }) => left > 0);
      return found.rule;
    },
  };
}
