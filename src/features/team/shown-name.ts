/**
 * What nobody sees or what turns the direction of writing: control and format characters, letters without a shape, line
 * ends, surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu;
/** Dashes, quotation marks and the colours of skin: all that stays of the signs beyond ASCII, besides pictures. */
const HARMLESS = String.raw`‐-―‘’“”\u{1f3fb}-\u{1f3ff}`;
/** Letters and pictures that look like colons, points, bars, brackets or arrows. */
const ALIKE = String.raw`ːˑꓸ-ꓽ\u0903\u0a83ꞏᐧǀǁᐸᐳᚲ\u{1d236}\u{1d237}─-╿▎▏▪●◦❘-❚⏐➔-➾`;
/**
 * What would make a name look like an id (`telegram:456`), a mention (`@lan`, `<@U0123>`), the next field of a list or a
 * change (`none → admin`), in whatever script.
 */
const MISLEADING = new RegExp(
  String.raw`(?:[:@<>|]|(?![\p{ASCII}${HARMLESS}])[\p{P}\p{Sm}\p{Sk}]|[${ALIKE}])+`,
  "gu",
);
/** Marks stacked on one letter paint over the lines above. */
const STACKED = /(\p{M}{2})\p{M}+/gu;
const MAX_CHARS = 60;

/**
 * A name that somebody chose for themselves, fit to stand beside an id: `"telegram:456"` → `"telegram 456"`.
 * Null where nothing of it can be read.
 */
export function shownName(name: string): string | null {
  const plain = name
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .replace(MISLEADING, " ")
    .replace(STACKED, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(plain)) return null;
  const chars = Array.from(plain);
  return chars.length <= MAX_CHARS ? plain : `${chars.slice(0, MAX_CHARS - 1).join("")}…`;
}
