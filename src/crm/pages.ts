import { AppError } from "../errors.ts";
import { recordsOf } from "./answers.ts";
import { CALLS_UNASKED, TooManyCalls } from "./budget.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { isRecord, type RecordShape, readAmount } from "./shapes.ts";

/** A list of AntCRM: its path, and the shape of its records. */
export interface ListSource<T> {
  path: string;
  shape: RecordShape<T>;
}

/**
 * Returns the records of one answer, without the unreadable ones.
 * @throws AppError `unavailable` where no record of the answer is readable
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
  /** The records that the shape rejects, as they came. */
  unreadable: unknown[];
  /** How many records AntCRM sent, readable or not: it shows whether a page is short. */
  sent: number;
  /** How many records the whole list has, where AntCRM says so. */
  total: number | null;
  /** The `limit` of the envelope, which may be smaller than the one sent: src/crm/API.md#paging */
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
  /** Records a page, 20 or 100: src/crm/API.md#paging */
  pageSize: number;
  /** False for a list without `limit`: src/crm/API.md#get-history-point */
  sendLimit?: boolean;
  maxPages: number;
  /** A part of the list is a useful answer: with few calls left the walk ends sooner and is not complete. */
  isPart?: boolean;
  /** Pages requested at a time, after the first page was full. */
  ahead: number;
  /** Identifies a record. A page without a new record ends the walk. */
  idOf(record: T): string;
  /**
   * Is called with the number of unreadable records of a page; each counts once. Without it the walk fails where no
   * record of the first page is readable.
   */
  onUnreadable?: (count: number) => void;
}

/**
 * A list as a stream of pages, which are not all held in memory: `for await (const page of pages)`. It can be walked
 * once. Both figures describe the walk so far.
 */
export interface Pages<T> extends AsyncIterable<T[]> {
  /** Whether the end of the list was reached. */
  readonly complete: boolean;
  /** How many records were unreadable. */
  readonly unreadable: number;
}

/** Walks the list as a stream. Each page holds only the records that `isWanted` accepts. */
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

/** Calls that a partial walk leaves for reading more about the found records: a customer's deals, their points. */
const LEFT_AFTER_A_PART = 4;

/**
 * Yields the records of a list page by page, each id once. It ends at an empty page, a short page, a page without a new
 * record, or the page limit. See src/crm/API.md#paging
 * @returns whether the end of the list was reached: a short or empty page
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
    // A page requested ahead may fail after the walk has ended. Nobody awaits it then.
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
    // Unreadable records are compared by content. Entries that are no objects count each time.
    const strange = unreadable.filter((raw) => isNew(JSON.stringify(raw)) || !isRecord(raw));
    if (strange.length > 0) options.onUnreadable?.(strange.length);
    if (fresh.length > 0) yield fresh;
    const pageSize = page.limit && page.limit > 0 ? Math.min(options.pageSize, page.limit) : options.pageSize;
    if (sent < pageSize) return true;
    if (seen.size === before) return false;
    // A total may be missing, so it never ends the walk. It only saves requests for pages that do not exist.
    const expected = page.total === null ? maxPages : Math.ceil(page.total / pageSize);
    const most = Math.min(maxPages, expected);
    // This fails after the first page, not after all allowed pages.
    if (page.total !== null && most - asked > calls.left()) {
      // A short list is one of many that this request reads: their total length is not known.
      throw new TooManyCalls(most > CALLS_UNASKED ? most : null);
    }
    if (asked < maxPages && underWay.length === 0) ask();
    while (asked < most && underWay.length < options.ahead && calls.left() > 0) ask();
  }
  return false;
}

/** Reads the whole walk into one list. */
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
