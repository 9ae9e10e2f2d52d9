import { AppError } from "../errors.ts";
import { recordsOf } from "./answers.ts";
import { CALLS_UNASKED, TooManyCalls } from "./budget.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { isRecord, type RecordShape, readAmount } from "./shapes.ts";

/** A list of AntCRM's: where it is, and how one of its records is read. */
export interface ListSource<T> {
  path: string;
  shape: RecordShape<T>;
}

/**
 * The records of one answer. One that cannot be read is left out and counted; an answer with none that can be read is
 * no empty list but a failure to look.
 * @throws AppError `unavailable`
 */
export async function readRecords<T>(calls: Calls, source: ListSource<T>, query: Query): Promise<T[]> {
  return readable(await readPage(calls, source, query), source);
}

function readable<T>({ records, sent }: Page<T>, { path }: ListSource<T>): T[] {
  if (sent > 0 && records.length === 0) {
    throw new AppError("unavailable", `AntCRM GET ${path}: none of ${sent} records could be read`);
  }
  return records;
}

interface Page<T> {
  records: T[];
  /** What the shape refused, as it came. */
  unreadable: unknown[];
  /** How many the CRM sent, readable or not: this tells whether a page is short. */
  sent: number;
  /** How many records the whole list has, if the CRM says so. */
  total: number | null;
  /** The `limit` of the envelope: what the CRM made of ours, for it may give less than was asked (antcrm-api.md 6). */
  limit: number | null;
}

async function readPage<T>(calls: Calls, { path, shape }: ListSource<T>, query: Query): Promise<Page<T>> {
  const answer = await calls.read(path, query);
  const sent = recordsOf(answer);
  const records: T[] = [];
  const unreadable: unknown[] = [];
  for (const record of sent) {
    const read = shape.safeParse(isRecord(record) ? record : undefined);
    if (read.success) records.push(read.data);
    else unreadable.push(record);
  }
  if (unreadable.length > 0) {
    calls.log.warn(
      { unreadable: unreadable.length, of: sent.length },
      `AntCRM GET ${path}: unreadable records`,
    );
  }
  const { total, limit } = isRecord(answer) ? answer : {};
  return { records, unreadable, sent: sent.length, total: readAmount(total), limit: readAmount(limit) };
}

export interface WalkOptions<T> {
  /** Records a page: 20 for customers, deals, tickets and points, 100 for ratings (row 26). */
  pageSize: number;
  /** False for `/history-point`, which documents no `limit` [seed 3.5]. */
  sendLimit?: boolean;
  maxPages: number;
  /** The newest part is an answer too: where few calls are left the walk ends sooner, and is not complete. */
  isPart?: boolean;
  /** Pages under way at a time, after the first one turned out full. */
  ahead: number;
  /** Tells records apart; a page that brings no new one ends the walk. */
  idOf(record: T): string;
  /**
   * Told how many records of a page could not be read, each counted once. Without it a list of which none can be read is
   * a failure to look.
   */
  onUnreadable?: (count: number) => void;
}

/**
 * A list as a stream of pages, for what should not be held in memory at once: `for await (const page of pages)`. It is
 * read while it is walked, and once. Both figures are of what was walked so far.
 */
export interface Pages<T> extends AsyncIterable<T[]> {
  /** The end of the list was seen. */
  readonly complete: boolean;
  /** Records that could not be read. */
  readonly unreadable: number;
}

/** The walk as a stream. Of each page only what `isWanted` goes on. */
export function streamPages<T>(
  calls: Calls,
  source: ListSource<T>,
  query: Query,
  options: WalkOptions<T> & { isWanted(record: T): boolean },
): Pages<T> {
  let complete = false;
  let unreadable = 0;
  const walk = walkPages(calls, source, query, {
    ...options,
    onUnreadable: (count) => {
      unreadable += count;
    },
  });

  async function* wanted(): AsyncGenerator<T[], void, undefined> {
    for (;;) {
      const step = await walk.next();
      if (step.done) {
        complete = step.value;
        return;
      }
      const page = step.value.filter(options.isWanted);
      if (page.length > 0) yield page;
    }
  }

  const pages = wanted();
  return {
    get complete() {
      return complete;
    },
    get unreadable() {
      return unreadable;
    },
    [Symbol.asyncIterator]: () => pages,
  };
}

/** Calls that a walk over a part leaves for what is read of the records it finds: a customer's deals, their points. */
const LEFT_AFTER_A_PART = 4;

/**
 * Every record of a list, page by page and each id once, until a page is empty, short, or brings nothing new (whether
 * the CRM repeats its last page is not documented), or the cap is reached.
 * @returns whether the end of the list was seen: a short or empty page
 */
async function* walkPages<T>(
  calls: Calls,
  source: ListSource<T>,
  query: Query,
  options: WalkOptions<T>,
): AsyncGenerator<T[], boolean, undefined> {
  const seen = new Set<string>();
  const isNew = (id: string) => {
    const known = seen.size;
    return seen.add(id).size > known;
  };
  const underWay: Promise<Page<T>>[] = [];
  const partPages = Math.max(1, calls.left() - LEFT_AFTER_A_PART);
  const maxPages = options.isPart ? Math.min(options.maxPages, partPages) : options.maxPages;
  let asked = 0;
  const ask = () => {
    asked += 1;
    const page = readPage(calls, source, {
      ...query,
      page: asked,
      ...(options.sendLimit !== false && { limit: options.pageSize }),
    });
    // A page asked for ahead may fail after the walk has ended, when nobody looks at it any more.
    page.catch(() => {});
    underWay.push(page);
  };

  ask();
  for (let next = underWay.shift(); next; next = underWay.shift()) {
    const page = await next;
    const { records, sent, unreadable } = page;
    if (seen.size === 0 && !options.onUnreadable) readable(page, source);
    const before = seen.size;
    const fresh = records.filter((record) => isNew(options.idOf(record)));
    // Nothing tells these apart but themselves; what is no object at all may well come twice.
    const strange = unreadable.filter((raw) => isNew(JSON.stringify(raw)) || !isRecord(raw));
    if (strange.length > 0) options.onUnreadable?.(strange.length);
    if (fresh.length > 0) yield fresh;
    const pageSize = page.limit && page.limit > 0 ? Math.min(options.pageSize, page.limit) : options.pageSize;
    if (sent < pageSize) return true;
    if (seen.size === before) return false;
    // Row 4: a total may be missing, so it never ends the walk; it only keeps pages from being asked for in vain.
    const expected = page.total === null ? maxPages : Math.ceil(page.total / pageSize);
    const most = Math.min(maxPages, expected);
    // Said after the first page, not after as many as are allowed.
    if (page.total !== null && most - asked > calls.left()) {
      // A list that is short by itself is one of many that the line reads: how long they all are is not known.
      throw new TooManyCalls(most > CALLS_UNASKED ? most : null);
    }
    if (asked < maxPages && underWay.length === 0) ask();
    while (asked < most && underWay.length < options.ahead && calls.left() > 0) ask();
  }
  return false;
}

/** The same as one list. */
export async function readAllPages<T>(
  calls: Calls,
  source: ListSource<T>,
  query: Query,
  options: WalkOptions<T>,
): Promise<{ records: T[]; complete: boolean }> {
  const records: T[] = [];
  const walk = walkPages(calls, source, query, options);
  for (;;) {
    const step = await walk.next();
    if (step.done) return { records, complete: step.value };
    records.push(...step.value);
  }
}
