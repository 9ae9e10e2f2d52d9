import type { SearchQuery } from "./query.ts";
import type { EmailPart } from "./query-email.ts";
import type { TermGroup } from "./repository.ts";
import {
  anyWord,
  beginningWith,
  emailGroup,
  groupsWithDomain,
  nameLike,
  numberGroups,
  plainName,
  typedWord,
  type WordKind,
  wordLike,
} from "./terms.ts";
import { SHORTEST_BEGINNING, type Word } from "./words.ts";

/** One way to understand the words of a search. */
export interface Attempt {
  words: readonly Word[];
  /** Words that may be the beginning of a longer one. */
  mayBegin: ReadonlySet<Word>;
  /** Words that may have a wrong letter. */
  mayDiffer: ReadonlySet<Word>;
  /** Words that are in the name of any customer. */
  knownNames: ReadonlySet<Word>;
  /** True: the only word must be the given name. */
  isGiven: boolean;
  /** True: the name must have no other word. */
  isWholeName: boolean;
  groups: readonly TermGroup[];
  /** Wider groups, which serve the next attempts as well; null if the next ones differ too much. */
  shared: readonly TermGroup[] | null;
  /** True if every word is looked for in names, and in the notes within them: "Chú Khương (Q2)". */
  isNameOnly: boolean;
  /** How many words were left out that may be part of a name. */
  leftOut: number;
  /** True: every word must be one of a place or a tag, and none of the name: "khách VIP". */
  isNameless: boolean;
  /** True if a word may be one of several of a place: "Huế" of "Thừa Thiên Huế". */
  mayScatter: boolean;
  /** The beginning of an e-mail address that one of the words is. */
  email: string | null;
}

/** Which words are known: whether any record has them. */
export interface KnownWords {
  isKnown(word: Word): boolean;
  /** Returns whose words it is in any record: `["name", "place"]`. Empty for an unknown word. */
  kindsOf(word: Word): readonly WordKind[];
  /** Returns the words that a joined one consists of: "phuong" and "tram". Null for other words. */
  takenApart(word: Word): readonly Word[] | null;
}

interface Options {
  mayBegin?: readonly Word[];
  mayDiffer?: readonly Word[];
  isGiven?: boolean;
  isWholeName?: boolean;
  isNameOnly?: boolean;
  leftOut?: number;
  isNameless?: boolean;
  mayScatter?: boolean;
  email?: Word;
  group?(word: Word): TermGroup | null;
}

/** What the attempts of one search have in common. */
export interface AttemptSource {
  known: KnownWords;
  /** What was typed beside the words: numbers and an e-mail address. */
  beside: readonly TermGroup[];
}

export function attemptSource(query: SearchQuery, known: KnownWords): AttemptSource {
  return { known, beside: [...query.numbers.flatMap(numberGroups), ...emailGroups(query)] };
}

/** Creates an attempt. The functions below return none for words that cannot be understood in their way. */
export function createAttempt(
  { known, beside }: AttemptSource,
  words: readonly Word[],
  options: Options = {},
): Attempt {
  const { mayBegin = [], mayDiffer = [], isGiven = false, isWholeName = false } = options;
  const { isNameOnly = false, leftOut = 0, isNameless = false, mayScatter = false } = options;
  const { group = anyWord, email } = options;
  const others = words.filter((word) => word !== email);
  const ofEmail = email === undefined ? [] : [emailGroup(email.plain)];
  return {
    words: others,
    ...{ isGiven, isWholeName, isNameOnly, leftOut, isNameless, mayScatter },
    mayBegin: new Set(mayBegin),
    mayDiffer: new Set(mayDiffer),
    knownNames: new Set(others.filter((word) => isName(known, word))),
    email: email?.plain ?? null,
    shared: null,
    groups: [...others.map(group).filter((one) => one !== null), ...ofEmail, ...beside],
  };
}

