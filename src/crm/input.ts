import { AppError } from "../errors.ts";
import { readObjectId } from "./shapes.ts";

/*
 * Checks before a call. Each throws AppError `invalid`. Its message is for the log and names the field, not the value.
 */

/** A CRM number, `"9457"`: customers, leads, deals, tickets. */
export function checkNumberId(id: string, field: string): string {
  const trimmed = id.trim();
  if (!/^\d{1,18}$/.test(trimmed)) throw new AppError("invalid", `${field} is not a CRM number`);
  return trimmed;
}

/** A text that is not empty, of at most `max` characters. */
export function checkText(text: string, field: string, max: number): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new AppError("invalid", `${field} is empty`);
  if (trimmed.length > max) throw new AppError("invalid", `${field} is longer than ${max} characters`);
  return trimmed;
}

/** A gift or accumulation code: one word as printed, `"DAUMAY01"`. */
export function checkCode(code: string, field: string): string {
  const trimmed = checkText(code, field, 100);
  if (/[\s\p{Cc}]/u.test(trimmed)) throw new AppError("invalid", `${field} is not one word`);
  return trimmed;
}

/** An amount of money or things: finite and not below 0. */
export function checkAmount(amount: number, field: string): number {
  if (!Number.isFinite(amount) || amount < 0) throw new AppError("invalid", `${field} is no amount`);
  return amount;
}

/** Mongo ObjectId, 24 hex digits: campaigns, segments, sessions. */
export function checkObjectId(id: string, field: string): string {
  const objectId = readObjectId(id.trim());
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

/** The list, where it has from 1 to `max` items. */
export function checkCount<T>(items: readonly T[], field: string, max: number): readonly T[] {
  if (items.length === 0) throw new AppError("invalid", `${field} is empty`);
  if (items.length > max) throw new AppError("invalid", `${field}: ${items.length} at once, at most ${max}`);
  return items;
}

/** Checks a field where it is given. */
export function optional<Value, Checked>(value: Value | undefined, check: (value: Value) => Checked) {
  return value === undefined ? undefined : check(value);
}

/** The fields of an edit, of which there is at least one. */
export function someChange<Body extends object>(body: Body): Body {
  if (Object.keys(body).length === 0) throw new AppError("invalid", "there is nothing to change");
  return body;
}

/** What is left of a record's fields when a body has taken its own. A field that no body sends does not compile. */
export type AllSent = Record<string, never>;

/** Only the fields with a value: `""` may clear a field, so no other key is sent. See src/crm/API.md#updates */
export function given(fields: Record<string, unknown>): Record<string, unknown> {
  const some: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) some[name] = fields[name];
  return some;
}

/*
 * Time windows: the start is included, the end is not, and either may be open. This client applies them again after
 * AntCRM's own filters, whose ends are not documented: src/crm/API.md#time-filters
 */

/** @throws AppError `invalid` where the window ends before it starts */
export function checkWindow(from: Date | undefined, to: Date | undefined): void {
  if (from && to && !(from < to)) throw new AppError("invalid", "the range ends before it begins");
}

/** Whether the time is in the window. A record without a time is, because AntCRM put it into the answer. */
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

/** @throws AppError `invalid` where a window ends before it starts */
export function checkWindows({ createdFrom, createdTo, updatedFrom, updatedTo }: TimeWindows): void {
  checkWindow(createdFrom, createdTo);
  checkWindow(updatedFrom, updatedTo);
}

/** Whether the last change decides: the time of creation does only where no window of changes is given. */
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
 * A window as two days for a filter of days, `["2026-10-30", "2026-11-03"]`. It is a day wider at both ends, because
 * the time zone and the last day are not documented: src/crm/API.md#time-filters
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
