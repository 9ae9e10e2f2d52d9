import {
  type Attempt,
  type AttemptSource,
  asAbbreviated,
  asAnyWords,
  asBeginning,
  asEmail,
  asMistyped,
  asName,
  asNameAndPlace,
  asPlace,
  attemptSource,
  createAttempt,
  groupsOf,
  groupsWithSlips,
  type KnownWords,
  nameGroupsWithSlips,
  withoutOne,
} from "./attempt.ts";
import {
  afterTitle,
  coresOf,
  isChannel,
  isTalk,
  withoutConnecting,
  withoutMarkers,
  withoutPoliteEnd,
} from "./noise.ts";
import type { SearchQuery } from "./query.ts";
import type { TermGroup } from "./repository.ts";
import type { Word } from "./words.ts";

type Words = readonly Word[];

/** What the attempts of one search have in common. */
interface Scope {
  query: SearchQuery;
  known: KnownWords;
  source: AttemptSource;
  /** The typed words without those that only lead to a name. */
  words: Words;
  /** The same without words of talk at both ends. */
  core: Words;
  /** The same without any word of talk. */
  telling: Words;
  /** True for a word that tells who is meant. */
  tells(word: Word): boolean;
}

/**
 * Yields the ways to understand a search, the likeliest first. The attempts of one list are compared with each other, and a
 * later list is tried only if the ones before it find nobody.
 */
export function* attemptsOf(query: SearchQuery, known: KnownWords): Generator<Attempt[]> {
  const tells = tellsSomething(known);
  const words = withoutConnecting(query.words);
  const core = coresOf(words, tells).at(-1) ?? words;
  const source = attemptSource(query, known);
  const scope = { query, known, source, words, core, telling: core.filter(tells), tells };
  yield* asTyped(scope);
  yield* inParts(scope);
  if (words.every(isTalk)) yield [createAttempt(source, [], { leftOut: words.length })];
  yield* withSlips(scope);
  yield* withoutSomeWords(scope);
}

/** All words are those of one customer. */
function* asTyped({ query, source, words }: Scope): Generator<Attempt[]> {
  const { withTitle } = query;
  yield [...asName(source, query.words), ...asName(source, withTitle)];
  // "Duc nha van quan" may be Đức Nhã in Văn Quán, and "nha" is then no word that leads to a name.
  const said = words.length === query.words.length ? [] : asNameAndPlace(source, query.words);
  yield [...asBeginning(source, withTitle), ...asNameAndPlace(source, withTitle), ...said];
  const withoutEnd = withoutPoliteEnd(words);
  if (withoutEnd.length > 1 && withoutEnd.length < words.length)
    yield asName(source, withoutEnd, { isWholeName: true });
  yield* asNamed(words, source, query);
  yield asAnything(words, source, query);
}

/** Words of talk stand before, behind or between those of the customer. */
function* inParts({ query, source, words, telling, tells }: Scope): Generator<Attempt[]> {
  const withoutEnd = withoutPoliteEnd(words);
  const cores = coresOf(words, tells);
  const withoutLetters = words.filter(({ plain }) => plain.length > 1);
  const withoutChannels = coresOf(words, (word) => !isTalk(word)).slice(-1);
  const lists = [
    withoutEnd,
    withoutMarkers(withoutEnd),
    withoutLetters,
    ...partsOf(query, tells),
    ...cores,
    ...withoutChannels,
  ];
  const parts = unlike([words, ...lists, telling]).filter((part) => part !== words);
  for (const part of parts) yield* asNamed(part, source, query, words.length - part.length);
  for (const part of parts) yield asAnything(part, source, query, words.length - part.length);
}

/** Words are joined, or have a wrong letter. */
function* withSlips({ query, known, source, words, core }: Scope): Generator<Attempt[]> {
  for (const part of unlike([words, core])) {
    const leftOut = words.length - part.length;
    const email = asEmail(source, part, leftOut);
    if (query.mentionsEmail) yield email;
    const apart = part.flatMap((word) => known.takenApart(word) ?? [word]);
    if (apart.length > part.length) {
      yield [...asName(source, apart, { leftOut }), ...email];
      yield* asNamed(apart, source, query, leftOut);
      yield asAnything(apart, source, query, leftOut);
    }
    const isTooLong = part.length > MOST_TO_MISTYPE;
    const hasCore = part === words && core.length < words.length;
    if (part.every(known.isKnown) && (isTooLong || hasCore)) continue;
    const { names, anywhere } = asMistyped(source, part, leftOut);
    yield* query.mentionsEmail ? [names, anywhere] : [names, email, anywhere];
  }
}

/** In more known words a wrong letter is found by the words beside it (partial-match.ts). */
const MOST_TO_MISTYPE = 4;

