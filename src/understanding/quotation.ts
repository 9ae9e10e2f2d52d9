import { fold } from "./fold.ts";

/** "> máy kẹt giấy hoài", "Khách: đổi giúp em", "chị Lan nhắn: …". A request may have a field of that sound: "nhan: VIP". */
const QUOTED_LINE =
  /^\s*(?:>|&gt;|\||forwarded from |trich (?:loi )?|vi du|cu phap|dich sang|\[\d{1,2}[:h]\d{2}[^\]\n]{0,24}\] ?[^:\n]{1,40}:|\d{1,2}\/\d{1,2}(?:\/\d{2,4})?,? \d{1,2}[:h]\d{2} ?[-–] ?[^:\n]{1,40}:|(?:khach(?: hang)?|kh|customer|client)\s*:|(?!(?:sua|doi|them|gan|tao|cap nhat|edit|change|set|add|tag|create|update)\b)[^:\n]{0,24}\b(?:noi|nhan|bao|hoi|chat|viet|said|says|wrote)(?: (?:la|rang))?\s*:)/;
/** Without its accents, the word for a label looks like "nhắn". */
const LABEL = /nhãn/giu;
const QUOTED = /["“«][^"“”«»\n]*["”»]/g;
/** So many words beside a quotation say whose words they are, and ask for nothing. */
const WORDS_BESIDE = 3;

/**
 * True if a text holds nothing but the words of somebody else: `"Khách: đổi quà giúp chị"`, `"“xoá số tôi đi” — khách
 * 0388 410 229"`. Such words are never a request to the bot, although they may read like one.
 */
export function isQuotation(text: string): boolean {
  const said = fold(text.replace(LABEL, "label"));
  const own = said
    .split("\n")
    .filter((line) => !QUOTED_LINE.test(line))
    .join(" ")
    .replace(QUOTED, " ");
  if (own.length >= said.length - 2) return false;
  const isLong = (said.match(WORD)?.length ?? 0) > 2 * WORDS_BESIDE || own.trim() === "";
  return isLong && (own.match(WORD)?.length ?? 0) <= WORDS_BESIDE;
}

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
