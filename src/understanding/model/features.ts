import type { Token } from "./tokens.ts";

/** How many rows of embeddings there are of each kind. The first row of `forms` and of `typed` stands for none. */
const ROWS = { forms: 5888, typed: 3072, letters: 3072 } as const;
export const ROWS_IN_ALL = ROWS.forms + ROWS.typed + ROWS.letters;

/** The rows of one token's embeddings: their sum is its vector, where `letters` count as their mean. */
export interface TokenRows {
  form: number;
  /** 0 for a word without accents. */
  typed: number;
  letters: readonly number[];
}

/** The rows of a word follow from its hash, so that two words may share one. */
export function rowsOf({ form, typed }: Pick<Token, "form" | "typed">): TokenRows {
  return {
    form: 1 + hashed(form, ROWS.forms - 1),
    typed: form === typed ? 0 : ROWS.forms + 1 + hashed(typed, ROWS.typed - 1),
    letters: letterGroups(form).map((group) => ROWS.forms + ROWS.typed + hashed(group, ROWS.letters)),
  };
}

/** Groups of three and four letters, with the ends of the word: `"_do"`, `"doi"`, `"oi_"`, `"_doi"`, `"doi_"`. */
function letterGroups(form: string): string[] {
  if (form.startsWith("<") || form.length < 2) return [];
  const letters = `_${form}_`;
  return [3, 4].flatMap((size) =>
    Array.from({ length: Math.max(0, letters.length - size + 1) }, (_, at) => letters.slice(at, at + size)),
  );
}

/** Like FNV-1a, but over UTF-16 units and with the high bits folded in: https://datatracker.ietf.org/doc/html/rfc9923 */
function hashed(text: string, rows: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return (hash >>> 0) % rows;
}
