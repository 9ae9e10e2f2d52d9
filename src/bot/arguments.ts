import * as z from "zod";
import type { E164 } from "../crm/phone.ts";
import type { Label } from "../i18n/messages.ts";
import { parseSchedule, type Schedule } from "../scheduling/schedule.ts";
import { parseDealLines, type TypedDealLine } from "../understanding/deal-lines.ts";
import { type ArgumentKind, CLEAR } from "../understanding/grammar.ts";

/**
 * The kinds of arguments that commands take. Each is a zod schema over canonical text, which `understanding/` reads out
 * of what people type. Beside it is a note of its kind, from which menus, forms and questions are derived.
 */
export interface ArgumentNote {
  kind: ArgumentKind;
  /** What the argument is called unless its command calls it something else. */
  usualLabel?: Label;
  /**
   * For `choice`, `choices` and `priority`: the allowed values. For a `line`: the usual values, besides which others are
   * allowed.
   */
  values?: readonly string[];
  /** The list of learned values that are offered as answers; others are allowed too: `"sla"`. */
  learned?: string;
  /** For kinds of several items. */
  maxItems?: number;
  /** True: `-` empties the field, see `clearable`. */
  clearable?: boolean;
  /** Other names that people type before a colon, besides the label. */
  alsoCalled?: readonly string[];
  /** For texts, choices and amounts: true if the argument takes only words behind its key. */
  keyed?: boolean;
  /** For a `line` that is somebody's name: true if it ends at a comma. */
  brief?: boolean;
  /** For a `range`: true if days without a year are in the future. */
  future?: boolean;
  /** For a `date`: true if only a day that has been is allowed, with its year. */
  past?: boolean;
  /** For a `code`: true if people may type the name of what has the code, see `code`. */
  named?: boolean;
  /** For a `customer`: true if a name counts only behind "của", "khách" or a title, see `customer`. */
  introduced?: boolean;
  /** Explains how to type the value, if its label and kind do not say it. */
  hint?: Label;
}

/** An argument with a usual label. */
export type Labelled = Noted<ArgumentNote & { usualLabel: Label }>;

/** Options of a kind of text, besides its length. */
interface TextNote {
  values?: readonly string[];
  learned?: string;
  alsoCalled?: readonly string[];
  /**
   * True: read only as `key: value`, or as the answer to its question. The second and later texts of a command are always
   * read so. The first one takes the words that no other argument took.
   */
  keyed?: boolean;
  /** True for somebody's name: the text after a comma goes into the argument of `lines`, if there is one. */
  brief?: boolean;
}

/** A schema with the note of its kind. */
interface Noted<N extends ArgumentNote> {
  readonly note: N;
}

function argument<S extends z.ZodType, N extends ArgumentNote>(schema: S, note: N): S & Noted<N> {
  return Object.assign(schema, { note });
}

const numeric = (pattern: RegExp) => z.string().regex(pattern).transform(Number);

const usualLabels = {
  customer: { en: "Customer", vi: "Khách hàng" },
  ticket: { en: "Ticket number", vi: "Số phiếu" },
  deal: { en: "Deal number", vi: "Số đơn" },
  person: { en: "Person", vi: "Người dùng" },
  email: { en: "E-mail", vi: "E-mail" },
  code: { en: "Gift code", vi: "Mã quà" },
  priority: { en: "Priority", vi: "Độ ưu tiên" },
  range: { en: "Days", vi: "Khoảng ngày" },
};

/** The label of an argument that nobody types and no form asks for. */
const UNSEEN = { en: "", vi: "" };

/** A customer, named in one of the ways that the CRM can look up. */
export type CustomerReference =
  | { by: "phone"; phone: E164 }
  | { by: "email"; email: string }
  | { by: "customer" | "lead" | "id"; id: string }
  | { by: "name"; name: string };

/**
 * `"+84867123456"`, `"an@example.com"`, `"customer:9457"`, `"lead:2964"`, `"id:9457"`, `"name:Nguyễn Văn An"`. With
 * `introduced`, other words than "của Lan" or "chị Lan" are no name: a list has filters that the bot may not know.
 */
export const customer = (note: Pick<ArgumentNote, "introduced"> = {}) =>
  argument(z.string().transform(parseCustomerReference), {
    kind: "customer",
    usualLabel: usualLabels.customer,
    ...note,
  });

/** A ticket's number, `"17464"`. */
export const ticket = () =>
  argument(z.string().regex(/^\d+$/), { kind: "ticket", usualLabel: usualLabels.ticket });

