import { coresOf, isConnecting, isTalk, windowsOf } from "./noise.ts";
import type { SearchQuery } from "./query.ts";
import type { TermGroup } from "./repository.ts";
import {
  addressGroups,
  anyWord,
  beginningWith,
  emailGroup,
  nameLike,
  numberGroups,
  plainWord,
  typedWord,
  type WordKind,
  wordLike,
} from "./terms.ts";
import { SHORTEST_BEGINNING, type Word } from "./words.ts";

/** One way to understand a search. */
export interface Attempt {
  words: readonly Word[];
  /** A word that may be the beginning of a longer one. */
  mayBegin: Word | null;
  /** Words that may have a wrong letter. */
  mayDiffer: ReadonlySet<Word>;
  isGiven: boolean;
  groups: readonly TermGroup[];
  /** How many words were left out that may be part of a name. */
  leftOut: number;
  /** True if all words may be those of a place or a tag: "khách VIP". */
  isNameless: boolean;
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
  mayBegin?: Word | undefined;
  mayDiffer?: readonly Word[];
  isGiven?: boolean;
  leftOut?: number;
  isNameless?: boolean;
  email?: Word;
  group?(word: Word): TermGroup | null;
}

/**
 * Yields the ways to understand a search, the likeliest first. The attempts of one list are compared with each other, and a
 * later list is tried only if the ones before it find nobody.
 */
export function* attemptsOf(query: SearchQuery, known: KnownWords): Generator<Attempt[]> {
  const create = attemptsWith(query, known);
  const { addressed } = query;
  yield [...asNames(query.words, create, known), ...asNames(addressed, create, known)];
  const words = query.words.filter((word) => !isConnecting(word));
  yield* asDescribed(words, create, known);
  const whole = words.filter(({ plain }) => plain.length > 1);
  if (whole.length < words.length) yield* asDescribed(whole, create, known, words.length - whole.length);
  const cores = coresOf(words);
  for (const core of cores) yield* asDescribed(core, create, known, words.length - core.length);
  const core = cores.at(-1) ?? words;
  const leftOut = words.length - core.length;
  const telling = core.filter((word) => !isTalk(word));
  if (telling.length < core.length) yield asAny(telling, create, known, words.length - telling.length);
  yield* asMistyped(core, create, known, { isOfEmail: query.isOfEmail, leftOut });
  yield withoutOne(telling, create, known, hasParts(query));
  const isAlone = words.every(isTalk);
  if (isAlone || isTelling(query)) yield [create([], { leftOut: words.length })];
}

/**
 * Yields groups that are wider than those of most attempts, the narrowest first: all words that tell something, then these
 * in two parts. At most one word is wrong or too much, so one of the parts is right.
 */
export function* widerGroups(query: SearchQuery, known: KnownWords): Generator<readonly TermGroup[]> {
  const words = query.words.filter((word) => !isConnecting(word));
  const telling = (coresOf(words).at(-1) ?? words).filter((word) => !isTalk(word) && known.isKnown(word));
  const { groups: beside } = attemptsWith(query, known)([]);
  const anyWord = anyWordWith(known);
  if (telling.length < words.length && telling.length > 1) yield [...telling.map(anyWord), ...beside];
  if (telling.length < FEWEST_TO_HALVE) return;
  for (const half of [0, 1])
    yield [...telling.filter((_, place) => place % 2 === half).map(anyWord), ...beside];
}

/** Each half of fewer words has too many records. */
const FEWEST_TO_HALVE = 4;

type Create = ReturnType<typeof attemptsWith>;

function anyWordWith({ kindsOf }: KnownWords) {
  return (word: Word): TermGroup => anyWord(word, kindsOf(word));
}

function attemptsWith({ numbers, email, address }: SearchQuery, known: KnownWords) {
  const beside = [
    ...numbers.flatMap(numberGroups),
    ...(address !== null ? addressGroups(address) : email !== null ? [emailGroup(email)] : []),
  ];
  return (words: readonly Word[], options: Options = {}): Attempt => {
    const {
      mayBegin = null,
      mayDiffer = [],
      isGiven = false,
      leftOut = 0,
      group = anyWordWith(known),
    } = options;
    const { isNameless = false } = options;
    const others = words.filter((word) => word !== options.email);
    const groups = others.map(group).filter((one) => one !== null);
    const ofEmail = options.email === undefined ? [] : [emailGroup(options.email.plain)];
    return {
      ...{ words: others, mayBegin, mayDiffer: new Set(mayDiffer), isGiven, leftOut, isNameless },
      email: options.email?.plain ?? null,
      groups: [...groups, ...ofEmail, ...beside],
    };
  };
}

