import { editDistance } from "../edit-distance.ts";
import type { Proposal } from "./amendment-instead.ts";
import { clausesOf, isPartMissing, namesNothing } from "./amendment-words.ts";
import { fold } from "./fold.ts";
import type { ArgumentKind } from "./grammar.ts";
import { readNumberPair } from "./number-pair.ts";
import { type ChangedValue, withNumberReplaced } from "./replaced-number.ts";

type Values = Record<string, string>;

/** Words before the end of a phone number. */
const BEFORE_END: ReadonlySet<string> = new Set(["duoi", "cuoi"]);

/**
 * Reads the correction of a part of one value: `"gmail.com nhé, thiếu chữ l"`, `"số cuối là 11"`, `"65 chứ không phải
 * 55"`. `unclear` if it fits no value, or several; null for any other text.
 */
export function correctedPart(said: string, proposal: Proposal): Values | "unclear" | null {
  const pair = readNumberPair(fold(said));
  if (pair !== null) {
    const changed = withNumberReplaced(pair, proposal);
    // "Đuôi 608 chứ không phải 456" may name another customer.
    return changed.length === 0 && BEFORE_END.has(pair.word) ? null : onlyOf(changed);
  }
  const housed = correctedHouse(said, proposal);
  if (housed !== null) return housed;
  const parts = clausesOf(said).filter((clause) => !namesNothing(clause) && !isPartMissing(clause));
  const [part, ...others] = parts;
  if (part === undefined || others.length > 0) return null;
  return correctedEmail(part, proposal) ?? correctedEnd(part, proposal);
}

/** Returns the only changed value; `unclear` if there is none, or several. */
function onlyOf(changed: readonly ChangedValue[]): Values | "unclear" {
  const [first, ...others] = changed;
  return first === undefined || others.length > 0 ? "unclear" : { [first[0]]: first[1] };
}

const EMAIL =
  /^(?:(?:a|da|em|la|phai la|dung la|dung|mail|email|e-mail|duoi|sua lai|sua thanh|it'?s|should be) )*(?<local>[a-z0-9._+-]{1,64}(?=@))?@?(?<domain>(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,6})(?: (?:nhe|nha|a|em|ma|co|chu|moi dung|instead))*[.! ]*$/u;
/** An address with more wrong letters is another one. */
const MOST_WRONG_LETTERS = 2;

/** Reads "gmail.com nhé" or a whole address: the only e-mail address, which was typed with a slip. */
function correctedEmail(clause: string, proposal: Proposal): Values | "unclear" | null {
  const { local: ownLocal, domain = "" } = EMAIL.exec(fold(clause))?.groups ?? {};
  if (domain === "") return null;
  const near = heldOf(proposal, (value) => /^[^@\s]+@[^@\s]+$/.test(value)).flatMap(({ name, value }) => {
    const right = `${ownLocal ?? value.split("@")[0]}@${domain}`;
    const wrongLetters = editDistance(value, right, MOST_WRONG_LETTERS);
    return wrongLetters > 0 && wrongLetters <= MOST_WRONG_LETTERS ? [[name, right] as const] : [];
  });
  return near.length === 0 ? null : onlyOf(near);
}

const END_OF_PHONE =
  /^(?:(?:a|da|em|phai la|sdt|so dien thoai) )*(?:(?:hai|ba|bon|\d) so cuoi|so cuoi|cuoi so|cuoi|duoi|(?:the )?last (?:\w{3,5} |\d )?(?:digits?|numbers?))(?: (?:so|la|phai la|moi la|is|are|should be))* (?<digits>\d{1,6})(?: (?:nhe|nha|a|em|ma|co|chu|moi dung|instead))*[.! ]*$/u;
/** So many digits behind "đuôi" name a customer, unless a number is being stored. */
const NAMES_CUSTOMER = 3;

/** Reads "số cuối là 11": the right end of the only phone number. */
function correctedEnd(clause: string, proposal: Proposal): Values | "unclear" | null {
  const digits = END_OF_PHONE.exec(fold(clause))?.groups?.digits;
  if (digits === undefined) return null;
  const phones = heldOf(proposal, (value) => /^\+\d+$/.test(value));
  const stored = phones.filter(({ kind }) => kind !== "customer");
  const meant = stored.length > 0 ? stored : digits.length < NAMES_CUSTOMER ? phones : [];
  if (meant.length === 0) return null;
  return onlyOf(meant.map(({ name, value }) => [name, value.slice(0, -digits.length) + digits]));
}

/** "Đổi số nhà thôi, 27 mới đúng", "số nhà là 27/3" */
const HOUSE =
  /^(?:(?:a|da|ua|em|doi|sua|chi|nham|sai|lai)[ ,]{1,2}){0,4}so nha(?: (?:thoi|sai|nham|roi|lai|la|phai la|thanh|moi la)){0,3},? (?:phai la |la |so )?(?<number>\d{1,4}[a-z]?(?:\/\d{1,4}[a-z]?){0,3})(?: (?:moi dung|moi phai|co|nha|nhe|thoi|a|em|ma)){0,3}[.! ]*$/u;
/** The number at the start of an address: "72 Lê Lợi", "số 72/3 Lê Lợi". */
const HELD_HOUSE = /^((?:số|so)(?: nhà| nha)? )?\d{1,4}[a-z]?(?:\/\d{1,4}[a-z]?){0,3}(?= \p{L})/iu;

/** Reads "số nhà 27 mới đúng": the number of the only address. The street stays. */
function correctedHouse(said: string, proposal: Proposal): Values | "unclear" | null {
  const number = HOUSE.exec(fold(said))?.groups?.number;
  if (number === undefined) return null;
  const held = heldOf(proposal, (value) => HELD_HOUSE.test(value)).filter(({ name }) => ADDRESS.test(name));
  if (held.length === 0) return null;
  return onlyOf(
    held.map(({ name, value }) => [name, value.replace(HELD_HOUSE, `$1${number.toUpperCase()}`)]),
  );
}

/** The names of arguments that hold an address. */
const ADDRESS = /address/i;

interface Held {
  name: string;
  kind: ArgumentKind;
  value: string;
}

/** Returns the single values of this form; a list of several holds none. */
function heldOf({ command, args }: Proposal, isMeant: (value: string) => boolean): Held[] {
  return command.arguments.flatMap(({ name, kind }) => {
    const value = args[name] ?? "";
    return isMeant(value) ? [{ name, kind, value }] : [];
  });
}
