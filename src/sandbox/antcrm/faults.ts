import { z } from "zod";
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
 * Something to go wrong: `{ kind: "cut", commit: "after", method: "POST", path: "/redeem", times: 1 }`.
 *
 * - `delay`      the true answer, `ms` late
 * - `429`        slow down; `retryAfter` seconds (1 unless told)
 * - `503`        over the request limit, as the vendor's sister API says it; `Retry-After` only if `retryAfter` is given
 * - `500`        a JSON error
 * - `cut`        the connection breaks without an answer
 * - `hang`       no answer ever comes
 * - `html`       502 with a proxy's error page
 * - `truncated`  the first half of the true JSON, with 200
 * - `unreadable` 200 with `not json`
 *
 * `commit` says whether the fault strikes `before` the work is done or `after`; `before` unless told, except for
 * `truncated` and `unreadable`, whose work is always done. A `delay` waits on that same side. `phone` matches a number
 * however it is written, `mentions` a value to the letter: `"17464"`. Without method, path, phone or mention every call
 * matches; without `times` the rule holds until it is cleared.
 */
export type FaultRule = z.infer<typeof faultRule>;

/** The rule or rules in a control call's body. @throws ZodError naming what is wrong with it */
export function readFaultRules(body: unknown): FaultRule[] {
  return z.array(faultRule).parse(Array.isArray(body) ? body : [body]);
}

/**
 * The fault ordered by the header `x-sandbox-fault` for its own call: `"429"`, `"429; retryAfter=2"`,
 * `"cut; commit=after"`, `"delay; ms=200"`. @throws ZodError for anything else
 */
export function readFaultHeader(header: string): FaultRule {
  const [kind = "", ...settings] = header.split(";").map((part) => part.trim());
  const pairs = settings.map((setting) => {
    const [name = "", value = ""] = setting.split("=").map((part) => part.trim());
    return [name, /^\d+(\.\d+)?$/.test(value) ? Number(value) : value];
  });
  return faultRule.parse({ kind, ...Object.fromEntries(pairs) });
}

/** The rules in force, oldest first; the first that matches a call strikes. */
export class FaultPlan {
  private rules: { rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.rules = [];
  }

  /** The fault for this call, counted as used. */
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

/** Whether the number stands anywhere in the call, however it is written. */
function carries(value: unknown, national: string): boolean {
  if (typeof value === "string") return nationalNumber(value) === national;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => carries(part, national));
}

function holds(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null) return String(value) === text;
  return Object.values(value).some((part) => holds(part, text));
}
