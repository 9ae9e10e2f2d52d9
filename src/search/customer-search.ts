import type { CustomerObserver } from "../crm/contacts.ts";
import type { Customer } from "../crm/customer.ts";
import type { E164 } from "../crm/phone.ts";
import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { lruCache } from "../lru-cache.ts";
import type { IndexFill, IndexProgress } from "./fill.ts";
import type { SearchIndex, SearchResult } from "./search-index.ts";
import { indexedId } from "./stored-customer.ts";

/** The search for customers, as commands use it. */
export interface CustomerSearch {
  /** Null if there is no index: it is off, or has not begun. */
  search(typed: string): Promise<(SearchResult & IndexProgress) | null>;
  progress(): Promise<IndexProgress | null>;
  /** Returns how many customers are in the index. */
  count(): Promise<number>;
  /** Returns the only customer with this number, `"customer:476"`. Null if there are several, or the index is not full. */
  onlyWithPhone(phone: E164): Promise<string | null>;
  /** Returns which of these customers there are, `["customer:475", "lead:475"]`. Empty while the index is not full. */
  has(references: readonly string[]): Promise<string[]>;
  /** Notes that a customer had a ticket or a deal. Never waits, never throws. */
  touch(reference: string, at: Date): void;
}

export function createCustomerSearch(index: SearchIndex, fill: IndexFill, log: Logger): CustomerSearch {
  const touched = lruCache<number>(REMEMBERED);
  return {
    progress: fill.progress,
    count: fill.count,
    async onlyWithPhone(phone) {
      if (!(await fill.progress())?.isFull) return null;
      const [only = null, ...others] = await index.withPhone(phone);
      return others.length === 0 ? only : null;
    },
    has: async (references) => ((await fill.progress())?.isFull ? index.has(references) : []),
    touch(reference, at) {
      if ((touched.get(reference) ?? 0) >= at.getTime()) return;
      touched.set(reference, at.getTime());
      void index.touch(reference, at).catch((thrown: unknown) => logFailure(log, thrown));
    },
    async search(typed) {
      const progress = await fill.progress();
      return progress && { ...progress, ...(await index.search(typed)) };
    },
  };
}

/** Customers that were read and have not changed since are not compared with the store again. */
const REMEMBERED = 2_000;

const MOST_AT_A_TIME = 50;

/** Keeps the index up to date with every customer that is read or changed for other reasons. Never waits, never throws. */
export function createIndexObserver(index: SearchIndex, fill: IndexFill, log: Logger): CustomerObserver {
  const seen = lruCache<number>(REMEMBERED);
  const isNews = (customer: Customer) => {
    const [id, at] = [indexedId(customer), customer.updatedAt?.getTime() ?? 0];
    if (id === null || (at > 0 && seen.get(id) === at)) return false;
    seen.set(id, at);
    return true;
  };
  const inBackground = (work: () => Promise<void>) => {
    void work().catch((thrown: unknown) => logFailure(log, thrown));
  };
  const waiting: Customer[] = [];
  let isSaving = false;
  /** Saves what was read, and then what was read meanwhile. One transaction for several costs little more than for one. */
  async function saveWaiting(): Promise<void> {
    if (isSaving) return;
    isSaving = true;
    try {
      while (waiting.length > 0) {
        const batch = waiting.splice(0, MOST_AT_A_TIME);
        if ((await fill.progress()) !== null) await index.save(batch);
      }
    } finally {
      isSaving = false;
    }
  }
  return {
    onRead(customers) {
      const news = customers.filter(isNews);
      if (news.length === 0) return;
      waiting.push(...news);
      inBackground(saveWaiting);
    },
    onChanged: fill.noteChange,
    onGone: (reference) => inBackground(() => index.remove([reference])),
  };
}

function logFailure(log: Logger, thrown: unknown): void {
  log.warn({ err: toAppError(thrown).message }, "a customer that was read could not be indexed");
}
