import { trimmed } from "./amendment-words.ts";
import { parseDealLines, type TypedDealLine } from "./deal-lines.ts";
import { fold, openPassage } from "./fold.ts";
import type { CommandGrammar, ReadingContext } from "./grammar.ts";
import { moreDiscountIn } from "./more-discount.ts";
import { takeNewQuantity } from "./new-quantity.ts";
import { readAmount } from "./numbers.ts";
import { readRequestOf } from "./whole-request.ts";

type Args = Readonly<Record<string, string>>;

const QUANTITIES: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  nam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  muoi: 10,
};
const QUANTITY = new RegExp(
  `^(?:lay |cho |de |sua |doi |so luong |sl |len |thanh |con |chi |la )*(\\d{1,4}|${Object.keys(QUANTITIES).join("|")}) ?(?:cai|chiec|hop|bo|thung|chai|goi|cuon|con|cay|pcs)?(?: thoi| nha| nhe| luon)*$`,
  "u",
);

const DISCOUNT =
  /(?:giam|bot|discount|chiet khau)(?: gia| them| cho anh| cho chi| duoc| nua)* (?<value>\d[\d.,]*(?: ?(?:%|k|d|nghin|ngan|tr|trieu))?)|(?<off>\d{1,2} ?%) off/u;

/** "Sửa thành 10%", "10% thôi": another discount than the one that is asked about. */
const OTHER_PERCENT =
  /^(?:(?:a|da|sua|doi|lai|thanh|con|chi|la|lay|cho|ha|xuong|len|tang|nham|make it|only) )*(?<percent>\d{1,2} ?%)(?: (?:thoi|nha|nhe|luon|di|moi dung|co|chu|a|em|only|instead))*$/u;

/** Words that add to an order, and words that say what all of it shall be. */
const ADDS = /^(?:(?:a|da|em|cho|giup) )*(?:them|lay them|cong them|add|plus)(?!\p{L})/u;
const REPLACES =
  /^(?:(?:a|da|em|ko phai|khong phai|nham|y|chet) )*(?:sua (?:lai|thanh)|doi (?:lai|thanh)|lay lai|thanh|lai la|phai la)(?!\p{L})/u;
/** A percentage is taken off each product, and a sum off the only one. */
const PERCENT = /^(?:(?:a|da|cho|them|duoc) )*(?:giam|bot|discount|chiet khau)/u;

/**
 * Reads a change of the products of an order that is asked about: `"sửa số lượng MUC12A thành 3"`, `"thêm 1 TIVI01 nữa"`,
 * `"giảm 5%"`. A change names its product, or the order has only one. A discount on the whole order becomes another one.
 */
export function changeOfLines(
  clause: string,
  command: CommandGrammar,
  args: Args,
  context: ReadingContext,
): Record<string, string> | null {
  const argument = command.arguments.find(({ kind }) => kind === "deal-lines");
  const canonical = argument && args[argument.name];
  const lines = canonical?.startsWith("[") ? parseDealLines(canonical) : [];
  const said = discountSaid(fold(clause).trim(), args, lines);
  const value = args.off === undefined ? undefined : discountIn(said);
  if (value) return { off: value };
  if (lines.length === 0) return newQuantity(clause, said, command, args);
  if (argument === undefined) return null;
  const changed =
    changedLines(said, lines) ??
    changedLines(fold(trimmed(clause)), lines) ??
    withLines(clause, said, lines, command, argument.name, context);
  return changed && { [argument.name]: JSON.stringify(changed) };
}

/** Reads the new quantity of a product of an order whose products nobody typed. "5 thôi" changes one that was given. */
function newQuantity(
  clause: string,
  said: string,
  { arguments: all }: CommandGrammar,
  args: Args,
): Record<string, string> | null {
  if (all.every(({ name }) => name !== "quantity")) return null;
  const found: Record<string, string> = {};
  takeNewQuantity(openPassage(clause), found);
  if (Object.keys(found).length > 0) return found;
  const count = args.quantity === undefined ? undefined : changeIn(said)?.quantity;
  return count === undefined ? null : { quantity: String(count) };
}

/** Returns `"giam 10%"` for words that only name another percentage, if the order has a discount; else the text itself. */
function discountSaid(said: string, { off }: Args, lines: readonly TypedDealLine[]): string {
  const percent = OTHER_PERCENT.exec(said)?.groups?.percent;
  const hasDiscount = off !== undefined || lines.some(({ discount }) => discount !== null);
  return percent !== undefined && hasDiscount ? `giam ${percent}` : said;
}

