import { AppError } from "../errors.ts";
import { htmlToPlain } from "./html.ts";
import { isRecord } from "./shapes.ts";

/**
 * Returns the records of an answer to a read: of a bare array, `{success, data, total}`, `{data: {sessions}}`, one bare
 * object, or nothing. It ignores `total`, which may be missing. See src/crm/API.md#lists
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
 * Reads `success`: 1, true and "1" are yes; 0, false, "0" and null are no. A missing or unknown value is `unsaid`,
 * because after a "no" somebody would try again. See src/crm/API.md#success
 */
export function successOf(answer: unknown): "yes" | "no" | "unsaid" {
  // Some calls answer `Ok`, as JSON or as plain text: src/crm/API.md#post-segmentsset-contact
  if (typeof answer === "string") return answer.trim().toLowerCase() === "ok" ? "yes" : "unsaid";
  if (!isRecord(answer) || !("success" in answer)) return "unsaid";
  const said = String(answer.success).trim().toLowerCase();
  if (/^(1|true|ok)$/.test(said)) return "yes";
  return /^(0|false|null|)$/.test(said) ? "no" : "unsaid";
}

/** AntCRM's text in an answer that names an error and has no `success`: `{"error": {"message": "…"}}`. */
export function errorTextIn(answer: unknown): string | undefined {
  if (!isRecord(answer) || "success" in answer) return undefined;
  return quoteOf([answer.error, answer.errors]);
}

/** JSON without a text for people: `{"segmentId": "…"}`, `[]`. `{"message": "…"}` may mean success or failure. */
export function hasNoText(answer: unknown): boolean {
  if (Array.isArray(answer)) return true;
  return isRecord(answer) && !("success" in answer) && TEXT_KEYS.every((key) => !isText(answer[key]));
}

function isText(value: unknown): boolean {
  return typeof value === "string" && /\p{L}/u.test(value);
}

/** The keys under which servers put a text. Error bodies are not documented: src/crm/API.md#errors */
const TEXT_KEYS = ["message", "msg", "error", "errors", "detail", "description", "reason", "data"];
const MAX_QUOTE = 200;

/**
 * Returns AntCRM's text in a refusal, as plain text of at most 200 characters: `{"success": 0, "message": "Không đủ
 * điểm"}` → `"Không đủ điểm"`. Undefined where there is no text for people.
 */
export function quoteOf(answer: unknown): string | undefined {
  const text = textIn(answer, 0);
  if (text === undefined || /^\s*<(!doctype|html)/i.test(text)) return undefined;
  // The lines after the first are a stack or a list of causes.
  const line = firstLine(htmlToPlain(text.slice(0, 5_000)));
  if (!/\p{L}/u.test(line)) return undefined;
  const characters = [...line];
  return characters.length > MAX_QUOTE ? `${characters.slice(0, MAX_QUOTE - 1).join("")}…` : line;
}

function textIn(answer: unknown, depth: number): string | undefined {
  if (typeof answer === "string") return answer.trim() || undefined;
  if (depth > 3 || typeof answer !== "object" || answer === null) return undefined;
  if (Array.isArray(answer)) return joined(answer, depth);
  const record = answer as Record<string, unknown>;
  for (const key of TEXT_KEYS) {
    const text = textIn(record[key], depth + 1);
    if (text !== undefined) return text;
  }
  // `{"phones": ["Invalid number"]}`: errors by field, as in the vendor's voice API. See src/crm/API.md#errors
  return depth > 0 || !("success" in record) ? joined(Object.values(record), depth) : undefined;
}

function joined(items: readonly unknown[], depth: number): string | undefined {
  const texts = items.map((item) => textIn(item, depth + 1)).filter((text) => text !== undefined);
  return texts.length > 0 ? texts.join("; ") : undefined;
}

function firstLine(text: string): string {
  const line = text.split(/[\r\n]/).find((part) => part.trim() !== "") ?? "";
  return line
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Returns the ids under this key of the answer to a creation, one or a list. See src/crm/API.md#success */
export function idsIn(
  answer: Record<string, unknown>,
  key: string,
  read: (value: unknown) => string | null,
): string[] {
  const value = answer[key];
  return (Array.isArray(value) ? value : [value]).map(read).filter((id) => id !== null);
}

/** The error of a creation whose answer holds no id. Somebody must look for the record before a second try. */
export function noIdIn(call: string): AppError {
  return new AppError("unclear", `AntCRM ${call}: accepted, but the answer holds no id`);
}
