import { z } from "zod";
import type { Quota } from "../access/quota.ts";
import type { Locale } from "../i18n/messages.ts";

/** The definition of a setting: its schema, its default, and how people read and type it. */
export interface Setting<T> {
  schema: z.ZodType<T>;
  usual: T;
  /** Converts typed text to a value for the schema, which checks it. */
  typed(text: string): unknown;
  /** The possible values, if there are only these. */
  values?: readonly string[];
  /** The value as people would type it; empty if it is not set. */
  shown(value: T): string;
  /** `name`: at most 24 characters. `hint`: how to type it. */
  messages: Readonly<Record<Locale, { name: string; hint: string }>>;
}

type Texts = Setting<unknown>["messages"];

/** One line of text, or nothing: `"Standard"`. */
export const text = (messages: Texts): Setting<string | null> => ({
  schema: z.string().trim().min(1).max(200).nullable(),
  usual: null,
  typed: (typed) => typed.trim() || null,
  shown: (value) => value ?? "",
  messages,
});

/** Several names with commas between them: `"Đã đóng, Đã giải quyết"`. */
export const names = (messages: Texts): Setting<readonly string[]> => ({
  schema: z.array(z.string().trim().min(1).max(200)).max(200),
  usual: [],
  typed: items,
  shown: (value) => value.join(", "),
  messages,
});

/** A whole number within limits: `"6"`. */
export const wholeNumber = (
  messages: Texts,
  { usual, least, most }: { usual: number; least: number; most: number },
): Setting<number> => ({
  schema: z.number().int().min(least).max(most),
  usual,
  typed: (typed) => (typed.trim() === "" ? usual : Number(typed)),
  shown: String,
  messages,
});

/** Customers a minute and a day: `"20 / 400"`. */
export const quota = (messages: Texts, usual: Quota): Setting<Quota> => ({
  schema: z.object({
    minute: z.number().int().min(0).max(10_000),
    day: z.number().int().min(0).max(1_000_000),
  }),
  usual,
  typed(typed) {
    if (typed.trim() === "") return usual;
    const numbers = typed.match(/\d[\d.]*/g)?.map((number) => Number(number.replaceAll(".", ""))) ?? [];
    if (numbers.length === 1 && numbers[0] === 0) return { minute: 0, day: 0 };
    return numbers.length === 2 ? { minute: numbers[0], day: numbers[1] } : typed;
  },
  shown: ({ minute, day }) => `${minute} / ${day}`,
  messages,
});

/** One of a few words: `"viewer"`. */
export const oneOf = <T extends string>(
  messages: Texts,
  values: readonly T[],
  usual: NoInfer<T>,
): Setting<T> => ({
  schema: z.enum(values),
  values,
  usual,
  typed: (typed) => typed.trim().toLowerCase() || usual,
  shown: (value) => value,
  messages,
});

/** Names for what AntCRM identifies by an ObjectId only: `"VIP = 65f8faf6f829af63ddc831dc, Khách mới = 65f9…"`. */
export const nicknames = (messages: Texts): Setting<Readonly<Record<string, string>>> => ({
  schema: z.record(z.string().trim().min(1).max(60), z.string().regex(/^[0-9a-f]{24}$/i)),
  usual: {},
  typed: (typed) => Object.fromEntries(items(typed).map(pair)),
  shown: (value) =>
    Object.entries(value)
      .map(([name, id]) => `${name} = ${id}`)
      .join(", "),
  messages,
});

function items(typed: string): string[] {
  return typed
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function pair(item: string): [name: string, id: string] {
  const [name = "", ...id] = item.split(/[=:]/);
  return [name.trim(), id.join("").trim().toLowerCase()];
}
