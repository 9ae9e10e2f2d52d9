/** The languages of the bot. */
export type Locale = "vi" | "en";

export const LOCALES: readonly Locale[] = ["vi", "en"];

/** A short text in every language: `{ vi: "Tên", en: "Name" }`. */
export type Label = Readonly<Record<Locale, string>>;

type Text = string | ((...args: never[]) => string);

/** The type of the same messages in another language: a text stays a text, a function keeps its parameters. */
type Shape<W> = {
  readonly [K in keyof W]: W[K] extends (...args: infer A) => string ? (...args: A) => string : string;
};

/** One set of texts in every language. A text that is missing in one of them does not compile. */
export type LocalizedMessages<W> = Readonly<Record<Locale, Shape<W>>>;

/**
 * Defines texts that belong together, in every language.
 * @example const messages = defineMessages({ en: { left: (n: number) => `${n} left` }, vi: { left: (n) => `còn ${n}` } });
 */
export function defineMessages<W extends Record<string, Text>>(all: {
  en: W & Shape<NoInfer<W>>;
  vi: Shape<NoInfer<W>>;
}): LocalizedMessages<W> {
  return all;
}

/** Returns the language of a platform's hint, `"vi-VN"` → `vi`; the fallback if the bot has no texts in it. */
export function localeOf(hint: string | undefined, fallback: Locale): Locale {
  const language = hint?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? fallback;
}
