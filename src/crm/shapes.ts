import { z } from "zod";
import { readStoredPhone } from "./phone.ts";

/*
 * The pieces every record is read with. They are tolerant by the table of antcrm-api.md, section 4: a field that holds
 * something else than documented is a field without a value, never a record without a customer.
 */

type Readers = Readonly<Record<string, (value: unknown) => unknown>>;

/**
 * A record of the CRM's, each field made a value by its reader, whatever it holds or if it is missing:
 * `record({ name: readText })` reads `{ name: " An " }` as `{ name: "An" }`. Zod checks that it is a record; a schema a
 * field would cost more than the reading.
 */
export function record<Fields extends Readers>(fields: Fields) {
  const readers = Object.entries(fields);
  return z.custom<Record<string, unknown>>(isRecord).transform((raw) => {
    const read: Record<string, unknown> = {};
    for (const [name, reader] of readers) read[name] = reader(raw[name]);
    return read as { [Name in keyof Fields]: ReturnType<Fields[Name]> };
  });
}

/** A text as it stands, without blanks around it; null for `""` and for what is no text (row 20: `""` and null). */
export function readText(value: unknown): string | null {
  if (typeof value === "string") return value.trim() || null;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

const OBJECT_ID = /^[0-9a-f]{24}$/i;

/** Mongo ObjectId: 24 hex digits [seed]. */
export function readObjectId(value: unknown): string | null {
  return typeof value === "string" && OBJECT_ID.test(value) ? value.toLowerCase() : null;
}

/**
 * A name for people to read. Whether groups, categories and stages are names, ids or objects is not documented: an
 * object gives its name, and a raw ObjectId is no name (row 29).
 */
export function readLabel(value: unknown): string | null {
  const text = isRecord(value) ? (readText(value.name) ?? readText(value.title)) : readText(value);
  return text !== null && OBJECT_ID.test(text) ? null : text;
}

/** Row 2: a CRM number comes as number, string, `""` or null. `17464` → `"17464"`. */
export function readNumberId(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  return typeof value === "string" && /^\s*\d{1,18}\s*$/.test(value) ? value.trim() : null;
}

/** A number, or a text that is one: product prices are strings [seed 3.3]. */
export function readAmount(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const amount = Number(value);
  return Number.isFinite(amount) ? amount : null;
}

/** Row 1 in small: true, 1 and "1" are on; whatever else, or nothing, is off. */
export function readSwitch(value: unknown): boolean {
  return /^(true|1)$/i.test(String(value).trim());
}

/** Row 3 in small: a list, one thing instead of a list, or nothing. */
export function readList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined || value === "" ? [] : [value];
}

/** Row 11: `["VIP", "Đã gọi"]`, or one text with commas. */
export function readTags(value: unknown): string[] {
  const tags = typeof value === "string" ? value.split(",") : readList(value).map(readLabel);
  return tags.map((tag) => tag?.trim() ?? "").filter((tag) => tag !== "");
}

/** `[{ type: "Work", value: "…" }]`, or the texts alone → the texts [seed 2]. */
export function readValues(value: unknown): string[] {
  return readList(value)
    .map((item) => readText(isRecord(item) ? item.value : item))
    .filter((text) => text !== null);
}

/** Any content in words, as far as there are any: a text, a number, a switch, a choice of several. */
export function readWords(value: unknown): string {
  if (typeof value === "boolean") return value ? "✓" : "✗";
  return readList(value)
    .map(readLabel)
    .filter((text) => text !== null)
    .join(", ");
}

/** Phones as E.164 where understood, else as stored, each once. One field may hold two: `"0867123456 / 024 3826 4154"`. */
export function readPhones(value: unknown): string[] {
  return understoodPhones(readValues(value));
}

export function understoodPhones(stored: readonly string[]): string[] {
  return [...new Set(stored.flatMap(readPhoneField))];
}

/** One phone field, as far as it is understood. */
export function readPhone(value: unknown): string | null {
  return readPhones(value)[0] ?? null;
}

function readPhoneField(stored: string): string[] {
  const phone = readStoredPhone(stored);
  if (phone) return [phone];
  const parts = stored.split(/[,;/|]/).map(readStoredPhone);
  return parts.length > 1 && parts.every((part) => part !== null) ? parts : [stored];
}

/**
 * Row 20: epoch milliseconds or seconds (told by size), the same as a text, ISO, `2000-03-15`, `March 15, 2000`; `""`
 * and null are no date.
 */
export function readDate(value: unknown): Date | null {
  const date = typeof value === "string" ? dateOfText(value.trim()) : dateOfNumber(value);
  return date && Math.abs(date.getTime()) < FAR ? date : null;
}

/** Beyond the year 5000 a number was something else than a time. */
const FAR = 1e14;
/** Seconds up to here (the year 5138), milliseconds above (from March 1973 on). */
const LAST_SECOND = 1e11;

function dateOfNumber(value: unknown): Date | null {
  // 0 stands for "never" in this CRM: a task that is not done has completionTime 0 [docs 16].
  if (typeof value !== "number" || !Number.isFinite(value) || value === 0) return null;
  return new Date(Math.abs(value) < LAST_SECOND ? value * 1000 : value);
}

function dateOfText(text: string): Date | null {
  if (text === "") return null;
  if (/^-?\d{6,}(\.\d+)?$/.test(text)) return dateOfNumber(Number(text));
  const english = englishDate(text);
  if (english) return new Date(`${english}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time);
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `"March 15, 2000"` → `"2000-03-15"`. */
function englishDate(text: string): string | null {
  const [, name, day, year] = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/.exec(text) ?? [];
  if (!name || !day || !year) return null;
  const month = MONTHS.findIndex((known) => known.toLowerCase().startsWith(name.toLowerCase()));
  return month < 0 ? null : `${year}-${String(month + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** A birthday of any form as `"2000-03-15"`; as stored where it is not a date. A time of day is read in Vietnam (+07:00). */
export function readBirthday(value: unknown): string | null {
  const text = readText(value);
  if (text === null || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const english = englishDate(text);
  if (english) return english;
  const date = readDate(value);
  if (!date) return text;
  // A birthday around 1970 in milliseconds is small enough to pass for seconds, of some far year.
  const isFar = date.getUTCFullYear() < 1900 || date.getUTCFullYear() > 2100;
  const ms = isFar ? date.getTime() / 1000 : date.getTime();
  return new Date(ms + VIETNAM_OFFSET_MS).toISOString().slice(0, 10);
}

const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** `"2000-03-15"` → `"March 15, 2000"`, the only form shown for sending (row 20); null where it is no day. */
export function birthdayToSend(day: string): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const name = MONTHS[Number(month) - 1];
  const time = Date.parse(`${day}T00:00:00Z`);
  if (!name || Number.isNaN(time) || new Date(time).getUTCDate() !== Number(date)) return null;
  return `${name} ${Number(date)}, ${year}`;
}

/** When the record with this id was made: the first 8 hex digits are seconds, equal to its own time within 1 s [inferred 1]. */
export function timeOfObjectId(objectId: string | null): Date | null {
  return objectId === null ? null : new Date(Number.parseInt(objectId.slice(0, 8), 16) * 1000);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A shape that makes one record of the bot's kind of one of the CRM's, or refuses it as unreadable. */
export type RecordShape<T> = z.ZodType<T>;
