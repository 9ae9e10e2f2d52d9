/**
 * Vietnamese typed without an input method: Telex ("phieesu", "ddowi") and VNI ("phie61u"). A text is composed only if
 * several of its words cannot be anything else, because "see", "has" and "MUC12A" look alike. A word that starts with
 * "dd" is composed anyway: of other words only "ddos" does.
 */
const VOWELS = "aăâeêioôơuưy";
/** For each vowel its forms with the tones sắc, huyền, hỏi, ngã, nặng. */
const TONED: Readonly<Record<string, string>> = {
  a: "áàảãạ",
  ă: "ắằẳẵặ",
  â: "ấầẩẫậ",
  e: "éèẻẽẹ",
  ê: "ếềểễệ",
  i: "íìỉĩị",
  o: "óòỏõọ",
  ô: "ốồổỗộ",
  ơ: "ớờởỡợ",
  u: "úùủũụ",
  ư: "ứừửữự",
  y: "ýỳỷỹỵ",
};
const TELEX_TONES = "sfrxj";
const ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?";
const NUCLEUS =
  "(?:iê|yê|uyê|uô|ươ|ia|ya|ua|ưa|uâ|oă|oe|oa|uy|uê|uơ|uya|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|iêu|yêu|uôi|ươi|ươu|oai|oay|uây|oeo|uyu|[aăâeêioôơuưy])";
const CODA = "(?:ch|nh|ng|[cmnpt])?";
const SYLLABLE = new RegExp(`^${ONSET}${NUCLEUS}${CODA}$`);
const TELEX_WORD = /(?<![\p{L}\p{N}@._-])\p{L}{2,9}(?![\p{L}\p{N}@_-]|\.\p{L})/gu;
const VNI_WORD = /(?<![\p{L}\p{N}@._-])\p{Lu}?[\p{Ll}1-9]{2,9}(?![\p{L}\p{N}@_-]|\.\p{L})/gu;
/** English words that Telex would turn into other ones. */
const ENGLISH = new Set(
  "as is us has his her or of if for see been does was its yes so to us too also ask tax max box fix six mix than his less loss boss class case use does ours bus gas plus this that there here over after under were are customer new how now own down low show know slow few saw law raw draw view review row tow two ddos".split(
    " ",
  ),
);

/** Returns the text with its Telex or VNI words composed; unchanged if the evidence is weak. */
export function composedVietnamese(text: string): string {
  const telex = composedBy(text, TELEX_WORD, composeTelex, 2);
  return /[a-z][1-9]/.test(telex) ? composedBy(telex, VNI_WORD, composeVni, 2) : telex;
}

/** Composes one word, whatever stands beside it: `"nghixa"` → `"nghĩa"`, `"hie61u"` → `"hiếu"`. Null if it is none. */
export function composedWord(written: string): string | null {
  return (composeVni(written) ?? composeTelex(written))?.word ?? null;
}

interface Composed {
  word: string;
  /** True if the keys can mean nothing else. */
  isSure: boolean;
}

function composedBy(
  text: string,
  words: RegExp,
  compose: (word: string) => Composed | null,
  least: number,
): string {
  const found = [...text.matchAll(words)].flatMap((match) => {
    const composed = compose(match[0].toLowerCase());
    return composed ? [{ at: match.index, written: match[0], ...composed }] : [];
  });
  const isEnough = found.filter(({ isSure }) => isSure).length >= least;
  let now = "";
  let end = 0;
  for (const { at, written, word } of found) {
    if (!isEnough && !/^dd/i.test(written)) continue;
    const isCapital = written[0] !== written[0]?.toLowerCase();
    now += text.slice(end, at) + (isCapital ? `${word[0]?.toUpperCase()}${word.slice(1)}` : word);
    end = at + written.length;
  }
  return (now + text.slice(end)).normalize("NFC");
}

const HAS_VOWEL = /[aăâeêioôơuưyw]/;
const MARKED = /dd|aa|ee|oo|[aou]w|w/;

