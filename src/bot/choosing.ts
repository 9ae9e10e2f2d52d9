import { withDistricts } from "../search/spellings.ts";
import { fold } from "../understanding/fold.ts";
import { findReferences, readRowNumber } from "../understanding/references.ts";
import type { Choice } from "./shown-records.ts";

/** Words around a choice that ask for nothing else: "dạ chọn chị Bình nhé". With "xem" (show) or "ai" (who) the text is a new request. */
const AROUND = new Set(
  (
    "da ok oke u uh a em e minh chon lay lam voi cho la cua thi nguoi cai con so sdt dt ma id duoi khach hang kh phieu don " +
    "chi anh co bac chu ong ba c o nhe nha nhen nghen di giup dum gium i do ay nay the please pls one for it s " +
    "ban tai duong cuoi day luon"
  ).split(" "),
);

/** "Cả hai", "hết luôn": more than the request can be for. */
const ALL =
  /^(?:da )?(?:ca(?: hai| ba| 2| 3)?|tat ca|het|both|all)(?: (?:phieu|don|khach|nguoi|luon|nhe|nha|di|a|of them))*$/u;

/** "Bình à", "475 hả": who that is. */
const ASKS = /\?|(?<!\p{L})(?:à|hả)[\s.!]*$/iu;

/**
 * Returns the one of several that an answer to "which?" means: `"cái đầu"`, `"2"`, `"chị Bình"`, `"0900000001"`; `"all"`
 * for all of them. Null if it means none of them, more than one, or asks something: "Bình là ai".
 */
export function chosen<One extends Choice>(text: string, choices: readonly One[]): One | "all" | null {
  if (choices.length === 0 || ASKS.test(text.normalize("NFC"))) return null;
  if (ALL.test(wordsOf(text).join(" "))) return "all";
  return choices.at(placeOf(text) ?? choices.length) ?? named(text, choices);
}

/** Returns the place that the text means, from 0; -1 is the last one. */
function placeOf(text: string): number | null {
  const number = readRowNumber(text);
  if (number !== null) return number - 1;
  const [reference, ...others] = findReferences(text);
  if (reference === undefined || others.length > 0 || reference.which === "last") return null;
  const { start, end, which } = reference;
  const beside = wordsOf(`${text.slice(0, start)} ${text.slice(end)}`);
  if (!beside.every((word) => AROUND.has(word))) return null;
  return which === "end" ? -1 : which.row - 1;
}

/** Returns the only choice that has all the words of the text, but for those around it. */
function named<One extends Choice>(text: string, choices: readonly One[]): One | null {
  const said = wordsOf(withDistricts(text)).filter((word) => !AROUND.has(word));
  if (said.length === 0) return null;
  const isEnd = BY_END.test(fold(text));
  const [only, ...others] = choices.filter(({ words }) => {
    const numbers = numbersIn(words);
    const all = new Set([...wordsOf(withDistricts(words)), ...numbers]);
    return said.every((word) => (isEnd && isPart(word) ? isEndOf(word, numbers) : all.has(word)));
  });
  // "Phiếu của Bình" asks for her tickets, although it only names one of the two.
  const isOfRecords = /(?<!\p{L})(?:phieu|don|diem|qua|ghi chu|viec) (?:cua|of)(?!\p{L})/u.test(fold(text));
  return only !== undefined && others.length === 0 && !isOfRecords ? only : null;
}

/** Returns the words of the names that all choices have: "Bình" of "Trần Thị Bình 0867 123 456 · …" and "Lý Phương Bình". */
export function nameOfAll(choices: readonly Choice[]): string {
  const [first = [], ...others] = choices.map(({ words }) =>
    (words.split(/[\d·]/)[0] ?? "").match(/[\p{L}\p{M}]+/gu),
  );
  return (first ?? []).filter((word) => others.every((name) => name?.includes(word))).join(" ");
}

/** "Đuôi 4646", "số cuối 646": the digits are the last of a phone number. */
const BY_END = /(?<!\p{L})(?:duoi|cuoi)(?!\p{L})/u;
const isPart = (word: string) => /^\d{3,8}$/.test(word);
const isEndOf = (digits: string, numbers: readonly string[]) => numbers.some((one) => one.endsWith(digits));

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** `"0947 866 418, 0393 692 619"` → `["0947866418", "0393692619"]` */
function numbersIn(words: string): string[] {
  return [...words.matchAll(/\d(?:[ .]?\d){3,}/g)].map(([number]) => number.replace(/\D/g, ""));
}
