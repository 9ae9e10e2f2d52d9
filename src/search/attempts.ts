import { type Attempt, type AttemptFactory, createAttemptFactory, type KnownWords } from "./attempt.ts";
import {
  afterAddress,
  coresOf,
  isChannel,
  isTalk,
  windowsOf,
  withoutConnecting,
  withoutMarkers,
  withoutParticles,
} from "./noise.ts";
import type { SearchQuery } from "./query.ts";
import type { TermGroup } from "./repository.ts";
import type { Word } from "./words.ts";

type Words = readonly Word[];

/**
 * Yields the ways to understand a search, the likeliest first. The attempts of one list are compared with each other, and a
 * later list is tried only if the ones before it find nobody.
 */
export function* attemptsOf(query: SearchQuery, known: KnownWords): Generator<Attempt[]> {
  const create = createAttemptFactory(query, known);
  const { addressed } = query;
  const words = withoutConnecting(query.words);
  const tells = tellsSomething(known);
  const cores = coresOf(words, tells);
  const core = cores.at(-1) ?? words;
  const telling = core.filter(tells);
  const untagged = coresOf(words, (word) => !isTalk(word)).at(-1) ?? words;

  yield [...create.names(query.words), ...create.names(addressed)];
  yield [...create.beginning(addressed), ...create.placed(addressed)];
  const spoken = withoutParticles(words);
  if (spoken.length > 1 && spoken.length < words.length) yield create.names(spoken, 0, true);
  const several = words.filter(({ plain }) => plain.length > 1);
  const parts = [
    spoken,
    withoutMarkers(spoken),
    several,
    ...partsOf(query, tells),
    ...cores,
    untagged,
    telling,
  ];
  yield* asDescribed(words, create, query);
  const others = unlike([words, ...parts]).slice(1);
  for (const part of others) yield* asNamed(part, create, query, words.length - part.length);
  const wholeName = (part: Words) => create.names(part, words.length - part.length, true);
  const clauses = clausesOf(query).filter(({ length }) => length > 1);
  const windows = windowsOf(words);
  const amongTalk = windows.filter((window) => words.every((word) => window.includes(word) || !tells(word)));
  // Shorter parts come first: if nobody has their words, no longer part with them is read.
  yield unlike([...amongTalk.reverse(), ...clauses]).flatMap(wholeName);
  for (const part of others) yield* asAnything(part, create, query, words.length - part.length);
  if (words.every(isTalk)) yield [create.create([], { leftOut: words.length })];
  for (const part of unlike([words, core]))
    yield* asMistyped(part, create, { query, known }, words.length - part.length);
  yield unlike(windows.reverse()).flatMap(wholeName);

  yield create.withoutOne(telling, hasOthers(query) ? 1 : 2);
  for (const begun of unlike(beginningsOf(withoutConnecting(afterAddress(query.words)))))
    yield* asDescribed(begun, create, query, words.length - begun.length);
  for (const window of windowsOf(telling)) yield create.anywhere(window, words.length - window.length);
  for (const all of unlike([words, telling])) yield create.anywhere(all, words.length - all.length, true);
  if (isTelling(query)) yield [create.create([], { leftOut: words.length })];
}

/**
 * Yields groups that are wider than those of most attempts, the narrowest first: all words that tell something, then these
 * in two parts. At most one word is wrong or too much, so one of the parts is right.
 */
export function* widerGroups(query: SearchQuery, known: KnownWords): Generator<readonly TermGroup[]> {
  const { groups } = createAttemptFactory(query, known);
  const words = withoutConnecting(query.words);
  const telling = words.filter((word) => tellsSomething(known)(word) && known.isKnown(word));
  if (telling.length < words.length && telling.length > 1) yield groups(telling);
  if (telling.length < FEWEST_TO_HALVE) return;
  for (const half of [0, 1]) yield groups(telling.filter((_, place) => place % 2 === half));
}

/** Each half of fewer words has too many records. */
const FEWEST_TO_HALVE = 4;

/** The words are those of a name, of a name that is being typed, or of a name with a place or a tag. */
function* asDescribed(
  words: Words,
  create: AttemptFactory,
  query: SearchQuery,
  leftOut = 0,
): Generator<Attempt[]> {
  yield* asNamed(words, create, query, leftOut);
  yield* asAnything(words, create, query, leftOut);
}

/** The words begin with those of a name. */
function* asNamed(
  words: Words,
  create: AttemptFactory,
  query: SearchQuery,
  leftOut: number,
): Generator<Attempt[]> {
  yield create.names(words, leftOut);
  const last = words.at(-1);
  const mayBegin = leftOut === 0 || (last !== undefined && !isTalk(last));
  yield [
    ...(mayBegin ? create.beginning(words, leftOut) : []),
    ...create.abbreviated(words, leftOut),
    ...create.placed(words, leftOut),
    // With a number or an address few records match, and the words may be those of a place alone: "đuôi 608 Thanh Hoá".
    ...(hasOthers(query) ? [...create.anywhere(words, leftOut), ...create.nameless(words, leftOut)] : []),
  ];
}

/** The words are those of a name, a place or a tag in any order. */
function* asAnything(
  words: Words,
  create: AttemptFactory,
  query: SearchQuery,
  leftOut: number,
): Generator<Attempt[]> {
  if (!hasOthers(query)) yield [...create.anywhere(words, leftOut), ...create.nameless(words, leftOut)];
}

/** Words that nobody has are joined words, the beginning of an address, or have a wrong letter. */
function* asMistyped(
  words: Words,
  create: AttemptFactory,
  { query, known }: { query: SearchQuery; known: KnownWords },
  leftOut: number,
): Generator<Attempt[]> {
  const email = create.email(words, leftOut);
  if (query.isOfEmail) yield email;
  const apart = words.flatMap((word) => known.takenApart(word) ?? [word]);
  if (apart.length > words.length) {
    yield [...create.names(apart, leftOut), ...email];
    yield* asDescribed(apart, create, query, leftOut);
  } else yield email;
  const { names, anywhere } = create.mistyped(words, leftOut);
  yield* [names, anywhere];
}

/** Returns the parts of a text that may name the customer by themselves: behind a form of address, and between commas. */
function partsOf({ words, partsFrom }: SearchQuery, tells: (word: Word) => boolean): Words[] {
  const clauses = clausesOf({ words, partsFrom });
  const parts = [words, ...clauses].flatMap((part) => [afterAddress(part), part]).map(withoutConnecting);
  return parts
    .filter(({ length }) => length < words.length)
    .flatMap((part) => [part, coresOf(part, tells).at(-1) ?? part, part.filter(tells)])
    .filter((part) => part.filter(tells).length > 1);
}

/** Returns the words between commas. */
function clausesOf({ words, partsFrom }: Pick<SearchQuery, "words" | "partsFrom">): Words[] {
  return [0, ...partsFrom].map((from, place) => words.slice(from, partsFrom[place]));
}

/** The name stands at the beginning of a part: "dang anh hieu gop chung 1 kien". */
function beginningsOf(part: Words): Words[] {
  return [6, 5, 4, 3].filter((count) => count < part.length).map((count) => part.slice(0, count));
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

function hasOthers({ numbers, email }: SearchQuery): boolean {
  return numbers.length > 0 || email !== null;
}

const TELLING_DIGITS = 6;

/** True if a number or an address tells enough without the name beside it. */
function isTelling({ numbers, email }: SearchQuery): boolean {
  return email !== null || numbers.some(({ digits }) => digits.length >= TELLING_DIGITS);
}
