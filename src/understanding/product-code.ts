import { fold } from "./fold.ts";
import { findCodeWord } from "./gift-code.ts";
import { clean, type Finding, type Passage } from "./passage.ts";

const CODE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._/+-]{0,99}$/u;
const LABEL = /^(?:(?:ma san pham|san pham|ma sp|sp|combo|product code|product|code|ma)[ :=]+)+/;

/**
 * A product's code from one field or answer, as it was typed: `"mã TIVI01"` → `"TIVI01"`, `"tivi01"` → `"tivi01"`; how
 * it compares is the command's business. Null where it has blanks, which no sample has (`"TIVI01"`, `"3609"`,
 * `"SKU-1"`). See src/crm/API.md#get-products
 */
export function readProduct(text: string): string | null {
  const given = clean(text)
    .replace(/^["“«#]+/, "")
    .replace(/(?<!["”».,!])["”».,!]+$/, "");
  const label = LABEL.exec(fold(given))?.[0].length ?? 0;
  const code = given.slice(label);
  return CODE.test(code) ? code : null;
}

/** The likeliest code in a longer text, as it was typed. */
export function findProduct(passage: Passage): Finding | null {
  const word = findCodeWord(passage);
  return word && { start: word.start, end: word.end, value: word.written };
}