/** A deal's number, `"3609"`. */
export const deal = () => argument(z.string().regex(/^\d+$/), { kind: "deal", usualLabel: usualLabels.deal });

/** A product's code as it was typed, `"TIVI01"`: compare without regard to capitals. */
export const product = () => argument(z.string().min(1).max(100), { kind: "product" });

/** A phone number, E.164. */
export const phone = () =>
  argument(
    z
      .string()
      .regex(/^\+\d{8,15}$/)
      .transform((value) => value as E164),
    { kind: "phone" },
  );

/** Several phone numbers; the canonical text has one per line. */
export const phones = (maxItems = 10, note: Pick<TextNote, "alsoCalled"> = {}) =>
  argument(
    several(maxItems).transform((values) => values as E164[]),
    { kind: "phones", maxItems, ...note },
  );

/** `"an@example.com"`, in lower case. */
export const email = (note: Pick<TextNote, "learned" | "alsoCalled"> = {}) =>
  argument(z.string().min(3).max(254), { kind: "email", usualLabel: usualLabels.email, ...note });

/** Several addresses; the canonical text has one per line. */
export const emails = (maxItems = 10, note: Pick<TextNote, "alsoCalled"> = {}) =>
  argument(several(maxItems), { kind: "emails", maxItems, ...note });

/** Several short texts, typed with commas, semicolons or line breaks between them: `["VIP", "Đại lý"]`. */
export const list = (maxItems: number, note: Pick<TextNote, "learned" | "alsoCalled"> = {}) =>
  argument(several(maxItems), { kind: "list", maxItems, ...note });

/** A day, `"2000-03-15"`. */
export const date = (note: Pick<ArgumentNote, "alsoCalled" | "past"> = {}) =>
  argument(z.string().regex(/^\d{4}-\d\d-\d\d$/), { kind: "date", ...note });

/** Money in whole dong: typed `"1,5tr"`, read as `1500000`. */
export const amount = (note: Pick<ArgumentNote, "keyed" | "alsoCalled"> = {}) =>
  argument(numeric(/^\d+$/), { kind: "amount", ...note });

/** Loyalty points: typed "120 điểm", read as `120`. */
export const points = (note: Pick<ArgumentNote, "alsoCalled"> = {}) =>
  argument(numeric(/^\d{1,9}$/), { kind: "points", ...note });

/** A lower limit that is not included: "đơn hàng trên 5 triệu". */
export const above = () => amount({ keyed: true, alsoCalled: ["trên", "hơn", "over", "above", "more than"] });

/** An upper limit that is not included: "đơn hàng dưới 1 triệu". */
export const below = () =>
  amount({ keyed: true, alsoCalled: ["dưới", "ít hơn", "under", "below", "less than"] });

/** The products of a deal: `"2 x TIVI01 giá 4.520.000 giảm 10%; Bếp từ đôi giảm 200k"`. */
export const dealLines = (maxItems = 50) =>
  argument(
    z.string().transform((canonical): TypedDealLine[] => parseDealLines(canonical)),
    { kind: "deal-lines", maxItems },
  );

/** A member of the team: `{ id: "slack:U0123" }`, or by the name others use: `{ name: "lan" }`. */
export const person = () =>
  argument(z.string().transform(personReference), { kind: "person", usualLabel: usualLabels.person });

/** The page of a list, from 1. Only buttons set it; people are not asked for it. */
export const page = () =>
  argument(numeric(/^[1-9]\d{0,5}$/), { kind: "page", usualLabel: UNSEEN }).default(1);

/** A text that buttons, dropped files or understood sentences set: nobody types it, and no form asks for it. */
export const carried = () => argument(z.string().min(1).max(10_000), { kind: "carried", usualLabel: UNSEEN });

/** Like `carried`, for a few values, such as the effect of a button. */
export const carriedOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  argument(z.enum(values), { kind: "carried", usualLabel: UNSEEN });

/** A whole number from 1, as lists show it: `2`. */
export const number = () => argument(numeric(/^[1-9]\d{0,8}$/), { kind: "number" });

/** The highest number of stars: typed "dưới 3 sao", read as `2`. */
export const atMost = () => argument(numeric(/^[1-5]$/), { kind: "at-most" });

/** A duration in minutes: typed "2 tiếng", read as `120`. */
export const duration = () => argument(numeric(/^\d+$/), { kind: "duration" });

/**
 * A gift code, `"DAUMAY01"`. With `named`, it may be the gift's name as typed, `"tàu hoả"`: only the command knows the
 * gifts.
 */
export const code = (note: Pick<ArgumentNote, "learned" | "named"> = {}) =>
  argument(z.string().min(1).max(100), { kind: "code", usualLabel: usualLabels.code, ...note });

