import { setImmediate as nextTurn } from "node:timers/promises";
import type { Customer } from "../crm/customer.ts";
import type { E164 } from "../crm/phone.ts";
import { composedWord } from "../understanding/telex.ts";
import { type Attempt, attemptSource, type KnownWords } from "./attempt.ts";
import { attemptsOf, hasNumberOrEmail, runsOf, widerGroups } from "./attempts.ts";
import { type Candidate, type CandidateReader, createCandidateReader } from "./candidates.ts";
import { type Closeness, distanceOf } from "./closeness.ts";
import { partsOfJoined, takenApart } from "./joined-words.ts";
import { withoutConnecting } from "./noise.ts";
import { createPartialScores } from "./partial-match.ts";
import { parseQuery, type SearchQuery } from "./query.ts";
import { type Match, matchOf } from "./ranking.ts";
import type { SearchEntry, SearchIndexRepository } from "./repository.ts";
import { type IndexedRecord, saveRecords } from "./saving.ts";
import { customerIn, entryOf, indexedId, searchableOf, touchedAtOf } from "./stored-customer.ts";
import {
  KINDS,
  knownAs,
  nameWords,
  numberGroups,
  type Searchable,
  searchWordsOf,
  writtenDigits,
} from "./terms.ts";
import { type Word, wordOf } from "./words.ts";

/** A found customer: `{ reference: "customer:475", customer: { name: "Trần Thị Bình", … } }`. */
export interface SearchHit {
  reference: string;
  customer: Searchable;
}

export interface SearchResult {
  /** The best ones first; of equal ones, the last touched. */
  hits: SearchHit[];
  /** How near their words are to the typed ones. */
  closeness: Closeness;
  /** False if words of the text were left out, or only found inside the name of a street. */
  isWhole: boolean;
  /** False if the text names only a place or a tag. */
  isNamed: boolean;
  /** True if there are more than the search returns. */
  hasMore: boolean;
}

/** Candidates that are compared with the whole text. More cannot be told apart by the text. */
const CANDIDATES = 200;
const MOST_HITS = 50;
/** A search is given up after so many reads, or so long. */
const MOST_READS = 40;
const MOST_MS = 500;
/** Others wait while a list is searched. */
const MOST_MS_AMONG = 100;
/** A text of fewer words must match whole. */
const FEWEST_FOR_PARTIAL = 4;
/** The rank of somebody who has four words of a text or more: nobody else is looked for. */
const ENOUGH = 4.3;
/** More have a few words by chance. */
const CANDIDATES_OF_RUN = 60;
/** Somebody found by a note is compared with those of so many lists: in these, all words are those of one customer. */
const LISTS_WITH_NOTES = 5;

/** Finds customers by any part of a name, a number, an e-mail address, a place or a tag. */
export type SearchIndex = ReturnType<typeof createSearchIndex>;

/** One search, and what it has found out. */
interface Search {
  query: SearchQuery;
  known: KnownWords;
  reader: CandidateReader;
  /** True if the search has taken its time. */
  isSpent(): boolean;
}

