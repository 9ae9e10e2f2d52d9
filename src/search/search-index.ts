import { LRUCache } from "lru-cache";
import type { Customer } from "../crm/customer.ts";
import { parseQuery, type SearchQuery } from "./query.ts";
import { rankOf } from "./ranking.ts";
import type { SearchEntry, SearchIndexRepository } from "./repository.ts";
import { type Closeness, type Stage, stagesOf } from "./stages.ts";
import { type Searchable, searchWordsOf, termsOf } from "./terms.ts";

/** A customer as the index keeps it. */
export interface IndexedCustomer extends Searchable {
  /** When the customer was last changed, or had a ticket or a deal; epoch ms. */
  touchedAt: number;
}

/** A found customer: `{ reference: "customer:475", customer: { name: "Trần Thị Bình", … } }`. */
export interface SearchHit {
  reference: string;
  customer: IndexedCustomer;
}

export interface SearchResult {
  /** The best ones first; of equal ones, the last touched. */
  hits: SearchHit[];
  /** How near their names are to the typed ones. */
  closeness: Closeness;
  /** True if there are more than the search returns. */
  hasMore: boolean;
}

/** Candidates of a search that are compared with the whole text. More cannot be told apart by the text. */
const CANDIDATES = 50;
/** Words that are known to be stored. Vietnamese names have a few thousand. */
const REMEMBERED_WORDS = 20_000;

/** Finds customers by any part of a name, a number, an address or a tag. */
export type SearchIndex = ReturnType<typeof createSearchIndex>;

export function createSearchIndex(rows: SearchIndexRepository) {
  const knownWords = new LRUCache<string, true>({ max: REMEMBERED_WORDS });

  async function addWords(customers: readonly IndexedCustomer[]): Promise<void> {
    const words = new Map(customers.flatMap(searchWordsOf).map((word) => [word.term, word]));
    for (const term of words.keys()) if (knownWords.has(term)) words.delete(term);
    await rows.addWords([...words.values()]);
    for (const term of words.keys()) knownWords.set(term, true);
  }

  async function find(stages: readonly Stage[], query: SearchQuery): Promise<SearchHit[]> {
    const best = new Map<string, Ranked & { id: string }>();
    for (const stage of stages) {
      if (isEmpty(stage)) continue;
      for (const { id, content } of await rows.find(stage.groups, CANDIDATES)) {
        const indexed = customerIn(content);
        const rank = rankOf(indexed, stage, query);
        if (rank !== null && rank > (best.get(id)?.rank ?? Number.NEGATIVE_INFINITY)) {
          best.set(id, { id, indexed, rank });
        }
      }
    }
    const found = [...best.values()].sort(bestFirst);
    return found.map(({ id, indexed }) => ({ reference: id, customer: indexed }));
  }

  return {
    /** Returns the customers that a typed text means: `"chị Bình ở Cộng Hoà"`, `"đuôi 456"`, `"binh.tran@"`. */
    async search(typed: string): Promise<SearchResult> {
      const query = parseQuery(typed);
      for (const stages of stagesOf(query)) {
        const hits = await find(stages, query);
        const [closeness] = stages.map((stage) => stage.closeness);
        if (closeness !== undefined && hits.length > 0) {
          return { hits, closeness, hasMore: hits.length >= CANDIDATES };
        }
      }
      return { hits: [], closeness: "exact", hasMore: false };
    },

    /**
     * Adds customers, or replaces them. A customer without a number in AntCRM is left out.
     * @param walk  the number of the walk over all customers that has read them; absent for a single read
     */
    async save(customers: readonly Customer[], walk = 0): Promise<void> {
      const indexed = customers.flatMap((customer) => {
        const id = indexedId(customer);
        return id === null ? [] : [{ id, customer: indexedCustomer(customer) }];
      });
      if (indexed.length === 0) return;
      await addWords(indexed.map(({ customer }) => customer));
      await rows.save(
        indexed.map(({ id, customer }) => entryOf(id, customer)),
        walk,
      );
    },

    /** Stores entries that are in the index already, with the present key. */
    async rewrite(entries: readonly SearchEntry[]): Promise<void> {
      await addWords(entries.map(({ content }) => customerIn(content)));
      await rows.save(entries, 0);
    },

    /** Drops customers that AntCRM no longer has. @param references `["customer:475"]` */
    remove: (references: readonly string[]) => rows.remove(references),
  };
}

/** Searches a list of customers instead of the index, with the same result. */
export function searchAmong(
  customers: readonly Customer[],
  typed: string,
): { found: Customer[]; closeness: Closeness } {
  const query = parseQuery(typed);
  for (const stages of stagesOf(query)) {
    const found = customers.flatMap((customer) => {
      const indexed = indexedCustomer(customer);
      const ranks = stages.map((stage) => (isEmpty(stage) ? null : rankOf(indexed, stage, query)));
      const rank = Math.max(...ranks.map((one) => one ?? Number.NEGATIVE_INFINITY));
      return rank === Number.NEGATIVE_INFINITY ? [] : [{ customer, indexed, rank }];
    });
    const [first] = stages;
    if (first !== undefined && found.length > 0) {
      return { found: found.sort(bestFirst).map(({ customer }) => customer), closeness: first.closeness };
    }
  }
  return { found: [], closeness: "exact" };
}

/** A text without a word, a number or an address finds nobody. */
function isEmpty({ groups }: Stage): boolean {
  return groups.length === 0;
}

type Ranked = { indexed: IndexedCustomer; rank: number };

function bestFirst(a: Ranked, b: Ranked): number {
  return b.rank - a.rank || b.indexed.touchedAt - a.indexed.touchedAt;
}

/** Returns what identifies a customer in the index; null without a number in AntCRM. */
export function indexedId({ customerId, leadId }: Pick<Customer, "customerId" | "leadId">): string | null {
  if (customerId !== null) return `customer:${customerId}`;
  return leadId === null ? null : `lead:${leadId}`;
}

function indexedCustomer(customer: Customer): IndexedCustomer {
  const { name, phones, emails, tags, addresses, updatedAt, createdAt } = customer;
  const places = addresses.flatMap(({ street, ward, district, city }) => [street, ward, district, city]);
  const touchedAt = (updatedAt ?? createdAt)?.getTime() ?? 0;
  return { name, phones, emails, tags, touchedAt, places: places.filter((place) => place !== null) };
}

/** Returns what is stored of a customer. */
export function entryOf(id: string, customer: IndexedCustomer): SearchEntry {
  const { name, phones, emails, places, tags, touchedAt } = customer;
  // A list is half as long as an object with keys, and there may be a million.
  const content: StoredCustomer = [name, phones, emails, places, tags, touchedAt];
  return {
    id,
    content: JSON.stringify(content),
    terms: termsOf(customer),
    touchedAt: new Date(touchedAt),
  };
}

type StoredCustomer = [
  name: string,
  phones: readonly string[],
  emails: readonly string[],
  places: readonly string[],
  tags: readonly string[],
  touchedAt: number,
];

/** Reads what `entryOf` wrote. The store returns it only if it opens with our key. */
export function customerIn(stored: string): IndexedCustomer {
  const [name, phones, emails, places, tags, touchedAt]: StoredCustomer = JSON.parse(stored);
  return { name, phones, emails, places, tags, touchedAt };
}
