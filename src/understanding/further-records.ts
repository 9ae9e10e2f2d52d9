import { escaped } from "./amendment-keys.ts";
import { findEmail, findLabelledId, findPhone, withoutPhones } from "./customer.ts";
import { type Finding, fold, foldWithPositions, foundAt, listWith, openPassage } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import type { ArgumentKind, CommandGrammar, FurtherRecords, RecordArgumentKind } from "./grammar.ts";
import { namesListedWith } from "./person-name.ts";

/** More of them are a list, which needs a file. */
const MOST = 5;
/** "khách 475 với 476", "khách 475, 476": the second number has no word of its own. */
const ALSO =
  /(?<=(?:khach(?: hang)?|kh|customer|lead|id) #?[1-9]\d{1,11} ?(?:voi|va|hay|hoac|and|or|[,&+/]) ?)#?([1-9]\d{2,11})(?![\p{L}\p{N}]|[.,/-]\d)/u;

/** Numbers that are listed: "16001, 16002 với phiếu 16003". Behind the last one stands no unit of money or amount. */
const LISTED =
  /(?<![\p{L}\p{N}.,/:+-])#?[1-9]\d{2,9}(?: ?(?:,|voi|va|cung|&|\+|and|hay|hoac|or) ?(?:phieu |ticket |don |order |so ){0,2}#?[1-9]\d{2,9}){1,4}(?![\p{L}\p{N}%]|[.,/:-]\d| ?(?:k|tr|trieu|nghin|ngan|d|dong|vnd|diem|cai|chiec)(?!\p{L}))/gu;

/**
 * Returns the other records in a text, if a command takes one: two numbers of customers, two tickets. Null if there are
 * none. A number in another value, as in a title, is none.
 */
export function furtherRecords(
  command: CommandGrammar,
  text: string,
  args: Readonly<Record<string, string>>,
): FurtherRecords | null {
  for (const { name: argument, kind } of command.arguments) {
    const given = args[argument];
    if (given === undefined || !isRecordKind(kind)) continue;
    const others = Object.entries(args).flatMap(([name, value]) =>
      name === argument ? [] : [value.toLowerCase()],
    );
    const found = othersLike(given, kind, text, command);
    const values = found.filter((value) => idOf(value) !== idOf(given) && !isIn(others, value));
    const distinct = [...new Map(values.map((value) => [idOf(value), value])).values()];
    if (distinct.length > 0) return { argument, kind, values: distinct };
  }
  return null;
}

/** Between two people in one value: "Bình và anh An". "Mẹ và Bé" may be the name of one customer. */
const LINKED = new RegExp(
  `^name:(?<first>.{1,40}?) (?:va|voi|cung|lan|and|&) (?:(?:voi|ca|cua|cho) )?(?<title>(?:khach|kh|${FORMS_OF_ADDRESS}) )?\\p{L}`,
  "u",
);

/** Returns the arguments with the first of two people that one value names: `"name:Bình và anh An"` → `"name:Bình"`. */
export function withFirstPerson(
  command: CommandGrammar,
  text: string,
  args: Readonly<Record<string, string>>,
): Record<string, string> {
  const first = { ...args };
  for (const { name, kind } of command.arguments) {
    const value = kind === "customer" ? args[name] : undefined;
    const linked = value === undefined ? undefined : LINKED.exec(fold(value))?.groups;
    if (value === undefined || linked?.first === undefined) continue;
    const isCalled = new RegExp(
      `(?<!\\p{L})(?:${FORMS_OF_ADDRESS}) ${escaped(fold(value.slice("name:".length)))}`,
      "u",
    );
    if (linked.title !== undefined || isCalled.test(fold(text)))
      first[name] = value.slice(0, "name:".length + linked.first.length);
  }
  return first;
}

function othersLike(
  given: string,
  kind: RecordArgumentKind,
  text: string,
  command: CommandGrammar,
): string[] {
  if (kind === "customer") return customersIn(text, given, command);
  return kind === "code" ? codesListedWith(given, text) : listedWith(given, kind, text);
}

/** A word that may be a gift's code: "voucher50". */
const CODE = /(?<![\p{L}\p{N}@._/-])[a-z][a-z0-9-]{2,39}(?![\p{L}\p{N}@_/-])/gu;
const BETWEEN_CODES = /^ ?(?:,|voi|va|cung|&|\+|and|hay|hoac|or)(?: ?(?:\d|mot|them|qua|ma)(?= )){0,3} ?$/;

/** Returns the codes that are listed with one, in capitals: "1 voucher50 và 1 daumay01". */
function codesListedWith(given: string, text: string): string[] {
  const { source, text: free, at } = foldWithPositions(text);
  // "FREESHIP" has no digit, and is a code by its capitals.
  const isPrinted = (start: number, end: number) => /^[A-Z]{4,}$/.test(source.slice(at[start], at[end]));
  const codes = [...free.matchAll(CODE)]
    .filter(({ 0: word, index }) => /\d/.test(word) || isPrinted(index, index + word.length))
    .map((match) => foundAt(match, match[0].toUpperCase()));
  return listWith(given, codes, free, (between) => BETWEEN_CODES.test(between)).map(({ value }) => value);
}

function isRecordKind(kind: ArgumentKind): kind is RecordArgumentKind {
  return kind === "customer" || kind === "ticket" || kind === "deal" || kind === "code";
}

/**
 * Returns the customers of the same kind: numbers, addresses, ids, or names. For a write, an id beside a number counts too,
 * and a phone beside a name: "chị Bình 476, còn anh An 0900 000 001".
 */
function customersIn(text: string, given: string, { writes }: CommandGrammar): string[] {
  const passage = openPassage(text);
  const { free, folded } = passage;
  if (given.startsWith("name:")) {
    const phones = writes ? allOf(free, findPhone) : [];
    return [...namesListedWith(passage, given).map(({ value }) => value), ...phones];
  }
  const find = finderOf(given, folded.source);
  const ofOtherKind = writes && /^\+|@/.test(given) ? findLabelledId(free) : null;
  return [...allOf(free, find), ...(ofOtherKind === null ? [] : [ofOtherKind.value])];
}

/** A number with the noun of another record: in "phiếu 16002 với đơn 3501" the second is no ticket. */
const OF_OTHER = {
  ticket: /(?:don|order) (?:so )?#?\d+/gu,
  deal: /(?:phieu|ticket) (?:so )?#?\d+/gu,
} as const;

/** Returns the numbers that are listed with one: "16001, 16002" with 16001. */
function listedWith(given: string, kind: "ticket" | "deal", text: string): string[] {
  const lists = [...withoutPhones(fold(text)).matchAll(LISTED)].map(
    ([list]): string[] => list.replace(OF_OTHER[kind], " ").match(/\d+/g) ?? [],
  );
  return lists.find((numbers) => numbers.includes(given)) ?? [];
}

function finderOf(given: string, source: string): (free: string) => Finding | null {
  if (given.startsWith("+")) return findPhone;
  if (given.includes("@")) return (free) => findEmail(free, source);
  return (free) => findLabelledId(free) ?? alsoNamed(free);
}

function alsoNamed(free: string): Finding | null {
  const match = ALSO.exec(free);
  return match?.[1]
    ? { start: match.index, end: match.index + match[0].length, value: `id:${match[1]}` }
    : null;
}

function allOf(free: string, find: (free: string) => Finding | null): string[] {
  const values: string[] = [];
  let left = free;
  const also = alsoNamed(free);
  for (let found = find(left); found && values.length < MOST; found = find(left)) {
    values.push(found.value);
    left = left.slice(0, found.start) + " ".repeat(found.end - found.start) + left.slice(found.end);
  }
  return also && values.some((value) => /^(?:id|customer|lead):/.test(value))
    ? [...values, also.value]
    : values;
}

/** `"customer:476"` and `"id:476"` are one customer. */
function idOf(value: string): string {
  return value.replace(/^(?:id|customer|lead):/, "");
}

function isIn(others: readonly string[], value: string): boolean {
  if (value.startsWith("name:")) {
    const name = fold(value.slice("name:".length));
    return others.some((other) => ` ${fold(other).replace(/[^\p{L}\p{N}]+/gu, " ")} `.includes(` ${name} `));
  }
  if (value.includes("@")) return others.some((other) => other.includes(value));
  const digits = value.replace(/^\+84|^\w+:/, "");
  return others.some((other) => other.replace(/[\s.()-]/g, "").includes(digits));
}
