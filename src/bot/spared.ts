import { findCode } from "../understanding/codes.ts";
import { openPassage } from "../understanding/fold.ts";
import { recordNumbersIn } from "../understanding/numbers.ts";
import { introducedNames } from "../understanding/person-name.ts";
import type { Args } from "./command.ts";
import { isPartOf } from "./conversation.ts";

/** What a question is about: its values, and its sentence, which names its customer. */
interface Asked {
  args: Args;
  /** `"Đổi quà DAUMAY01 cho Trần Thị Bình"`; null for one of an older version. */
  said?: string | null;
}

/** Arguments that hold the number of a ticket or an order. */
const NUMBERED = ["ticket", "deal"] as const;

/**
 * True if a text that stops something names only other records than the question: another ticket or order, "đừng đóng phiếu
 * 16001", another customer, "khoan đổi quà cho chị Bình", or another gift.
 */
export function sparesOther(text: string, { args, said = null }: Asked): boolean {
  const numbers = recordNumbersIn(text);
  const own = NUMBERED.flatMap((name) => args[name] ?? []);
  if (numbers.length > 0) return !numbers.some((number) => own.includes(number));
  return namesOtherCustomer(text, args, said) || namesOtherGift(text, args);
}

function namesOtherCustomer(text: string, { customer }: Args, said: string | null): boolean {
  const own = customer?.startsWith("name:") ? customer.slice("name:".length) : said;
  if (customer === undefined || own === null) return false;
  const names = introducedNames(openPassage(text));
  return names.length > 0 && !names.some((name) => isPartOf(name, own));
}

function namesOtherGift(text: string, { code }: Args): boolean {
  const named = code === undefined ? null : findCode(openPassage(text), { isSure: true });
  return named !== null && named.value !== code?.toUpperCase();
}
