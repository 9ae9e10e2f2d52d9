import { fold } from "./fold.ts";
import { mayBeSpeaker } from "./person-name.ts";

/** "> máy kẹt giấy hoài", "Khách: đổi giúp em", "chị Lan nhắn: …". A request may have a field of that sound: "nhan: VIP". */
const QUOTED_LINE =
  /^\s*(?:>|&gt;|\||forwarded from |trich[^:\n]{0,30}:|vi du|(?:buoc|step) \d{1,2} ?[:.]|cu phap|dich sang|\[\d{1,2}[:h]\d{2}[^\]\n]{0,24}\] ?[^:\n]{1,40}:|\d{1,2}\/\d{1,2}(?:\/\d{2,4})?,? \d{1,2}[:h]\d{2} ?[-–] ?[^:\n]{1,40}:|(?:khach(?: hang)?|kh|customer|client)\s*:|(?!(?:sua|doi|them|gan|tao|cap nhat|edit|change|set|add|tag|create|update)\b)[^:\n]{0,24}\b(?:noi|(?<!(?:nguoi|ng|ghi) )nhan|bao|hoi|chat|viet|said|says|wrote)(?: (?:la|rang))?\s*:)/;
/** Without their accents, the words for a label and for receiving look like "nhắn", and the name Việt like "viết". */
const NOT_WROTE = /nh[ãậàạ]n|việt/giu;
const MARKED_LINE = /^\s*(?:>|&gt;)/;

/** True if every line is marked as a quotation: "> à nhầm, 0867 123 456". */
export function isQuotedByLines(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length > 0 && lines.every((line) => MARKED_LINE.test(line));
}

/** "=> tạo phiếu …", "bot đóng 18230": the writer's own words below what was copied. */
const OWN_LINE = /^\s*(?:[=-]{1,3}>|→|-{3})|(?<!\p{L})bot(?!\p{L})/iu;
const QUOTED =
  /["“«][^"“”«»\n]*["”»]|(?<![\p{L}\p{N}])(?:['‘][^'’‘\n]{8,400}['’]|`[^`\n]{1,400}`)(?![\p{L}\p{N}])/gu;
const NAMED = "\\p{Lu}[^\\s:,]{0,20}(?: \\p{Lu}[^\\s:,]{0,20}){0,4}";
const AT_TIME = "\\d{1,2}[:h]\\d{2}(?: ?[AP]M)?";
/** "Lan: đổi quà …", "Chị Hoa 9:12: …": who says it, before a colon. */
const SPOKEN_LINE = new RegExp(`^\\s*(${NAMED})(?: ${AT_TIME})? ?:\\s`, "u");
/** "Lan  9:12 AM" alone on a line, as in a copied chat. What she wrote stands on the lines behind it. */
const SPEAKER_ALONE = new RegExp(`^\\s*(${NAMED})[ ,]{1,3}${AT_TIME}\\s*$`, "u");
/** So many words beside a quotation say whose words they are, and ask for nothing. */
const WORDS_BESIDE = 3;

/**
 * True if a text holds nothing but the words of somebody else: `"Khách: đổi quà giúp chị"`, `"“xoá số tôi đi” — khách
 * 0388 410 229"`. Such words are never a request to the bot, although they may read like one.
 */
export function isQuotation(text: string): boolean {
  const labelled = text.replace(NOT_WROTE, "label");
  const said = fold(labelled);
  const own = fold(ownLines(labelled).join(" ").replace(QUOTED, " "));
  if (own.length >= said.length - 2 || ASKS_TO_WRITE.test(own)) return false;
  const isLong = (said.match(WORD)?.length ?? 0) > 2 * WORDS_BESIDE || own.trim() === "";
  return isLong && (own.match(WORD)?.length ?? 0) <= WORDS_BESIDE;
}

/** Returns the lines that somebody else has not written. */
function ownLines(text: string): string[] {
  let isSpoken = false;
  return text.split("\n").filter((line) => {
    const speaker = SPEAKER_ALONE.exec(line)?.[1];
    if (line.trim() === "" || OWN_LINE.test(line)) isSpoken = false;
    else if (speaker !== undefined && mayBeSpeaker(speaker)) isSpoken = true;
    // `Khách viết: "…". Đóng phiếu nhé`: the rest of the line is the writer's own.
    if (!isSpoken && /:\s*["“«]/u.test(line)) return true;
    const spoken = OWN_LINE.test(line) ? undefined : SPOKEN_LINE.exec(line)?.[1];
    return !isSpoken && !QUOTED_LINE.test(fold(line)) && !(spoken !== undefined && mayBeSpeaker(spoken));
  });
}

/** "Tạo phiếu cho 0867…: “…”", "note 0867…: “…”": the quotation is the text of a record. */
const ASKS_TO_WRITE =
  /^\s{0,9}(?:(?:bot|em|oi|nho|giup|please|pls),? ){0,3}(?:(?:tao|mo|lap|len|ghi|them|viet|log|create|open|raise|make|file|add|write)(?: \p{L}+){0,3} (?:phieu|ticket|case|ghi chu|note)|ghi chu|gchu|note)(?! (?:cua|roi|of))(?!\p{L})/u;

/** A quotation of so many words may be a request of somebody else. A shorter one is a title or a name. */
const QUOTED_WORDS = 3;

/** Returns a text without what it quotes, `'anh Tú bảo "xoá giúp anh", em thấy kỳ'` → `'anh Tú bảo "…", em thấy kỳ'`; or null. */
export function withoutQuotations(text: string): string | null {
  const own = text.replace(QUOTED, (quoted) =>
    (fold(quoted).match(WORD)?.length ?? 0) < QUOTED_WORDS ? quoted : `${quoted[0]}…${quoted.at(-1)}`,
  );
  return own === text ? null : own;
}

const WORD = /\p{L}[\p{L}\p{N}]*/gu;
