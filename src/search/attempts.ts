import { isConnecting, withoutTalk } from "./noise.ts";
import type { SearchQuery } from "./query.ts";
import type { TermGroup } from "./repository.ts";
import {
  addressGroup,
  anyWord,
  beginningWith,
  emailGroup,
  numberGroups,
  typedWord,
  wordLike,
} from "./terms.ts";
import type { Word } from "./words.ts";

/** One way to understand a search. */
export interface Attempt {
  words: readonly Word[];
  /** A word that may be the beginning of a longer one. */
  mayBegin: Word | null;
  /** Words that may have a wrong letter. */
  mayDiffer: ReadonlySet<Word>;
  isGiven: boolean;
  groups: readonly TermGroup[];
  /** False if words were left out that may be part of a name. */
  isWhole: boolean;
}

interface Options {
  mayBegin?: Word | undefined;
  mayDiffer?: readonly Word[];
  isGiven?: boolean;
  isWhole?: boolean;
  group?(word: Word): TermGroup | null;
}

/**
 * Yields the ways to understand a search, the likeliest first: the words as typed, the last one as a beginning, any of
 * them as a place or a tag, then with a wrong letter, and at last without a word.
 * @param isKnown  whether any record has this word
 */
export function* attemptsOf(query: SearchQuery, isKnown: (word: Word) => boolean): Generator<Attempt> {
  const { addressed } = query;
  const create = attemptsWith(query);
  const words = query.words.filter(({ plain }) => !isConnecting(plain));
  if (words.length === 0) {
    yield create(query.words.every(({ plain }) => isConnecting(plain)) ? [] : query.words);
    return;
  }
  if (words.length < query.words.length || addressed.length > 0) {
    yield* asNames(addressed.length > 0 ? addressed : query.words, create, isKnown);
  }
  yield* asTyped(words, create, isKnown);
  const telling = withoutTalk(words);
  if (telling.length > 0 && telling.length < words.length) yield* asTyped(telling, create, isKnown, true);
  const left = telling.length > 0 ? telling : words;
  yield* withSlips(left, create, isKnown, left.length === words.length);
  yield* withoutOne(left, create, isKnown, hasParts(query));
}

type Create = ReturnType<typeof attemptsWith>;

function attemptsWith({ numbers, email, address }: SearchQuery) {
  const beside = [
    ...numbers.flatMap(numberGroups),
    ...(address !== null ? [addressGroup(address)] : email !== null ? [emailGroup(email)] : []),
  ];
  return (words: readonly Word[], options: Options = {}): Attempt => {
    const { mayBegin = null, mayDiffer = [], isGiven = false, isWhole = true, group = anyWord } = options;
    const groups = words.map(group).filter((one) => one !== null);
    return {
      words,
      mayBegin,
      mayDiffer: new Set(mayDiffer),
      isGiven,
      isWhole,
      groups: [...groups, ...beside],
    };
  };
}

/** All words as a name: the form of address may be part of it. */
function* asNames(
  words: readonly Word[],
  create: Create,
  isKnown: (word: Word) => boolean,
): Generator<Attempt> {
  if (words.length > 1 && words.every(isKnown))
    yield create(words, { group: (word) => typedWord("name", word) });
}

function* asTyped(
  words: readonly Word[],
  create: Create,
  isKnown: (word: Word) => boolean,
  isShort = false,
): Generator<Attempt> {
  const isWhole = !isShort;
  const last = words.at(-1);
  const unknown = words.filter((word) => !isKnown(word));
  if (unknown.length === 0) {
    // One word is a given name first: "chị Thanh" is not Nguyễn Thanh Tùng.
    if (words.length === 1)
      yield create(words, { isGiven: true, isWhole, group: (word) => typedWord("given", word) });
    yield create(words, { isWhole, group: (word) => typedWord("name", word) });
  }
  if (last !== undefined && unknown.every((word) => word === last) && words.length > 1) {
    yield create(words, { isWhole, mayBegin: last, group: (word) => beginningGroup(word, last) });
  }
  if (unknown.length === 0) yield create(words, { isWhole });
}

/** A beginning of one letter has too many words: it is only compared with what the other words find. */
function beginningGroup(word: Word, last: Word): TermGroup | null {
  if (word !== last) return typedWord("name", word);
  return word.plain.length < 2 ? null : beginningWith(word);
}

/** A word that nobody has is a slip. If all are known, each of them may be one. */
function* withSlips(
  words: readonly Word[],
  create: Create,
  isKnown: (word: Word) => boolean,
  isWhole: boolean,
): Generator<Attempt> {
  const unknown = words.filter((word) => !isKnown(word));
  const choices = unknown.length > 0 ? [unknown] : words.map((word) => [word]);
  for (const mayDiffer of choices) {
    yield create(words, {
      mayDiffer,
      isWhole,
      group: (word) => (mayDiffer.includes(word) ? wordLike(word) : anyWord(word)),
    });
  }
}

function* withoutOne(
  words: readonly Word[],
  create: Create,
  isKnown: (word: Word) => boolean,
  hasMore: boolean,
): Generator<Attempt> {
  const known = words.filter(isKnown);
  if (known.length < words.length) {
    if (known.length > (hasMore ? 0 : 1)) yield create(known, { isWhole: false });
    return;
  }
  if (words.length < (hasMore ? 2 : 3)) return;
  for (const word of words)
    yield create(
      words.filter((one) => one !== word),
      { isWhole: false },
    );
}

function hasParts({ numbers, email }: SearchQuery): boolean {
  return numbers.length > 0 || email !== null;
}
