const COMBINING_MARKS = /\p{M}/gu;

/** A text without its accents and capitals, with the way back to the text it came from. */
export interface Folded {
  /** The text in composed Unicode (NFC): `"Đổi quà"`. */
  source: string;
  /** `"doi qua"` */
  text: string;
  /** For each position in `text`, and for its end, the position in `source`. */
  at: readonly number[];
}

/**
 * Makes texts comparable however they were typed: `fold("Nguyễn VĂN  Đức")` is `"nguyen van  duc"`.
 * Blanks stay as they are; composed and decomposed Unicode give the same.
 */
export function fold(text: string): string {
  return foldWithPositions(text).text;
}

/** The same, remembering where each letter came from, so that names and titles keep their accents. */
export function foldWithPositions(text: string): Folded {
  const source = text.normalize("NFC");
  const at: number[] = [];
  let folded = "";
  let position = 0;
  for (const letter of source) {
    const plain = foldLetter(letter);
    for (let unit = 0; unit < plain.length; unit++) at.push(position);
    folded += plain;
    position += letter.length;
  }
  at.push(source.length);
  return { source, text: folded, at };
}

/** Folded Latin letters (Latin-1 to Extended-B, and Vietnamese in Extended Additional), computed once. */
const LATIN = new Map<string, string>();
for (const [first, last] of [
  [0xc0, 0x24f],
  [0x1e00, 0x1eff],
] as const) {
  for (let code = first; code <= last; code++) {
    const letter = String.fromCharCode(code);
    LATIN.set(letter, stripAccents(letter));
  }
}

function foldLetter(letter: string): string {
  if (letter <= "\u007f") return letter >= "A" && letter <= "Z" ? letter.toLowerCase() : letter;
  return LATIN.get(letter) ?? stripAccents(letter);
}

/** Unicode holds đ to be a letter of its own, not a d with a mark, so it is named here. */
function stripAccents(letter: string): string {
  return letter
    .normalize("NFD")
    .replace(COMBINING_MARKS, "")
    .toLowerCase()
    .replace(COMBINING_MARKS, "")
    .replace("đ", "d");
}
