import { type Finding, openPassage, type Passage, TAKEN, take, typed } from "./fold.ts";
import type { CommandGrammar, ReadingContext } from "./grammar.ts";
import { readValue } from "./value.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** "Cho" with the customer's number, which was taken out, "cho chị ấy", "for her". A name may follow a mere "cho". */
const WHOM = `(?:cho|for)(?: (?:khach|kh|anh|chi|co|chu|bac|ong|ba))?(?= ?${TAKEN})|(?:cho |for )?(?:chi|anh|co|chu|bac|ong|ba|khach) (?:ay|nay|do|kia)|for (?:her|him|them)`;
const SMALL =
  "giup|gium|dum|ho|luon|ngay|qua|mon|mot|1|cai|con|em|e|cho em|di|them|sang|a|voi|gift|the|an?|mon qua|phan qua|thuong";
/** "đổi giúp em 1 cái …", "lấy …", "redeem the …", with a customer that was taken out behind the verb. */
const VERB = new RegExp(
  `(?<![${WORD_CHARS}]|(?:ko|k|khong|dung|chua|hong|hok|khoi|no|not) )(?:doi|lay|nhan|phat|tang|redeem|claim|(?:muon|thich|chon)(?! (?:doi|lay|nhan)))(?:[ ${TAKEN}]{1,60}(?:${WHOM}|${SMALL})(?![${WORD_CHARS}])){0,5}[ ${TAKEN}]{1,60}(?=\\p{L})`,
  "gu",
);
/** Where a gift's name ends: at a pause, another value, whom it is for, or what else is to be done. */
const END = new RegExp(
  `[${TAKEN},;:!?\\n()]|[.](?!\\d)| (?:cho|for|nha|nhe|giup|gium|dum|ho|luon|di|a|voi|roi|nghe|hi|vi|tru diem|chi ay|anh ay|khach|truoc|lam luon|lam di|please|pls)(?![${WORD_CHARS}])|$`,
  "u",
);
const MOST_CHARS = 40;
const SUM = /^ ?\d{1,4}(?:k|\.000)?(?: ?đ)?(?![\p{L}\d])/u;
const SUM_CHARS = 10;
/** Words that are no gift's name: "đổi ý", "lấy hàng". */
const NO_GIFT =
  /^(?:cho|for|khach|anh|chi|chu|bac|ong|y|tra|qua|diem|lai|hang|so|voi|ten|dia chi|duoc|di|nha|roi|ra|nua|gi|mon|thanh)(?: |$)/u;

/** Finds a gift by its name in a sentence: `"khách 0354 118 906 đổi bình giữ nhiệt"` → `"bình giữ nhiệt"`; or null. */
function findGiftName(passage: Passage): Finding | null {
  for (const verb of passage.free.matchAll(VERB)) {
    const start = verb.index + verb[0].length;
    const room = passage.free.slice(start, start + MOST_CHARS);
    const words = END.exec(room)?.index ?? room.length;
    // A sum in the name looks like a code, and was taken before: "phiếu mua hàng 50k".
    const length =
      words + (SUM.exec(typed(passage, start + words, start + words + SUM_CHARS))?.[0].length ?? 0);
    const value = typed(passage, start, start + length).trim();
    if (/\p{L}{2}/u.test(value) && !NO_GIFT.test(room.slice(0, length)) && value.split(" ").length > 1)
      return { start, end: start + length, value };
  }
  return null;
}

/** Returns the gift of an answer or a correction, without the words around it: `"đổi sang bình nước"` → `"bình nước"`; or null. */
export function giftNameIn(text: string): string | null {
  return findGiftName(openPassage(text))?.value ?? null;
}

/** Takes a gift's name, where the command has a code that people may give by name. */
export function takeGiftName(
  passage: Passage,
  { arguments: all }: CommandGrammar,
  args: Record<string, string>,
  context: ReadingContext,
): void {
  const gift = all.find(({ kind, named, required }) => kind === "code" && named && required);
  const found = gift && args[gift.name] === undefined ? findGiftName(passage) : null;
  const value = gift && found && readValue(gift, found.value, context);
  if (!gift || !found || !value) return;
  args[gift.name] = value;
  take(passage, found.start, found.end);
}
