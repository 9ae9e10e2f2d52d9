import { type Aliases, pick } from "./aliases.ts";
import { foldAccents } from "./name-search.ts";
import { readAmount, readLabel } from "./shapes.ts";

/*
 * The result of a call. The record of a telecall is not documented: the first keys are those of the vendor's call
 * center API, the others are likely ones. See src/crm/API.md#call-center
 */

const RESULT_KEYS: Aliases = ["status_detail", "callStatus", "call_status", "callResult", "result", "status"];
const DIRECTION_KEYS: Aliases = ["direction", "callDirection", "call_direction"];
const SECONDS_KEYS = {
  duration: ["duration_seconds", "durationSeconds", "duration", "callDuration", "call_duration"],
  talk: [
    "billing_seconds",
    "billingSeconds",
    "billsec",
    "billSec",
    "talkSeconds",
    "talk_seconds",
    "talkTime",
  ],
} satisfies Record<string, Aliases>;

/** `SUCCESS` is the vendor's. The others are likely results, in English and in Vietnamese. */
const REACHED =
  /^(success(ful)?|answer(ed)?|connected|completed|reached|thanh cong|da nghe|nghe may|bat may)\b/;
const NOT_REACHED =
  /^(ivr|cancel(l?ed)?|busy|un\w+|fail(ed|ure)?|miss(ed)?|no[ _-]?answer|not[ _-]?\w+|reject(ed)?|voicemail|khong\b.*|may ban|ban\b|nho\b|tu choi|that bai|thue bao\b.*)$/;

export function directionOf(raw: Record<string, unknown>): string | null {
  return pick(raw, DIRECTION_KEYS, readLabel);
}

export function secondsOf(raw: Record<string, unknown>, which: keyof typeof SECONDS_KEYS): number | null {
  return pick(raw, SECONDS_KEYS[which], (value) => {
    const seconds = readAmount(value);
    return seconds !== null && seconds >= 0 ? seconds : null;
  });
}

/** The result as sent, and whether somebody picked up: known from the result or from the talk time. */
export function callResult(raw: Record<string, unknown>): { result: string | null; reached: boolean | null } {
  const result = pick(raw, RESULT_KEYS, readLabel);
  const word = foldAccents(result ?? "");
  const talked = secondsOf(raw, "talk");
  if (REACHED.test(word) || (talked ?? 0) > 0) return { result, reached: true };
  return { result, reached: NOT_REACHED.test(word) || talked === 0 ? false : null };
}