function composeTelex(written: string): Composed | null {
  if (!/[a-zăâêôơưđ]/.test(written) || ENGLISH.has(written)) return null;
  const isMarked = MARKED.test(written);
  const tone = [...written].reverse().find((letter, index) => index < 4 && TELEX_TONES.includes(letter));
  const lastTone = tone === undefined ? -1 : written.lastIndexOf(tone);
  // A tone is typed behind the vowel: "tran" has none.
  const toneAt = HAS_VOWEL.test(written.slice(0, Math.max(lastTone, 0))) ? lastTone : -1;
  for (const at of toneAt > 0 ? [toneAt, -1] : [-1]) {
    const letters = at === -1 ? written : written.slice(0, at) + written.slice(at + 1);
    const bases = at === -1 && !isMarked ? [] : basesOf(letters);
    for (const base of bases) {
      if (!SYLLABLE.test(base)) continue;
      const word = at === -1 ? base : withTone(base, TELEX_TONES.indexOf(written[at] ?? ""));
      if (word !== null && word !== written) return { word, isSure: isMarked || at === written.length - 1 };
    }
  }
  return null;
}

function basesOf(letters: string): string[] {
  const plain = letters.replace(/^dd/, "đ").replace(/dd$/, "đ");
  const d = /^d([^d]*)d$/.exec(letters)?.[1];
  const marked = [plain, ...(d === undefined ? [] : [`đ${d}`])].map((one) =>
    one
      .replace(
        /([aeo])([a-z]{0,3}?)\1/,
        (_, vowel: string, between: string) => `${{ a: "â", e: "ê", o: "ô" }[vowel]}${between}`,
      )
      .replace(/uwow|uow|uwo/, "ươ")
      .replace(
        /([aou])([a-z]{0,3}?)w/,
        (_, vowel: string, between: string) => `${{ a: "ă", o: "ơ", u: "ư" }[vowel]}${between}`,
      )
      .replace(/^([^w]*)w/, "$1ư"),
  );
  return marked.map((one) => one.replace(/uơ(?=[ncmtpui])/, "ươ"));
}

const VNI_MARKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "6": { a: "â", e: "ê", o: "ô" },
  "7": { o: "ơ", u: "ư" },
  "8": { a: "ă" },
  "9": { d: "đ" },
};

function composeVni(written: string): Composed | null {
  if (!/[a-z]/.test(written) || !/[1-9]/.test(written)) return null;
  let base = "";
  let tone = -1;
  let marks = 0;
  for (const letter of written) {
    if (!/[1-9]/.test(letter)) base += letter;
    else if (letter <= "5") tone = Number(letter) - 1;
    else {
      const at = [...base].map((one) => VNI_MARKS[letter]?.[one] !== undefined).lastIndexOf(true);
      if (at === -1) return null;
      base = base.slice(0, at) + VNI_MARKS[letter]?.[base[at] ?? ""] + base.slice(at + 1);
      marks++;
    }
  }
  base = base.replace(/uơ(?=[ncmtpui])/, "ươ").replace(/ưo/, "ươ");
  if (!SYLLABLE.test(base)) return null;
  const word = tone === -1 ? base : withTone(base, tone);
  return word === null ? null : { word, isSure: marks > 0 || tone !== -1 };
}

/** Puts the tone on its vowel: the one with a mark, else by the usual places. */
function withTone(base: string, tone: number): string | null {
  const from = /^(?:qu|gi(?=[aăâeêoôơuư]))/.exec(base)?.[0].length ?? 0;
  const places = [...base].flatMap((letter, index) =>
    index >= from && VOWELS.includes(letter) ? [index] : [],
  );
  const marked = places.filter((place) => "ăâêôơư".includes(base[place] ?? "")).at(-1);
  const hasCoda = !VOWELS.includes(base.at(-1) ?? "");
  const usual = places.length === 1 ? places[0] : hasCoda || places.length === 3 ? places[1] : places[0];
  const at = marked ?? (/^(?:.*)(?:oa|oe|uy)$/.test(base) && !hasCoda ? places.at(-1) : usual);
  const letter = base[at ?? -1];
  const toned = letter === undefined ? undefined : TONED[letter]?.[tone];
  return at === undefined || toned === undefined ? null : base.slice(0, at) + toned + base.slice(at + 1);
}
