import type { TermGroup } from "./repository.ts";
import { looserTerm } from "./terms.ts";

/** Words of names and places that more than one of twenty customers has: see https://vi.wikipedia.org/wiki/Họ_người_Việt_Nam */
const COMMON = new Set(
  "nguien tran le pham hoang thi van ngoc thanh minh binh duong dong an hcm hanoi"
    .split(" ")
    .flatMap((word) => [`name:${word}`, `place:${word}`]),
);

/** True for a word that many customers have. A number or a part of an e-mail address is none. */
export function isCommon({ terms }: TermGroup): boolean {
  return terms.some((term) => COMMON.has(looserTerm(term)));
}