export function createSearchIndex(rows: SearchIndexRepository) {
  /** Looks up which words any record has, and what a mistyped word may be. */
  async function lookUpWords({ words, withTitle }: SearchQuery): Promise<KnownWords> {
    const typed = [...words, ...withTitle];
    const composedWords = typed.map(composedOf).filter((word) => word !== null);
    const parts = new Set([
      ...[...typed, ...composedWords].map(({ plain }) => plain),
      ...typed.flatMap(partsOfJoined),
    ]);
    const stored = new Set(
      (await rows.knownWords([...parts].flatMap((part) => KINDS.map((kind) => knownAs(kind, part))))).map(
        ({ term }) => term,
      ),
    );
    const isName = (plain: string) => stored.has(`name:${plain}`);
    const kindsOf = ({ plain }: Word) => KINDS.filter((kind) => stored.has(`${kind}:${plain}`));
    const isKnown = (word: Word) => kindsOf(word).length > 0;
    return { isKnown, kindsOf, takenApart: (word) => (isKnown(word) ? null : takenApart(word, isName)) };
  }

  async function find(
    attempt: Attempt,
    query: SearchQuery,
    reader: CandidateReader,
  ): Promise<Found<string>[]> {
    const limit =
      attempt.mayBegin.size > 0 && attempt.groups.length < attempt.words.length ? CANDIDATES * 4 : CANDIDATES;
    if (attempt.shared !== null) await reader.prepare(attempt.shared, CANDIDATES);
    const { candidates, hasAll } = await reader.read(attempt.groups, limit);
    return matching(candidates, attempt, query).filter(hasAll);
  }

  async function searchFor(parsed: SearchQuery): Promise<Found<string>[]> {
    const known = await lookUpWords(parsed);
    const query = composed(parsed, known);
    const reader = createCandidateReader(rows);
    const begun = performance.now();
    const isSpent = () => reader.reads() >= MOST_READS || performance.now() - begun > MOST_MS;
    const search = { query, known, reader, isSpent };
    const wider = widerGroups(query, known);
    // Every attempt has the number, and few customers do.
    const { beside } = attemptSource(query, known);
    if (beside.length > 0) await reader.prepare(beside, CANDIDATES);
    let lists = 0;
    /** Found by notes within names. Those who live at such a place are meant as well. */
    let noted: Found<string>[] = [];
    for (const list of attemptsOf(query, known)) {
      if (lists === 1 && wider !== null) await reader.prepare(wider, CANDIDATES);
      // SQLite answers at once, and others must not wait for all attempts.
      if (lists > 0) await nextTurn();
      lists += 1;
      const found = [...noted];
      for (const attempt of list.filter(isSearchable)) {
        if (!isSpent()) found.push(...(await find(attempt, query, reader)));
      }
      const best = bestOf(found);
      const mayBeMore = best.every(({ isOfNote }) => isOfNote) && lists < LISTS_WITH_NOTES && !isSpent();
      if (best.length > 0 && !mayBeMore)
        return best.some(({ isPartial }) => !isPartial) ? best : amongPartial(best, search);
      noted = best;
      if (isSpent()) break;
    }
    return amongPartial(noted, search);
  }

  /** Of customers with only some of the words, those are meant who have the most. */
  async function amongPartial(
    found: Found<string>[],
    { query, known, reader, isSpent }: Search,
  ): Promise<Found<string>[]> {
    const words = withoutConnecting(query.words).flatMap((word) => known.takenApart(word) ?? [word]);
    if (words.length < FEWEST_FOR_PARTIAL && !hasNumberOrEmail(query)) return found;
    const scores = createPartialScores({ words, query, isKnown: known.isKnown });
    scores.add(reader.all());
    for (const runs of runsOf(words, query, known)) {
      for (const groups of runs) {
        if (scores.most() >= ENOUGH || isSpent()) break;
        await reader.prepare(groups, CANDIDATES_OF_RUN);
      }
      scores.add(reader.all());
    }
    const best = scores.best();
    return best.length === 0 ? found : best;
  }

  return {
    /** Returns the customers that a typed text means: `"chị Bình ở Cộng Hoà"`, `"đuôi 456"`, `"binh.tran@"`. */
    async search(typed: string): Promise<SearchResult> {
      const query = parseQuery(typed);
      const asPhone = () => searchFor(query);
      const asHouse = () => searchFor(parseQuery(typed, "house"));
      const [likelier, other] = query.numberIsHouse === "likely" ? [asHouse, asPhone] : [asPhone, asHouse];
      const found = await likelier();
      if (query.numberIsHouse === "no" || isCertain(found)) return resultOf(found);
      const foundElse = await other();
      return resultOf(isCertain(foundElse) || isBetter(foundElse, found) ? foundElse : found);
    },

    /**
     * Adds customers, or replaces them. A customer without a number in AntCRM is left out.
     * @param walk  the number of the walk over all customers that has read them; absent for a single read
     */
    save: (customers: readonly Customer[], walk?: number): Promise<void> =>
      saveRecords(rows, customers.flatMap(recordsOf), walk),

    /** Notes that a customer had a ticket or a deal: of equal names, the last touched is shown first. */
    touch: (reference: string, at: Date): Promise<void> =>
      rows.change(reference, ({ content, touchedAt }) =>
        touchedAt >= at.getTime() ? null : entryOf(reference, customerIn(content), at.getTime()),
      ),

    /** Returns the customers with this number: `"+84867123456"`. */
    async withPhone(phone: E164): Promise<string[]> {
      const groups = numberGroups({ digits: writtenDigits(phone), isEnd: true });
      const found = await rows.find(groups, CANDIDATES);
      return found.filter(({ content }) => customerIn(content).phones.includes(phone)).map(({ id }) => id);
    },

    /** Returns which of these customers are in the index. @param references `["customer:475", "lead:475"]` */
    has: async (references: readonly string[]) => (await rows.read(references)).map(({ id }) => id),

    /** Stores entries that are in the index already, with the present key. */
    rewrite: (entries: readonly SearchEntry[]): Promise<void> =>
      saveRecords(
        rows,
        entries.map((entry) => ({ entry, words: searchWordsOf(customerIn(entry.content)) })),
      ),

    /** Drops customers that AntCRM no longer has. @param references `["customer:475"]` */
    remove: (references: readonly string[]) => rows.remove(references),
  };
}