/** All words are those of a name. One word alone is a given name: "chị Thanh" is not Nguyễn Thanh Tùng. */
function asNames(words: readonly Word[], create: Create, { kindsOf }: KnownWords, leftOut = 0): Attempt[] {
  const mayBeName = words.every((word) => kindsOf(word).includes("name"));
  if (words.length === 0 || !mayBeName) return [];
  const isGiven = words.length === 1;
  return [create(words, { isGiven, leftOut, group: (word) => typedWord(isGiven ? "given" : "name", word) })];
}

/** The words are those of a name, of a name that is being typed, or of a name with a place or a tag. */
function* asDescribed(
  words: readonly Word[],
  create: Create,
  known: KnownWords,
  leftOut = 0,
): Generator<Attempt[]> {
  yield asNames(words, create, known, leftOut);
  const isNameless = words.length > 0 && words.every(known.isKnown);
  yield [
    ...asBeginning(words, create, known, leftOut),
    ...asAny(words, create, known, leftOut),
    ...(isNameless ? [create(words, { isNameless, leftOut })] : []),
  ];
}

function asAny(words: readonly Word[], create: Create, { isKnown }: KnownWords, leftOut = 0): Attempt[] {
  return words.length > 0 && words.every(isKnown) ? [create(words, { leftOut })] : [];
}

function asBeginning(words: readonly Word[], create: Create, known: KnownWords, leftOut: number): Attempt[] {
  const last = words.at(-1);
  if (last === undefined || !words.slice(0, -1).every(known.isKnown)) return [];
  const isShort = last.plain.length < SHORTEST_BEGINNING;
  // A beginning of one letter is only compared with what the other words find.
  const ofLast = isShort ? null : beginningWith(last);
  const begin = (others: (word: Word) => TermGroup) =>
    create(words, { mayBegin: last, leftOut, group: (word) => (word === last ? ofLast : others(word)) });
  const named = begin((word) => typedWord("name", word));
  return words.length > 1 ? [named, begin(anyWordWith(known))] : [named];
}

/** Words that nobody has are joined words, the beginning of an address, or have a wrong letter. */
function* asMistyped(
  words: readonly Word[],
  create: Create,
  known: KnownWords,
  { isOfEmail, leftOut }: { isOfEmail: boolean; leftOut: number },
): Generator<Attempt[]> {
  const unknown = words.filter((word) => !known.isKnown(word));
  const apart = words.flatMap((word) => known.takenApart(word) ?? [word]);
  const [only, ...more] = unknown;
  const isEmail = only !== undefined && more.length === 0 && only.plain.length >= SHORTEST_LOCAL_PART;
  const ofEmail = isEmail ? [create(words, { email: only, leftOut })] : [];
  if (isOfEmail) yield ofEmail;
  if (apart.length > words.length) {
    yield [...asNames(apart, create, known, leftOut), ...ofEmail];
    yield* asDescribed(apart, create, known, leftOut);
  } else yield ofEmail;
  // If all words are known, each of them may be the wrong one.
  const choices = unknown.length > 0 ? [unknown] : words.map((word) => [word]);
  const slips = (like: (word: Word) => TermGroup, other: (word: Word) => TermGroup) =>
    choices.map((mayDiffer) =>
      create(words, {
        mayDiffer,
        leftOut,
        group: (word) => (mayDiffer.includes(word) ? like(word) : other(word)),
      }),
    );
  const windows = windowsOf(words).flatMap((window) =>
    asNames(window, create, known, leftOut + words.length - window.length),
  );
  yield [...slips(nameLike, (word) => plainWord("name", word)), ...windows];
  yield slips(wordLike, anyWordWith(known));
}

const SHORTEST_LOCAL_PART = 5;

/** One word is left out, or those that nobody has. */
function withoutOne(
  words: readonly Word[],
  create: Create,
  { isKnown }: KnownWords,
  hasMore: boolean,
): Attempt[] {
  const known = words.filter(isKnown);
  if (known.length < words.length)
    return known.length > (hasMore ? 0 : 1) ? [create(known, { leftOut: words.length - known.length })] : [];
  if (words.length < (hasMore ? 2 : 3)) return [];
  return words.map((word) =>
    create(
      words.filter((one) => one !== word),
      { leftOut: 1 },
    ),
  );
}

function hasParts({ numbers, email }: SearchQuery): boolean {
  return numbers.length > 0 || email !== null;
}

const TELLING_DIGITS = 6;

/** True if a number or an address tells enough without the name beside it. */
function isTelling({ numbers, email }: SearchQuery): boolean {
  return email !== null || numbers.some(({ digits }) => digits.length >= TELLING_DIGITS);
}
