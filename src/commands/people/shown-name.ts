/** What nobody sees or what turns the direction of writing: control and format characters, line ends, surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu;
/** What would make a name look like an id (`telegram:456`), a mention (`@lan`, `<@U0123>`) or the next field of a list. */
const MISLEADING = /[:@<>|·•：＠]+/gu;
/** Marks stacked on one letter paint over the lines above. */
const STACKED = /(\p{M}{2})\p{M}+/gu;
const MAX_CHARS = 60;

/**
 * A name that somebody chose for themselves, fit to stand beside an id: `"telegram:456"` → `"telegram 456"`.
 * Null where nothing of it can be read.
 */
export function shownName(name: string): string | null {
  const plain = name
    .normalize("NFC")
    .replace(INVISIBLE, "")
    .replace(MISLEADING, " ")
    .replace(STACKED, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(plain)) return null;
  const chars = Array.from(plain);
  return chars.length <= MAX_CHARS ? plain : `${chars.slice(0, MAX_CHARS - 1).join("")}…`;
}
