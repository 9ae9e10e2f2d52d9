import { findPhone } from "./customer.ts";
import { foldWithPositions, typedText } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** Words of a correction: "à nhầm", "ủa lộn", "à không phải", ", ý em là", "à thôi". "Giao nhầm" is not one. */
const MISTAKEN =
  /(?:(?<![\p{L}\p{N}])(?:a|ah|ua|ay|y|ui|chet|o|sorry|xin loi|quen),? (?:nham|lon|quen|khong(?: phai)?|ko(?: phai)?)|[,;.…(-] ?(?:nham|lon|sorry|xin loi)|(?<![\p{L}\p{N}])(?:sorry|(?:no|oh),? wait|i mean)|(?<![\p{L}\p{N}])(?:nham|lon) roi|[,;.…(\n-] ?(?:a,? |ua,? |da,? )*(?<weak>y (?:em|e|minh|toi|tui|anh|chi|c|a) (?:la|noi(?: la)?)|(?<right>(?:dung|chinh xac) (?:ra )?(?:phai )?la|phai la)|a|ua|make that|rather)|(?<![\p{L}\p{N}])(?<bare>ua|(?:a|ah|ma) thoi))(?![\p{L}\p{N}])[\s,:.…-]*(?:(?:nham|lon|roi|so|ma|la|phai|moi dung|cho|thanh|chu)[\s,:-]+)*/u;
/** A text without one of these holds no correction, and is not folded again. */
const MAY_BE_MISTAKEN =
  /nh[aầ]m|l[oộ]n|qu[eê]n|kh[oô]ng|ko|sorry|wait|mean|xin l|[yý] (?:[eact]|m[iì]nh|t[oô]i|tui|ch[iị])|l[aà]|[uủ]a|, ?[aà] |make|rather|th[oô]i/iu;
/** "Sửa số khách 0867 123 456, đúng ra là 0900 000 001" gives that customer another number. */
const CHANGES = /(?<!\p{L})(?:sua|doi|cap nhat|thay|update|change|edit)(?!\p{L})/u;
/** What may stand behind a corrected value: the end, or the rest of the request. */
const ENDS_CORRECTION =
  /^(?:[.!,;]?$|[.,;]? ?(?:cho|chu|moi dung|co|nha|nhe|a|em|giup|nghe|di|moi phai)(?! (?:no|cu|nua))(?!\p{L}))/u;
const STANDS_ALONE = `(?<![${WORD_CHARS}@#._-])`;
/** The forms of the corrected value, which follows at once. It replaces the last value of the same kind before it. */
const WRITTEN: readonly string[] = [
  // A code: "daumay01", "MUC12A".
  "[a-z]{2}[a-z._-]*\\d[a-z0-9._-]*",
  // A sum: "500k", "6tr5", "10%".
  `\\d{1,9}(?:[.,]\\d{1,3}){0,5}(?:k|tr\\d?|%)(?![${WORD_CHARS}])`,
  // A time of day: "9h", "8h30".
  `\\d{1,2} ?(?:h|g|gio)(?:[0-5]\\d)?(?![${WORD_CHARS}])`,
  // A record: "17464", "#3503".
  `#?[1-9]\\d{2,9}(?![${WORD_CHARS}])`,
  // A number in a list, or of pieces: "báo cáo 1".
  `[1-9]\\d?(?![${WORD_CHARS}]|[.,]\\d)`,
];
/** "Xoá phiếu 17465, à nhầm phiếu 17464": the word is repeated. */
const REPEATED = "(?:(?:phieu|ticket|don(?: hang)?|giao dich|deal|order|ma|so)(?: (?:so|ma|no\\.?))? )?";
const KINDS = WRITTEN.map((written) => ({
  right: new RegExp(`^${REPEATED}(${written})`, "u"),
  wrong: new RegExp(`${STANDS_ALONE}${written}`, "gu"),
}));
const MOST = 3;

/**
 * Applies the corrections in a text: `"đổi quà daumay01 cho 0867123456 à nhầm 0900000001"` → `"đổi quà daumay01 cho
 * 0900000001"`. A phone number replaces a phone number, a code a code. Any other text is returned unchanged.
 */
export function corrected(text: string): string {
  let now = text;
  for (let round = 0; round < MOST; round++) {
    const next = correctedOnce(now);
    if (next === null) return now;
    now = next;
  }
  return now;
}

function correctedOnce(text: string): string | null {
  if (!MAY_BE_MISTAKEN.test(text)) return null;
  const passage = foldWithPositions(text);
  const folded = passage.text;
  const mistaken = MISTAKEN.exec(folded);
  if (mistaken === null) return null;
  const { weak, right: rightly, bare } = mistaken.groups ?? {};
  const said = folded.slice(0, mistaken.index);
  if (rightly && CHANGES.test(said)) return null;
  const isWeak = weak !== undefined || bare !== undefined;
  // Behind a colon a title tells what somebody else had wrong.
  if (isWeak && said.includes(":")) return null;
  const from = mistaken.index + mistaken[0].length;
  const pair = pairAround(folded.slice(0, mistaken.index), folded.slice(from));
  if (pair === null) return null;
  const { wrong, right } = pair;
  // "À 3502 giữ lại", "ủa 16002 sao còn" say something of their own.
  if (isWeak && !ENDS_CORRECTION.test(folded.slice(from + right.end).trim())) return null;
  const between = typedText(passage, wrong.end, mistaken.index).trimEnd();
  const value = typedText(passage, from + right.start, from + right.end);
  return `${typedText(passage, 0, wrong.start)}${value}${between}${typedText(passage, from + right.end, folded.length)}`;
}

interface TextSpan {
  start: number;
  end: number;
}

/** Finds the value in `after` (`right`), and the last value of the same kind in `before` (`wrong`). */
function pairAround(before: string, after: string): { wrong: TextSpan; right: TextSpan } | null {
  const phone = findPhone(after);
  if (phone?.start === 0) {
    const wrong = findPhone(before);
    return wrong && { wrong, right: phone };
  }
  for (const { right, wrong } of KINDS) {
    const [found, value] = right.exec(after) ?? [];
    if (found === undefined || value === undefined) continue;
    const last = [...before.matchAll(wrong)].at(-1);
    if (last === undefined) return null;
    return {
      wrong: { start: last.index, end: last.index + last[0].length },
      right: { start: found.length - value.length, end: found.length },
    };
  }
  return null;
}
