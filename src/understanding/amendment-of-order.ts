import { parseDealLines, type TypedDealLine } from "./deal-lines.ts";
import { fold } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";
import { readAmount } from "./numbers.ts";

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
  `^(?:lay |cho |de |sua thanh |doi thanh |con |chi |thanh )*(\\d{1,4}|${Object.keys(QUANTITIES).join("|")}) ?(?:cai|chiec|hop|bo|thung|chai|goi|cuon|con|cay|pcs)?(?: thoi| nha| nhe| luon)*$`,
  "u",
);

const DISCOUNT =
  /(?:giam|bot|discount|chiet khau)(?: gia| them| cho anh| cho chi| duoc| nua)* (?<value>\d[\d.,]*(?: ?(?:%|k|d|nghin|ngan|tr|trieu))?)|(?<off>\d{1,2} ?%) off/u;

/**
 * Reads a change of an order's only product: `"lấy 2 cái thôi"`, `"giảm thêm 5%"`. With several products it is not known
 * which one is meant.
 */
export function changeOfOnlyLine(
  clause: string,
  command: CommandGrammar,
  args: Args,
): Record<string, string> | null {
  const argument = command.arguments.find(({ kind }) => kind === "deal-lines");
  const canonical = argument && args[argument.name];
  if (argument === undefined || !canonical?.startsWith("[")) return null;
  const [only, ...others] = parseDealLines(canonical);
  if (only === undefined || others.length > 0) return null;
  const change = changeIn(fold(clause).trim());
  return change && { [argument.name]: JSON.stringify([{ ...only, ...change }]) };
}

function changeIn(said: string): Partial<TypedDealLine> | null {
  const quantity = QUANTITY.exec(said)?.[1];
  if (quantity !== undefined) return { quantity: QUANTITIES[quantity] ?? Number(quantity) };
  const reduced = DISCOUNT.exec(said)?.groups;
  const value = reduced?.value ?? reduced?.off ?? "";
  const percent = /^(\d{1,2})(?: ?%)$/.exec(value)?.[1];
  if (percent !== undefined) return { discount: { kind: "percent", amount: Number(percent) } };
  const cash = value === "" ? null : readAmount(value);
  return cash === null ? null : { discount: { kind: "cash", amount: Number(cash) } };
}
