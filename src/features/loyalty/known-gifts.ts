import type { Context } from "../../bot/context.ts";
import { learnedChoices, learnedEntry } from "../../bot/forms/values.ts";
import type { Gift } from "../../crm/points.ts";
import { rememberValues } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";

/** The list of learned gifts: AntCRM has no call that lists them. See src/crm/API.md#get-history-point */
export const GIFT_LIST = "gift";

/** Reads the gifts that the history shows, and stores them: forms offer them by name. */
export async function readGifts(
  { crm, ...ctx }: Pick<Context, "crm" | "learned" | "clock">,
  options: { maxPages?: number } = {},
): Promise<Gift[]> {
  const gifts = await crm.points.gifts(options);
  const entries = gifts.map(({ code, name, points }) => {
    // The list is the team's, and no person's: it has one language, that of the gifts' names.
    const parts = [code, name === code ? null : name, points === null ? null : `${points} điểm`];
    return learnedEntry(code, parts.filter(Boolean).join(BETWEEN));
  });
  await rememberValues(GIFT_LIST, entries, ctx);
  return gifts;
}

/** A gift of the learned list. Its price there may be an old one, so it is left out. */
export type NamedGift = Pick<Gift, "code" | "name">;

const BETWEEN = " · ";
const PRICE = / · [\d.]+ điểm$/;
const MOST_LEARNED = 1_000;

/** Returns every gift that was ever learned. The newest part of the history may show fewer. */
export async function learnedGifts({ learned }: Pick<Context, "learned">): Promise<NamedGift[]> {
  const choices = learnedChoices(await learned.values(GIFT_LIST, MOST_LEARNED));
  return choices.map(({ value: code, label }) => {
    const named = label.replace(PRICE, "");
    return { code, name: named.startsWith(code + BETWEEN) ? named.slice((code + BETWEEN).length) : named };
  });
}

/** Returns the gifts that a typed code or name can mean: `"daumay01"`, `"tàu hoả"`, `"cái tàu hoả đồ chơi màu đỏ"`. */
export function giftsCalled<G extends NamedGift>(typed: string, gifts: readonly G[]): readonly G[] {
  const coded = gifts.filter(({ code }) => fold(code) === fold(typed).trim());
  if (coded.length > 0) return coded;
  const said = wordsOf(typed);
  const exact = gifts.filter(({ name }) => wordsOf(name).join(" ") === said.join(" "));
  if (exact.length > 0 || said.length === 0) return exact;
  const holding = gifts.filter(({ name, code }) =>
    isWithin(said, wordsOf(`${name} ${code} ${parted(code)}`)),
  );
  return holding.length > 0 ? holding : gifts.filter(({ name }) => isWithin(wordsOf(name), said));
}

/** A sum of money is no code: "50K", "100.000". */
const AMOUNT_ONLY = /^\d[\d.,]*(?:K|TR|D|Đ|VND)$|^\d{1,3}(?:[.,]\d{3})+$/;

/** True if a typed text may be the code of a gift that the bot does not know: "QUAMOI99" is, "nón bảo hiểm" and "50K" are not. */
export function isLikeACode(typed: string): boolean {
  return !AMOUNT_ONLY.test(typed) && /^[A-Z0-9._/-]+$/.test(typed) && /\d|^[A-Z]{4,}$/.test(typed);
}

/** `"VOUCHER50"` → `"VOUCHER 50"`: people say "voucher" for it. */
function parted(code: string): string {
  return code.replace(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, " ");
}

function isWithin(words: readonly string[], others: readonly string[]): boolean {
  return words.every((word) => others.includes(word));
}

/** Thousands and millions as people write and say them: "50k", "50 nghìn", "50.000đ", "1tr". */
const THOUSANDS = /(?<![\p{L}\p{N}])(\d{1,6}) ?(?:k|nghin|ngan|ng)(?![\p{L}\p{N}])/gu;
const MILLIONS = /(?<![\p{L}\p{N}])(\d{1,3}) ?(?:tr|trieu|cu)(?![\p{L}\p{N}])/gu;
const CURRENCY = /(?<=(?<![\p{L}\p{N}])\d{4,9}) ?(?:d|dong|vnd)(?![\p{L}\p{N}])/gu;

/** Returns the words without accents. A sum is one number, however it is written: `"50k"` → `"50000"`. */
function wordsOf(text: string): string[] {
  return fold(text)
    .replace(/(\d)[.,](?=\d{3})/g, "$1")
    .replace(THOUSANDS, "$1000")
    .replace(MILLIONS, "$1000000")
    .replace(CURRENCY, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
