import { AppError } from "../errors.ts";
import { decodeObjectId } from "./shapes.ts";

/*
 * Checks before a call. Each throws AppError `invalid`. Its message is for the log and names the field, not the value.
 */

/** Checks the CRM number of a customer, lead, deal or ticket: `"9457"`. */
export function checkNumberId(id: string, field: string): string {
  const trimmed = id.trim();
  if (!/^\d{1,18}$/.test(trimmed)) throw new AppError("invalid", `${field} is not a CRM number`);
  return trimmed;
}

/** Checks that a text is not empty and has at most `max` characters. */
export function checkText(text: string, field: string, max: number): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new AppError("invalid", `${field} is empty`);
  if (trimmed.length > max) throw new AppError("invalid", `${field} is longer than ${max} characters`);
  return trimmed;
}

/** Checks a gift or accumulation code, which is one word as printed: `"DAUMAY01"`. */
export function checkCode(code: string, field: string): string {
  const trimmed = checkText(code, field, 100);
  if (/[\s\p{Cc}]/u.test(trimmed)) throw new AppError("invalid", `${field} is not one word`);
  return trimmed;
}

/** Checks an amount of money or things: it is finite and not below 0. */
export function checkAmount(amount: number, field: string): number {
  if (!Number.isFinite(amount) || amount < 0) throw new AppError("invalid", `${field} is no amount`);
  return amount;
}

/** Checks the Mongo ObjectId of a campaign, segment or session: 24 hex digits. */
export function checkObjectId(id: string, field: string): string {
  const objectId = decodeObjectId(id.trim());
  if (objectId === null) throw new AppError("invalid", `${field} is not an ObjectId`);
  return objectId;
}

export function checkEmail(email: string): string {
  const trimmed = email.trim();
  if (trimmed.length > 254 || !/^[^\s@<>]+@[^\s@<>]+$/.test(trimmed)) {
    throw new AppError("invalid", "the e-mail is not an address");
  }
  return trimmed;
}

/** Checks that a list has from 1 to `max` items. */
export function checkCount<T>(items: readonly T[], field: string, max: number): readonly T[] {
  if (items.length === 0) throw new AppError("invalid", `${field} is empty`);
  if (items.length > max) throw new AppError("invalid", `${field}: ${items.length} at once, at most ${max}`);
  return items;
}

/** Checks a field if it is given. */
export function optional<Value, Checked>(value: Value | undefined, check: (value: Value) => Checked) {
  return value === undefined ? undefined : check(value);
}

/** Checks that an edit has at least one field. */
export function someChange<Body extends object>(body: Body): Body {
  if (Object.keys(body).length === 0) throw new AppError("invalid", "there is nothing to change");
  return body;
}

/** The fields that are left when a body has taken its own: none. A field that no body sends does not compile. */
export type AllSent = Record<string, never>;

/** Returns the fields with a value: `""` may clear a field, so no other key is sent. See src/crm/API.md#updates */
export function given(fields: Record<string, unknown>): Record<string, unknown> {
  const some: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) some[name] = fields[name];
  return some;
}

/*
 * Time windows: the start is included, the end is not, and either may be absent. This client applies them again after
 * AntCRM's own filters, whose ends are not documented: src/crm/API.md#time-filters
 */

/** @throws AppError `invalid` if the window ends before it starts */
export function checkWindow(from: Date | undefined, to: Date | undefined): void {
  if (from && to && !(from < to)) throw new AppError("invalid", "the range ends before it begins");
}

/** True if the time is in the window. Also true without a time, because AntCRM put the record into the answer. */
export function isInWindow(at: Date | null, from: Date | undefined, to: Date | undefined): boolean {
  return at === null || ((!from || at >= from) && (!to || at < to));
}

/** Windows over the two times of a record. AntCRM may filter by one of them only. */
export interface TimeWindows {
  createdFrom?: Date;
  createdTo?: Date;
  updatedFrom?: Date;
  updatedTo?: Date;
}

/** @throws AppError `invalid` if a window ends before it starts */
export function checkWindows({ createdFrom, createdTo, updatedFrom, updatedTo }: TimeWindows): void {
  checkWindow(createdFrom, createdTo);
  checkWindow(updatedFrom, updatedTo);
}

/** True if a window of changes is given, so that the last change decides; otherwise the creation decides. */
export function isByUpdate({ updatedFrom, updatedTo }: TimeWindows): boolean {
  return updatedFrom !== undefined || updatedTo !== undefined;
}

/** Whether both times are in their windows. A record that was never changed counts by its creation. */
export function isInWindows(
  { createdAt, updatedAt }: { createdAt: Date | null; updatedAt: Date | null },
  { createdFrom, createdTo, updatedFrom, updatedTo }: TimeWindows,
): boolean {
  return (
    isInWindow(createdAt, createdFrom, createdTo) &&
    isInWindow(updatedAt ?? createdAt, updatedFrom, updatedTo)
  );
}

const DAY_MS = 86_400_000;

/**
 * Returns a window as two days for a filter by day, `["2026-10-30", "2026-11-03"]`. It is a day wider at both ends,
 * because the time zone and the last day are not documented: src/crm/API.md#time-filters
 */
export function daysAround(
  from: Date | undefined,
  to: Date | undefined,
): [from: string | undefined, to: string | undefined] {
  return [from && dayOf(from.getTime() - DAY_MS), to && dayOf(to.getTime() + DAY_MS)];
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
