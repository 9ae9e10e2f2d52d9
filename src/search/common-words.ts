import type { TermGroup } from "./repository.ts";
import { looserTerms } from "./terms.ts";
import type { Word } from "./words.ts";

/** Words of names and places that more than one of twenty customers has: see https://vi.wikipedia.org/wiki/Họ_người_Việt_Nam */
const COMMON = new Set(
  "nguien tran le pham hoang thi van ngoc thanh minh binh duong dong an hcm hanoi"
    .split(" ")
    .map((word) => `word:${word}`),
);

/** True for a word that many customers have. */
export function isCommonWord({ plain }: Word): boolean {
  return COMMON.has(`word:${plain}`);
}

/** The same for a group. A number or a part of an e-mail address is none. */
export function isCommon({ terms }: TermGroup): boolean {
  return terms.some((term) => [term, ...looserTerms(term)].some((one) => COMMON.has(one)));
}