/** All words are those of a name. One word alone is a given name: "chị Thanh" is not Nguyễn Thanh Tùng. */
export function asName(
  source: AttemptSource,
  words: readonly Word[],
  { leftOut = 0, isWholeName = false } = {},
): Attempt[] {
  if (words.length === 0 || !words.every((word) => isName(source.known, word))) return [];
  const isGiven = words.length === 1;
  const group = (word: Word) => typedWord(isGiven ? "given" : "name", word);
  return [createAttempt(source, words, { isGiven, isWholeName, isNameOnly: true, leftOut, group })];
}

/** The last word is the beginning of another one. */
export function asBeginning(source: AttemptSource, words: readonly Word[], leftOut = 0): Attempt[] {
  const last = words.at(-1);
  // "7" is not the beginning of a house number: "chương ở số 7".
  if (last === undefined || /^\d+$/.test(last.plain)) return [];
  if (!words.slice(0, -1).every(source.known.isKnown)) return [];
  const begin = (others: (word: Word) => TermGroup) =>
    createAttempt(source, words, {
      mayBegin: [last],
      leftOut,
      group: (word) => (word === last ? begunBy(last) : others(word)),
    });
  const named = begin((word) => typedWord("name", word));
  return words.length > 1 ? [named, begin(anyWord)] : [named];
}

/** Words without a vowel are the beginnings of others: "ng t ái trinh" is Nguyễn Thị Ái Trinh. */
export function asAbbreviated(source: AttemptSource, words: readonly Word[], leftOut = 0): Attempt[] {
  const { isKnown, kindsOf } = source.known;
  const isShort = (word: Word) => ABBREVIATED.test(word.plain) && !kindsOf(word).includes("place");
  const mayBegin = words.filter(isShort);
  const others = words.filter((word) => !isShort(word));
  if (mayBegin.length === 0 || others.length === 0 || !others.every(isKnown)) return [];
  const group = (word: Word) => (isShort(word) ? begunBy(word) : anyWord(word));
  return [createAttempt(source, words, { mayBegin, leftOut, group })];
}

/** The first words are those of a name, and the others those of a place or a tag: "thanh định sầm sơn". */
export function asNameAndPlace(source: AttemptSource, words: readonly Word[], leftOut = 0): Attempt[] {
  const shared = words.length < FEWEST_TO_SHARE ? null : groupsOf(source, words);
  const isPlace = (word: Word) =>
    !isLetter(word) && source.known.kindsOf(word).some((kind) => kind !== "name");
  return words.slice(1).flatMap((_, index) => {
    const [name, others] = [words.slice(0, index + 1), words.slice(index + 1)];
    if (!name.every((word) => isName(source.known, word)) || !others.every(isPlace)) return [];
    const kind = name.length === 1 ? "given" : "name";
    const group = (word: Word) => (name.includes(word) ? typedWord(kind, word) : anyWord(word));
    return [{ ...createAttempt(source, words, { leftOut, group }), shared }];
  });
}

/** The words are those of a name, a place or a tag, in any order. */
export function asAnyWords(
  source: AttemptSource,
  words: readonly Word[],
  { leftOut = 0, mayScatter = false } = {},
): Attempt[] {
  const hasLetters = words.length > 1 && words.some(isLetter);
  const mayBe = words.length > 0 && !hasLetters && words.every(source.known.isKnown);
  return mayBe ? [createAttempt(source, words, { leftOut, mayScatter })] : [];
}

/** All words are those of a place or a tag. */
export function asPlace(source: AttemptSource, words: readonly Word[], leftOut = 0): Attempt[] {
  const isNameless = words.length > 0 && words.every(source.known.isKnown);
  return isNameless ? [createAttempt(source, words, { isNameless, leftOut })] : [];
}

