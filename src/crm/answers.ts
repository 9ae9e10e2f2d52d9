import { AppError } from "../errors.ts";
import { htmlToPlain } from "./html.ts";
import { isRecord } from "./shapes.ts";

/**
 * The records inside an answer to a read, whatever it is wrapped in (row 3): a bare array, `{success, data, total}`,
 * `{data: {sessions}}`, one bare object, or nothing. `total` is not looked at: one sample lacks it (row 4).
 */
export function recordsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  if (!isRecord(answer)) return [];
  if (!("data" in answer)) return isBareRecord(answer) ? [answer] : [];
  if (Array.isArray(answer.data)) return answer.data;
  if (!isRecord(answer.data)) return [];
  return Array.isArray(answer.data.sessions) ? answer.data.sessions : [answer.data];
}

function isBareRecord(answer: Record<string, unknown>): boolean {
  return Object.keys(answer).some((key) => key !== "success" && key !== "total" && key !== "limit");
}

/**
 * Row 1: 1, true and "1" are yes; 0, false, "0" and null are no; a missing `success`, or one of no known value, says
 * nothing: a no claims that nothing was changed, and somebody would try again.
 */
export function successOf(answer: unknown): "yes" | "no" | "unsaid" {
  // Row 8: some calls answer `Ok`, in JSON or as plain text.
  if (typeof answer === "string") return answer.trim().toLowerCase() === "ok" ? "yes" : "unsaid";
  if (!isRecord(answer) || !("success" in answer)) return "unsaid";
  const said = String(answer.success).trim().toLowerCase();
  if (/^(1|true|ok)$/.test(said)) return "yes";
  return /^(0|false|null|)$/.test(said) ? "no" : "unsaid";
}

/** The CRM's words in an answer that names an error and says nothing of success: `{"error": {"message": "…"}}`. */
export function complaintIn(answer: unknown): string | undefined {
  if (!isRecord(answer) || "success" in answer) return undefined;
  return quoteOf([answer.error, answer.errors]);
}

/** JSON in which nobody speaks: `{"segmentId": "…"}`, `[]`. `{"message": "…"}` may mean anything. */
export function isWordless(answer: unknown): boolean {
  if (Array.isArray(answer)) return true;
  return isRecord(answer) && !("success" in answer) && SPEAKING_KEYS.every((key) => !isWords(answer[key]));
}

function isWords(value: unknown): boolean {
  return typeof value === "string" && /\p{L}/u.test(value);
}

/** Keys under which servers put what they want to say; error bodies are not documented (antcrm-api.md 6). */
const SPEAKING_KEYS = ["message", "msg", "error", "errors", "detail", "description", "reason", "data"];
const MAX_QUOTE = 200;

/**
 * The CRM's own words in a refusal, as plain text of at most 200 characters: `{"success": 0, "message": "Không đủ
 * điểm"}` → `"Không đủ điểm"`. Undefined where it said nothing fit for people.
 */
export function quoteOf(answer: unknown): string | undefined {
  const words = wordsIn(answer, 0);
  if (words === undefined || /^\s*<(!doctype|html)/i.test(words)) return undefined;
  // One line: what follows the first is a stack or a list of causes.
  const line = firstLine(htmlToPlain(words.slice(0, 5_000)));
  if (!/\p{L}/u.test(line)) return undefined;
  const signs = [...line];
  return signs.length > MAX_QUOTE ? `${signs.slice(0, MAX_QUOTE - 1).join("")}…` : line;
}

function wordsIn(answer: unknown, depth: number): string | undefined {
  if (typeof answer === "string") return answer.trim() || undefined;
  if (depth > 3 || typeof answer !== "object" || answer === null) return undefined;
  if (Array.isArray(answer)) return joined(answer, depth);
  const record = answer as Record<string, unknown>;
  for (const key of SPEAKING_KEYS) {
    const words = wordsIn(record[key], depth + 1);
    if (words !== undefined) return words;
  }
  // `{"phones": ["Invalid number"]}`: a complaint a field, the style of the vendor's sister API (7.4).
  return depth > 0 || !("success" in record) ? joined(Object.values(record), depth) : undefined;
}

function joined(items: readonly unknown[], depth: number): string | undefined {
  const words = items.map((item) => wordsIn(item, depth + 1)).filter((text) => text !== undefined);
  return words.length > 0 ? words.join("; ") : undefined;
}

function firstLine(text: string): string {
  const line = text.split(/[\r\n]/).find((part) => part.trim() !== "") ?? "";
  return line
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * The id in the answer to a creation, under the first of these keys that has one (rows 5 and 6: `leadId` or
 * `customerId`, `TicketId` or `number`), scalar or list.
 */
export function idsIn(
  answer: Record<string, unknown>,
  key: string,
  read: (value: unknown) => string | null,
): string[] {
  const value = answer[key];
  return (Array.isArray(value) ? value : [value]).map(read).filter((id) => id !== null);
}

/** Done, but nobody can say under which id: the record must be looked for before a second try. */
export function noIdIn(call: string): AppError {
  return new AppError("unclear", `AntCRM ${call}: accepted, but the answer holds no id`);
}
