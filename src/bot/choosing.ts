import { fold } from "../understanding/fold.ts";
import { findReferences, isOpening, isWordOfOpening, readRowNumber } from "../understanding/references.ts";
import type { Choice } from "./shown-records.ts";

/** Words before a number or a name that say what it is. */
const NOUNS = new Set("so sdt dt ma id duoi khach hang kh phieu don chon lay la".split(" "));

/**
 * Returns the one of several that an answer to "which?" means: `"cái đầu"`, `"2"`, `"chị Bình"`, `"0900000001"`. Null if
 * it means none of them, or more than one.
 */
export function chosen<One extends Choice>(text: string, choices: readonly One[]): One | null {
  if (choices.length === 0) return null;
  return choices.at(placeOf(text) ?? choices.length) ?? named(text, choices);
}

/** Returns the place that the text means, from 0; -1 is the last one. */
function placeOf(text: string): number | null {
  const number = readRowNumber(text);
  if (number !== null) return number - 1;
  const [reference, ...others] = findReferences(text);
  if (reference === undefined || others.length > 0 || !isOpening(text, reference)) return null;
  if (reference.which === "last") return null;
  return reference.which === "end" ? -1 : reference.which.row - 1;
}

/** Returns the only choice that has all the words of the text, but for those that only ask. */
function named<One extends Choice>(text: string, choices: readonly One[]): One | null {
  const said = wordsOf(text).filter((word) => !isWordOfOpening(word) && !NOUNS.has(word));
  if (said.length === 0) return null;
  const [only, ...others] = choices.filter(({ words }) => {
    const all = new Set([...wordsOf(words), ...numbersIn(words)]);
    return said.every((word) => all.has(word));
  });
  return only !== undefined && others.length === 0 ? only : null;
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** `"0947 866 418, 0393 692 619"` → `["0947866418", "0393692619"]` */
function numbersIn(words: string): string[] {
  return [...words.matchAll(/\d(?:[ .]?\d){3,}/g)].map(([number]) => number.replace(/\D/g, ""));
}