/** The only word that nobody has is the beginning of an e-mail address. */
export function asEmail(source: AttemptSource, words: readonly Word[], leftOut = 0): Attempt[] {
  const [only, ...more] = words.filter((word) => !source.known.isKnown(word));
  const isEmail = only !== undefined && more.length === 0 && only.plain.length >= SHORTEST_LOCAL_PART;
  return isEmail ? [createAttempt(source, words, { email: only, leftOut })] : [];
}

/** Words that nobody has have a wrong letter. If all words are known, each of them may be the wrong one. */
export function asMistyped(
  source: AttemptSource,
  words: readonly Word[],
  leftOut = 0,
): { names: Attempt[]; anywhere: Attempt[] } {
  const unknown = words.filter((word) => !source.known.isKnown(word));
  const choices = unknown.length > 0 ? [unknown] : words.map((word) => [word]);
  const ways = choices.map((mayDiffer) => {
    const others = words.filter((word) => !mayDiffer.includes(word));
    return { mayDiffer, shared: others.length < FEWEST_TO_SHARE - 1 ? null : groupsOf(source, others) };
  });
  const slips = (like: (word: Word) => TermGroup, other: (word: Word) => TermGroup) =>
    ways.map(({ mayDiffer, shared }) => {
      const group = (word: Word) => (mayDiffer.includes(word) ? like(word) : other(word));
      return { ...createAttempt(source, words, { mayDiffer, leftOut, group }), shared };
    });
  return { names: slips(nameLike, plainName), anywhere: slips(wordLike, anyWord) };
}

/** One word is left out, or those that nobody has. @param fewest  how many words must be left */
export function withoutOne(source: AttemptSource, words: readonly Word[], fewest: number): Attempt[] {
  const left = words.filter(source.known.isKnown);
  const leftOut = words.length - left.length;
  if (leftOut > 0) return left.length >= fewest ? [createAttempt(source, left, { leftOut })] : [];
  if (words.length <= fewest) return [];
  return words.map((word) => {
    const others = words.filter((one) => one !== word);
    return createAttempt(source, others, { leftOut: 1 });
  });
}

/** Returns the groups of some words, of any kind, beside everything else that was typed. */
export function groupsOf({ beside }: AttemptSource, words: readonly Word[]): readonly TermGroup[] {
  return [...words.map(anyWord), ...beside];
}

/** The same with what differs in one letter from a word that nobody has. */
export function groupsWithSlips(
  { known, beside }: AttemptSource,
  words: readonly Word[],
): readonly TermGroup[] {
  return [...words.map((word) => (known.isKnown(word) ? anyWord(word) : wordLike(word))), ...beside];
}

/** The same for words of a name. Without any groups if a known word is in no name. */
export function nameGroupsWithSlips(
  { known, beside }: AttemptSource,
  words: readonly Word[],
): (readonly TermGroup[])[] {
  if (!words.every((word) => isName(known, word) || !known.isKnown(word))) return [];
  const named = words.map((word) => (known.isKnown(word) ? typedWord("name", word) : nameLike(word)));
  return [[...named, ...beside]];
}

function isName({ kindsOf }: KnownWords, word: Word): boolean {
  return kindsOf(word).includes("name");
}

/** A beginning of one letter is only compared with what the other words find. */
function begunBy(word: Word): TermGroup | null {
  return word.plain.length < SHORTEST_BEGINNING ? null : beginningWith(word);
}

/** Returns the groups of the e-mail part of a text, the narrowest ones. */
function emailGroups({ email, emailWithDomain }: EmailPart): TermGroup[] {
  if (emailWithDomain !== null) return groupsWithDomain(emailWithDomain);
  return email === null ? [] : [emailGroup(email)];
}

const ABBREVIATED = /^[bcdghklmnpqrstvx]{1,3}$/;
const SHORTEST_LOCAL_PART = 5;
/** Fewer words make fewer attempts than one more read is worth. */
const FEWEST_TO_SHARE = 4;

/** A letter alone is in the places of many: "A", "lô B". */
function isLetter({ plain }: Word): boolean {
  return /^\p{L}$/u.test(plain);
}