/** One line of text. */
export const line = (maxLength: number, note: TextNote = {}) =>
  argument(z.string().trim().min(1).max(maxLength), { kind: "line", ...note });

/** Text of several lines. */
export const lines = (maxLength: number, note: Pick<ArgumentNote, "keyed" | "hint" | "alsoCalled"> = {}) =>
  argument(z.string().trim().max(maxLength), { kind: "lines", ...note });

const PRIORITIES = ["Urgent", "High", "Medium", "Low"] as const;

export const priority = () =>
  argument(z.enum(PRIORITIES), {
    kind: "priority",
    usualLabel: usualLabels.priority,
    values: PRIORITIES,
    alsoCalled: ["ưu tiên", "mức ưu tiên"],
  });

/**
 * Days in the team's zone, both included: `"2026-11-18/2026-11-25"`. With `future`, people name coming days: "7 ngày tới",
 * and a day without a year is the next one.
 */
export const range = (note: Pick<ArgumentNote, "keyed" | "future"> = {}) =>
  argument(
    z.string().transform((value) => {
      const [first = value, last = value] = value.split("/");
      return { first, last };
    }),
    { kind: "range", usualLabel: usualLabels.range, ...note },
  );

export const choice = <const V extends readonly [string, ...string[]]>(
  values: V,
  note: Pick<TextNote, "keyed" | "alsoCalled"> = {},
) => argument(z.enum(values), { kind: "choice", values, ...note });

/** Several of these values: `["ratings", "campaigns"]`. */
export const choices = <const V extends readonly [string, ...string[]]>(values: V) =>
  argument(perLine().pipe(z.array(z.enum(values)).min(1)), { kind: "choices", values });

/** A repeated time: `"daily 08:30"`, `"weekly mon 09:00"`, `"cron 30 8 * * 1-5"`. */
export const schedule = () =>
  argument(
    z.string().transform((value, context): Schedule => {
      const parsed = parseSchedule(value);
      if (parsed === null) context.addIssue("no schedule");
      return parsed ?? z.NEVER;
    }),
    { kind: "schedule" },
  );

/**
 * For forms that edit: `"-"` empties the field and is read as null. An absent field keeps its value.
 * @example clearable(date()).optional() // string: this day; null: no day; undefined: unchanged
 */
export function clearable<S extends z.ZodType<unknown, string>>(kind: S) {
  const empty = z.literal(CLEAR).transform(() => null);
  const either = z.union([empty, kind]);
  return argument(either, { ...noteOf(kind).note, clearable: true });
}

/** The same argument as canonical text: it is checked and returned unchanged. */
export function canonical(kind: z.ZodType<unknown, string>): z.ZodType<string, string> {
  const text = z.string().transform((typed, context) => {
    const read = kind.safeParse(typed);
    if (!read.success) context.addIssue("not of this kind");
    return typeof read.data === "string" ? read.data : typed;
  });
  return argument(text, noteOf(kind).note);
}

function several(maxItems: number) {
  return perLine().pipe(z.array(z.string().min(1).max(254)).min(1).max(maxItems));
}

function perLine() {
  return z.string().transform((value) => value.split("\n"));
}

export type PersonReference = { id: string } | { name: string };

function personReference(value: string): PersonReference {
  return value.startsWith("name:") ? { name: value.slice("name:".length) } : { id: value };
}

/** Parses the canonical text of a customer. */
export function parseCustomerReference(value: string): CustomerReference {
  if (value.startsWith("+")) return { by: "phone", phone: value as E164 };
  const colon = value.indexOf(":");
  const rest = value.slice(colon + 1);
  switch (value.slice(0, Math.max(colon, 0))) {
    case "customer":
      return { by: "customer", id: rest };
    case "lead":
      return { by: "lead", id: rest };
    case "id":
      return { by: "id", id: rest };
    case "name":
      return { by: "name", name: rest };
    default:
      return { by: "email", email: value };
  }
}

/** Returns the note of an argument, even if it is wrapped in `.optional()` or `.default()`. */
export function noteOf(schema: z.core.$ZodType): { note: ArgumentNote; required: boolean } {
  let inner = schema;
  let required = true;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
    required = false;
    inner = inner.unwrap();
  }
  if (!isNoted(inner)) throw new TypeError("a command's input is made of the kinds in arguments.ts");
  return { note: inner.note, required };
}

function isNoted(schema: z.core.$ZodType): schema is z.core.$ZodType & Noted<ArgumentNote> {
  return "note" in schema;
}
