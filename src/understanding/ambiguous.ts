import { withoutPhones } from "./customer.ts";
import { fold } from "./fold.ts";
import { FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import type { ArgumentKind, CommandGrammar } from "./grammar.ts";

/** What values of a kind look like, and the nouns that stand right before one. */
interface Look {
  value: RegExp;
  nouns: string | null;
  /** Before the number in a canonical value: `"id:"`. */
  prefix: string;
}

const NUMBER =
  /(?<![\p{L}\p{N}.,/:+#-])#?([1-9]\d{2,6})(?![\p{L}\p{N}%]|[.,/:-]\d| ?(?:k|tr|trieu|nghin|ngan|cu|d|dong|vnd|diem|sao|inch|lit|ngay|gio|phut|cai|chiec)(?!\p{L}))/gu;
const CODE = /(?<![\p{L}\p{N}-])((?=[A-Z-]{0,40}\d)[A-Z][A-Z\d-]{2,40})(?![\p{L}\p{N}-])/gu;

const LOOKS: Partial<Record<ArgumentKind, Look>> = {
  ticket: { value: NUMBER, nouns: "phieu|ticket|case", prefix: "" },
  deal: { value: NUMBER, nouns: "don(?: hang)?|gd|giao dich|deal|order", prefix: "" },
  customer: { value: NUMBER, nouns: "khach|kh|id|customer|ho so", prefix: "id:" },
  code: { value: CODE, nouns: null, prefix: "" },
  product: { value: CODE, nouns: null, prefix: "" },
};

/** Up to five words between such a word and the value. */
const SMALL =
  "(?:(?:cai|con|giao dich|gd|ticket|deal|order|case|of|ma|so|id|la|vao|toi|voi|no|thang|ben|o|phieu|don|khach|the|xoa|bo|huy|sua|dong|dung|cham|lam|no\\.) ){0,5}#?$";
/** Words before a value that leave it as it is: "đừng xoá 3503", "giữ 475", "trùng với 17979", "không phải 18311". */
const LEFT_AS_IS = new RegExp(
  `(?<!\\p{L})(?:dung(?: dung)?|khong phai|ko phai|k phai|hong phai|hok phai|chu khong|giu|(?<!(?:khach|phieu|don|the|kh) )trung|nham|lon|thay vi|thay(?= cho)|k|ko|khong|keep|not|don't|leave|same as|duplicate) ${SMALL}`,
  "u",
);
/** Words behind a value that leave it as it is: "3503 thì để yên". */
const LEFT_BEHIND = /^ (?:thi )?(?:de yen|giu lai|giu|dung dung|de do|de nguyen|stays?)(?!\p{L})/u;
/** A verb right before a value: "xoá luôn 3530". */
const VERB_BEFORE = new RegExp(
  `(?<!\\p{L})(?:xoa|bo|huy|dong|mo lai|doi|sua|gop|delete|remove|close|kill|drop|redeem|reopen) (?:(?:luon|giup|ho|het|ngay|di|em|e|minh|the|ho so|zum|dum) ){0,4}${SMALL}`,
  "u",
);
const CLUE_CHARS = 40;
/** "Bớt gấp", "hết gấp", "less urgent": which priority it becomes is not said. */
const LESS =
  /(?<!\p{L})(?:bot|ha|het|go|bo|less|khong con|ko con|hok) (?:uu tien |do |muc )?(?:gap|khan|khan cap|urgent|urgency)(?!\p{L})(?! (?:xuong|thanh|sang))/u;

/** In "lên đơn chị Bình 0867 123 456: …" the name is the customer's, and not the order's. */
const ADDRESSED = new RegExp(
  `^(?:(?:và|với|cùng) )?(?:${FORMS_OF_ADDRESS_WRITTEN}|em|khách|a|c)\\.? \\p{Lu}[\\p{Ll}\\p{M}]{0,20}(?: \\p{Lu}[\\p{Ll}\\p{M}]{0,20}){0,4}$`,
  "u",
);
/** Words of a request or a question, which are no value: "thêm nhãn cho khách 476", "điểm của ai", "khách đó đâu rồi". */
const SMALL_WORDS =
  /^(?:name:)?(?:(?:cho|gì|gi|nào|nao|ai|sao|thành|thanh|là|la|đó|đâu|mấy|này|ấy|chấm|vậy|đã|đang|có|còn|chưa|được|phát|gần nhất|her|him|them|thế|thân thiết|bao nhiêu|who|which|what)(?: |$))+$/iu;

/** "Chị Thanh", "anh Thành": names that read like "thành" (into). */
const NAMED_LIKE_SMALL = /^name:(?:thanh|Thanh|Thành)$/u;

/** "Đánh giá chưa xử lý": a state, and nobody's name. */
const STATE = /^name:(?:chưa|đã|đang|bị) /u;

/** Leaves out values that are only small words or a state. */
export function withoutSmallWords(args: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).filter(
      ([, value]) => NAMED_LIKE_SMALL.test(value) || !(SMALL_WORDS.test(value) || STATE.test(value)),
    ),
  );
}

/**
 * Settles which record is meant where a text names two of a kind: "đừng xoá 3503, xoá 3530 ấy" means 3530. A record that
 * stays unclear, and a word that is no value, are left out, so that the bot asks.
 */
export function withoutAmbiguous(
  args: Readonly<Record<string, string>>,
  { arguments: all }: CommandGrammar,
  text: string,
): Record<string, string> {
  const isOfCustomer = all.some(({ kind }) => kind === "customer");
  const settled = all.flatMap(({ name, kind }) => {
    const value = args[name];
    if (value === undefined || (kind === "priority" && LESS.test(fold(text)))) return [];
    if (name === "name" && isOfCustomer && ADDRESSED.test(value)) return [];
    const look = LOOKS[kind];
    const others = Object.entries(args).flatMap(([key, other]) => (key === name ? [] : [other]));
    const meant = look === undefined ? value : meantOf(value, text, look, others);
    return meant === null ? [] : [[name, meant] as const];
  });
  return Object.fromEntries(settled);
}

function meantOf(value: string, text: string, look: Look, others: readonly string[]): string | null {
  const { prefix, nouns } = look;
  if (!value.startsWith(prefix)) return value;
  const source = look.value === CODE ? text : withoutPhones(fold(text));
  const taken = new Set(others.flatMap((other) => other.split(/[^\p{L}\p{N}-]+/u)));
  const found = [...source.matchAll(look.value)].filter(([, written = ""]) => !taken.has(written));
  const written = valuesOf(found);
  if (written.length < 2 || !written.includes(value.slice(prefix.length))) return value;
  const before = ({ index }: RegExpExecArray) => fold(source.slice(Math.max(0, index - CLUE_CHARS), index));
  const possible = found.filter((one) => {
    const behind = fold(source.slice(one.index + one[0].length, one.index + one[0].length + CLUE_CHARS));
    return !LEFT_AS_IS.test(before(one)) && !LEFT_BEHIND.test(behind);
  });
  const noun = nouns === null ? null : new RegExp(`(?<!\\p{L})(?:${nouns}) (?:so |no\\.? )?#?$`, "u");
  const groups = [
    possible,
    possible.filter((one) => VERB_BEFORE.test(before(one))),
    possible.filter((one) => noun?.test(before(one)) ?? false),
  ];
  const only = groups.map(valuesOf).find(({ length }) => length === 1)?.[0];
  return only === undefined ? null : prefix + only;
}

function valuesOf(found: readonly RegExpExecArray[]): string[] {
  return [...new Set(found.map(([, written = ""]) => written))];
}