/** Returns what is stored of a customer; nothing without a number in AntCRM. */
function recordsOf(customer: Customer): IndexedRecord[] {
  const id = indexedId(customer);
  if (id === null) return [];
  const searchable = searchableOf(customer);
  return [{ entry: entryOf(id, searchable, touchedAtOf(customer)), words: searchWordsOf(searchable) }];
}

/** Searches a list of customers instead of the index: the same, but without initials, joined words and numbers of houses. */
export function searchAmong(
  customers: readonly Customer[],
  typed: string,
): { found: Customer[] } & Pick<SearchResult, "closeness" | "isWhole" | "isNamed"> {
  const query = parseQuery(typed);
  const all = customers.map((customer) => ({
    of: customer,
    indexed: searchableOf(customer),
    touchedAt: touchedAtOf(customer),
  }));
  const names = new Set(all.flatMap(({ indexed }) => nameWords(indexed.name)).map(({ plain }) => plain));
  const known: KnownWords = {
    isKnown: () => true,
    kindsOf: ({ plain }) => KINDS.filter((kind) => kind !== "name" || names.has(plain)),
    takenApart: () => null,
  };
  const begun = performance.now();
  for (const list of attemptsOf(query, known)) {
    const attempts = list.filter((attempt) => isSearchable(attempt) && attempt.leftOut === 0);
    const ranked = bestOf(attempts.flatMap((attempt) => matching(all, attempt, query)));
    const [first] = ranked;
    if (first !== undefined) {
      const { closeness, isWhole, isNamed } = first;
      return { found: ranked.map(({ of }) => of), closeness, isWhole, isNamed };
    }
    if (performance.now() - begun > MOST_MS_AMONG) break;
  }
  return { found: [], closeness: "exact", isWhole: true, isNamed: true };
}

/** Composes the words that were typed in Telex or VNI, if only the composed word is known: "nghixa" is "nghĩa". */
function composed(query: SearchQuery, { isKnown }: KnownWords): SearchQuery {
  const compose = (word: Word) => {
    const other = isKnown(word) ? null : composedOf(word);
    return other !== null && isKnown(other) ? other : word;
  };
  return { ...query, words: query.words.map(compose), withTitle: query.withTitle.map(compose) };
}

function composedOf({ written }: Word): Word | null {
  const word = composedWord(written);
  return word === null ? null : wordOf(word);
}

interface Found<Of> extends Candidate<Of>, Match {
  isWhole: boolean;
  isNamed: boolean;
  isPartial: boolean;
}

function matching<Of>(
  candidates: readonly Candidate<Of>[],
  attempt: Attempt,
  query: SearchQuery,
): Found<Of>[] {
  return candidates.flatMap((candidate) => {
    const match = matchOf(candidate.indexed, attempt, query);
    return match === null
      ? []
      : [
          {
            ...candidate,
            ...match,
            isWhole: attempt.leftOut === 0 && match.isSure,
            isNamed: !attempt.isNameless,
            isPartial: attempt.leftOut > 0,
          },
        ];
  });
}

/** Returns each record once, the best first, without those whose words are less near than those of the best. */
function bestOf<Of>(found: readonly Found<Of>[]): Found<Of>[] {
  const distance = ({ closeness, isWhole }: Found<Of>) => distanceOf(isWhole ? closeness : "slip");
  const nearest = Math.min(...found.map(distance));
  const best = new Map<Of, Found<Of>>();
  for (const one of found) {
    const isNear = distance(one) === nearest;
    if (isNear && one.rank > (best.get(one.of)?.rank ?? Number.NEGATIVE_INFINITY)) best.set(one.of, one);
  }
  return [...best.values()].sort((a, b) => b.rank - a.rank || b.touchedAt - a.touchedAt);
}

/** True if the best one has all words, each as it was typed or as the beginning of a longer one. */
function isCertain([best]: readonly Found<string>[]): boolean {
  return best?.isWhole === true && distanceOf(best.closeness) === distanceOf("exact");
}

/** True if only the first list has somebody, or if both have only some of the words, and the first has more. */
function isBetter([one]: readonly Found<string>[], [other]: readonly Found<string>[]): boolean {
  if (one === undefined || other === undefined) return other === undefined;
  return one.isPartial && other.isPartial && one.rank > other.rank;
}

function resultOf(ranked: readonly Found<string>[]): SearchResult {
  const [{ closeness, isWhole, isNamed } = NOBODY] = ranked;
  const hits = ranked.slice(0, MOST_HITS).map(({ of, indexed }) => ({ reference: of, customer: indexed }));
  return { hits, closeness, isWhole, isNamed, hasMore: ranked.length > MOST_HITS };
}

const NOBODY = { closeness: "exact", isWhole: true, isNamed: true } as const;

/** A text without a word, a number or an e-mail address finds nobody. */
function isSearchable({ groups }: Attempt): boolean {
  return groups.length > 0;
}
