import * as z from "zod";
import type { ApiCall } from "./http.ts";
import { nationalNumber } from "./phone-numbers.ts";

const FAULT_KINDS = ["delay", "429", "503", "500", "cut", "hang", "html", "truncated", "unreadable"] as const;

const faultRule = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  method: z.string().optional(),
  path: z.string().optional(),
  phone: z.string().optional(),
  mentions: z.string().optional(),
  times: z.number().int().positive().optional(),
  commit: z.enum(["before", "after"]).optional(),
  ms: z.number().nonnegative().optional(),
  retryAfter: z.number().nonnegative().optional(),
});

/**
 * A fault to inject: `{ kind: "cut", commit: "after", method: "POST", path: "/redeem", times: 1 }`.
 *
 * - `delay`      the right answer after `ms`
 * - `429`        too many requests; `retryAfter` seconds, by default 1
 * - `503`        over the request limit, as in src/crm/API.md#errors; `Retry-After` only with `retryAfter`
 * - `500`        a JSON error
 * - `cut`        the connection breaks without an answer
 * - `hang`       no answer
 * - `html`       502 with a proxy's error page
 * - `truncated`  the first half of the right JSON, with 200
 * - `unreadable` 200 with `not json`
 *
 * `commit` says whether the fault happens `before` the work (the default) or `after`; `truncated` and `unreadable`
 * always do the work. `phone` matches a number in any form, `mentions` an exact value: `"17464"`. Without method, path,
 * phone and mention every call matches. Without `times` the rule stays until it is cleared.
 */
export type FaultRule = z.infer<typeof faultRule>;

/** Returns the rules in the body of a control call. @throws ZodError */
export function readFaultRules(body: unknown): FaultRule[] {
  return z.array(faultRule).parse(Array.isArray(body) ? body : [body]);
}

/**
 * Returns the fault that the header `x-sandbox-fault` sets for its own call: `"429"`, `"429; retryAfter=2"`, `"cut;
 * commit=after"`, `"delay; ms=200"`. @throws ZodError for anything else
 */
export function readFaultHeader(header: string): FaultRule {
  const [kind = "", ...settings] = header.split(";").map((part) => part.trim());
  const pairs = settings.map((setting) => {
    const [name = "", value = ""] = setting.split("=").map((part) => part.trim());
    return [name, /^\d+(\.\d+)?$/.test(value) ? Number(value) : value];
  });
  return faultRule.parse({ kind, ...Object.fromEntries(pairs) });
}

/** The active rules, oldest first. The first that matches a call applies. */
export class FaultPlan {
  private rules: { rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.rules = [];
  }

  /** Returns the fault for this call and counts it as used. */
  take(call: ApiCall): FaultRule | undefined {
    const entry = this.rules.find(({ rule }) => matches(rule, call));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.rules = this.rules.filter((other) => other !== entry);
    return entry.rule;
  }
}

function matches({ method, path, phone, mentions: value }: FaultRule, call: ApiCall): boolean {
  return (
    (method === undefined || method.toUpperCase() === call.method) &&
    (path === undefined || path === call.path) &&
    (phone === undefined || carries([call.query, call.body], nationalNumber(phone))) &&
    (value === undefined || holds([call.query, call.body], value))
  );
}

/** Returns true if the call contains the number, in any form. */
function carries(value: unknown, national: string): boolean {
  if (typeof value === "string") return nationalNumber(value) === national;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => carries(part, national));
}

function holds(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null) return String(value) === text;
  return Object.values(value).some((part) => holds(part, text));
}