/** True for a discount beside one that stands already. */
export function addsDiscount(said: string, { lines = "", off }: Args): boolean {
  const more = moreDiscountIn(said);
  if (more === null) return false;
  const held = lines.startsWith("[") && parseDealLines(lines).some(({ discount }) => discount !== null);
  return held || off !== undefined || more.isSecond;
}

/** "Dòng 1", "line 2" */
const LINE = /(?<!\p{L})(?:dong|line) (?:so |#)?(?<place>\d{1,2})(?![\d\p{L}])/u;

/** Changes the line whose place is named: "giảm 10% dòng 1". Null if there is none. */
function lineAt(place: string, said: string, lines: readonly TypedDealLine[]): TypedDealLine[] | null {
  const line = lines[Number(place) - 1];
  const change = changeIn(said.replace(LINE, " ").replace(/\s+/g, " ").trim());
  return line && change ? lines.map((one) => (one === line ? { ...one, ...change } : one)) : null;
}

/** Changes the line that the words name, the only line, or for a percentage all lines. */
function changedLines(said: string, lines: readonly TypedDealLine[]): TypedDealLine[] | null {
  const place = LINE.exec(said)?.groups?.place;
  if (place !== undefined) return lineAt(place, said, lines);
  const [only, ...others] = lines;
  const named = lines.filter(({ product }) => said.includes(fold(product)));
  const [one, ...more] = named;
  if (one !== undefined && more.length === 0 && lines.length > 1) {
    const change = changeIn(said.replace(fold(one.product), " ").replace(/\s+/g, " ").trim());
    return change && lines.map((line) => (line === one ? { ...line, ...change } : line));
  }
  if (only !== undefined && others.length === 0) {
    const change = changeIn(said.replace(fold(only.product), " ").replace(/\s+/g, " ").trim());
    return change && [{ ...only, ...change }];
  }
  const change = PERCENT.test(said) ? changeIn(said) : null;
  return change?.discount?.kind === "percent" ? lines.map((line) => ({ ...line, ...change })) : null;
}

/** Adds lines to an order, "thêm 1 TIVI01 nữa", or puts others in their place: "sửa lại 2 MUC12A và 1 TIVI01". */
function withLines(
  clause: string,
  said: string,
  lines: readonly TypedDealLine[],
  command: CommandGrammar,
  name: string,
  context: ReadingContext,
): TypedDealLine[] | null {
  if (!ADDS.test(said) && !REPLACES.test(said)) return null;
  const { [name]: read, customer } = readRequestOf(command, clause, context).args;
  // "5 MUC12A cho 0867 123 456" is for another customer too.
  if (customer !== undefined && /^\+|@/.test(customer)) return null;
  if (read === undefined || !read.startsWith("[")) return null;
  const told = parseDealLines(read);
  if (ADDS.test(said)) return told.reduce(withMore, [...lines]);
  const [only, ...others] = told;
  // "Sửa lại 3 MUC12A" says nothing of the order's other products.
  return only !== undefined && others.length === 0 && lines.length > 1 ? withInstead(lines, only) : told;
}

/** Puts a line in the place of the one with its product; null if there is none. */
function withInstead(lines: readonly TypedDealLine[], now: TypedDealLine): TypedDealLine[] | null {
  const isNow = ({ product }: TypedDealLine) => fold(product) === fold(now.product);
  return lines.some(isNow)
    ? lines.map((line) => (isNow(line) ? { ...line, quantity: now.quantity } : line))
    : null;
}

/** Adds a line to an order: of a product that is in it, so many more. */
function withMore(lines: TypedDealLine[], more: TypedDealLine): TypedDealLine[] {
  const held = lines.find(({ product }) => fold(product) === fold(more.product));
  if (held === undefined) return lines.concat(more);
  return lines.map((line) => (line === held ? { ...line, quantity: line.quantity + more.quantity } : line));
}

function changeIn(said: string): Partial<TypedDealLine> | null {
  const quantity = QUANTITY.exec(said)?.[1];
  if (quantity !== undefined) return { quantity: QUANTITIES[quantity] ?? Number(quantity) };
  const value = discountIn(said);
  const percent = /^(\d{1,2})(?: ?%)$/.exec(value)?.[1];
  if (percent !== undefined) return { discount: { kind: "percent", amount: Number(percent) } };
  const cash = value === "" ? null : readAmount(value);
  return cash === null ? null : { discount: { kind: "cash", amount: Number(cash) } };
}

/** `"giam 10%"` → `"10%"`; empty if no discount is named. */
function discountIn(said: string): string {
  const { value, off } = DISCOUNT.exec(said)?.groups ?? {};
  return value ?? off ?? "";
}
