/** The languages people can read the bot in; Vietnamese is the first. */
export type Locale = "vi" | "en";

export const LOCALES: readonly Locale[] = ["vi", "en"];

type Wording = string | ((...args: never[]) => string);

/** The type of the same messages in another language: a text stays a text, a function keeps its parameters. */
type Shape<W> = {
  readonly [K in keyof W]: W[K] extends (...args: infer A) => string ? (...args: A) => string : string;
};

/** One set of wordings in every language; `words.vi.done` and `words.en.done` are both there, or it does not compile. */
export type LocalizedMessages<W> = Readonly<Record<Locale, Shape<W>>>;

/**
 * Wordings that belong together, in every language.
 * @example const words = phrases({ en: { left: (n: number) => `${n} left` }, vi: { left: (n) => `còn ${n}` } });
 */
export function defineMessages<W extends Record<string, Wording>>(all: {
  en: W & Shape<NoInfer<W>>;
  vi: Shape<NoInfer<W>>;
}): LocalizedMessages<W> {
  return all;
}

/** The language a platform's hint stands for (`"vi-VN"` → `vi`), or the fallback where we do not speak it. */
export function localeOf(hint: string | undefined, fallback: Locale): Locale {
  const language = hint?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? fallback;
}