/** Words that may be part of a name are left out. */
function* withoutSomeWords({ query, source, words, telling }: Scope): Generator<Attempt[]> {
  yield withoutOne(source, telling, hasNumberOrEmail(query) ? 1 : 2);
  for (const all of unlike([words, telling])) {
    yield asAnyWords(source, all, { leftOut: words.length - all.length, mayScatter: true });
  }
  if (tellsWithoutName(query)) yield [createAttempt(source, [], { leftOut: words.length })];
}

/** Returns the groups of all words that tell something, which most attempts have. Null if they are few, or no others were typed. */
export function widerGroups(query: SearchQuery, known: KnownWords): readonly TermGroup[] | null {
  const words = withoutConnecting(query.words);
  const telling = words.filter((word) => tellsSomething(known)(word) && known.isKnown(word));
  return telling.length < words.length && telling.length > 1
    ? groupsOf(attemptSource(query, known), telling)
    : null;
}

/**
 * Returns the groups of each three words side by side, of which one may have a wrong letter if nobody has it: first as those
 * of names, then as any words. Beside a number or an e-mail each word is looked for by itself.
 */
export function runsOf(words: Words, query: SearchQuery, known: KnownWords): (readonly TermGroup[])[][] {
  const source = attemptSource(query, known);
  const length = hasNumberOrEmail(query) ? 1 : 3;
  const unknown = (run: Words) => run.filter((word) => !known.isKnown(word)).length;
  const runs = words
    .slice(length - 1)
    .map((_, from) => words.slice(from, from + length))
    .filter((run) => unknown(run) < Math.min(2, length));
  return [
    runs.flatMap((run) => nameGroupsWithSlips(source, run)),
    runs.map((run) => groupsWithSlips(source, run)),
  ];
}

/** The words are those of a name, of a name that is being typed, or of a name and then a place or a tag. */
function* asNamed(
  words: Words,
  source: AttemptSource,
  query: SearchQuery,
  leftOut = 0,
): Generator<Attempt[]> {
  yield asName(source, words, { leftOut });
  const last = words.at(-1);
  const mayBegin = leftOut === 0 || (last !== undefined && !isTalk(last));
  yield [
    ...(mayBegin ? asBeginning(source, words, leftOut) : []),
    ...asAbbreviated(source, words, leftOut),
    ...asNameAndPlace(source, words, leftOut),
    // With a number or an e-mail few records match, and the words may be those of a place alone: "đuôi 608 Thanh Hoá".
    ...(hasNumberOrEmail(query)
      ? [...asAnyWords(source, words, { leftOut }), ...asPlace(source, words, leftOut)]
      : []),
  ];
}

/** The words are those of a name, a place or a tag in any order. */
function asAnything(words: Words, source: AttemptSource, query: SearchQuery, leftOut = 0): Attempt[] {
  return hasNumberOrEmail(query)
    ? []
    : [...asAnyWords(source, words, { leftOut }), ...asPlace(source, words, leftOut)];
}

/** Returns the parts of a text that may name the customer by themselves: behind a title, and between commas. */
function partsOf({ words, partsFrom }: SearchQuery, tells: (word: Word) => boolean): Words[] {
  const clauses = clausesOf({ words, partsFrom });
  const parts = [words, ...clauses].flatMap((part) => [afterTitle(part), part]).map(withoutConnecting);
  return parts
    .filter(({ length }) => length < words.length)
    .flatMap((part) => [part, coresOf(part, tells).at(-1) ?? part, part.filter(tells)])
    .filter((part) => part.filter(tells).length > 1);
}

/** Returns the words between commas. */
function clausesOf({ words, partsFrom }: Pick<SearchQuery, "words" | "partsFrom">): Words[] {
  return [0, ...partsFrom].map((from, index) => words.slice(from, partsFrom[index]));
}

/** Returns the lists that have words, and differ from those before them. */
function unlike(lists: readonly Words[]): Words[] {
  const seen = new Set([""]);
  return lists.filter((list) => {
    const text = list.map(({ written }) => written).join(" ");
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

/** A word of talk that is a tag as well tells something: "tiktok". */
function tellsSomething({ kindsOf }: KnownWords) {
  return (word: Word) => !isTalk(word) || (isChannel(word) && kindsOf(word).includes("tag"));
}

export function hasNumberOrEmail({ numbers, email }: SearchQuery): boolean {
  return numbers.length > 0 || email !== null;
}

const TELLING_DIGITS = 6;

/** True if a number or an e-mail address tells enough without the name beside it. */
function tellsWithoutName({ numbers, email }: SearchQuery): boolean {
  return email !== null || numbers.some(({ digits }) => digits.length >= TELLING_DIGITS);
}
