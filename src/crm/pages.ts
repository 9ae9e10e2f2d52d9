import { AppError } from "../errors.ts";
import { CALLS_UNASKED, type Calls, TooManyCalls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { decodeAmount, isRecord, type RecordShape } from "./shapes.ts";

/** A list of AntCRM: its path, and the shape of its records. */
export interface ListSource<T> {
  path: string;
  shape: RecordShape<T>;
}

/** A list that is read page by page. */
export interface PagedSource<T> extends ListSource<T> {
  /** The records of a page, 20 or 100, which is the maximum of the list: src/crm/API.md#paging */
  pageSize: number;
  /** False for a list without `limit`: src/crm/API.md#get-history-point */
  sendLimit?: boolean;
  /** Identifies a record. A page without a new record ends the walk. */
  idOf(record: T): string;
}

/**
 * Returns the records of one answer, without the unreadable ones.
 * @throws AppError `unavailable` if no record of the answer is readable
 */
export async function readRecords<T>(calls: Calls, source: ListSource<T>, query: QueryParams): Promise<T[]> {
  return readable(await readPage(calls, source, query), source);
}

/** Like `readRecords`, for a query that finds at most one record: reads only the first page. */
export function readFirstPage<T>(calls: Calls, source: PagedSource<T>, query: QueryParams): Promise<T[]> {
  return readRecords(calls, source, { ...query, page: 1, limit: source.pageSize });
}

/** One page of a list. `isLast`: it is short, so no page follows it. */
export interface NumberedPage<T> {
  records: T[];
  isLast: boolean;
}

/**
 * Reads one page of a list whose pages are read hours apart. Unreadable records are left out.
 * @param page  counted from 1
 */
export async function readNumberedPage<T>(
  calls: Calls,
  source: PagedSource<T>,
  query: QueryParams,
  page: number,
): Promise<NumberedPage<T>> {
  const { records, sent, limit } = await readPage(calls, source, { ...query, page, limit: source.pageSize });
  return { records, isLast: sent < sizeOf(source, limit) };
}

/** AntCRM may send fewer records a page than were asked for: src/crm/API.md#paging */
function sizeOf({ pageSize }: PagedSource<unknown>, limit: number | null): number {
  return limit !== null && limit > 0 ? Math.min(pageSize, limit) : pageSize;
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
  /** How many records the whole list has; null if AntCRM does not say so. */
  total: number | null;
  /** The `limit` of the envelope, which may be smaller than the one sent: src/crm/API.md#paging */
  limit: number | null;
}

async function readPage<T>(
  calls: Calls,
  { path, shape }: ListSource<T>,
  query: QueryParams,
): Promise<Page<T>> {
  const answer = await calls.read(path, query);
  const sent = recordsOf(answer);
  const records: T[] = [];
  const unreadable: unknown[] = [];
  for (const raw of sent) {
    const record = isRecord(raw) ? shape(raw) : null;
    if (record !== null) records.push(record);
    else unreadable.push(raw);
  }
  if (unreadable.length > 0) {
    calls.log.warn(
      { unreadable: unreadable.length, of: sent.length },
      `AntCRM GET ${path}: unreadable records`,
    );
  }
  const { total, limit } = isRecord(answer) ? answer : {};
  return { records, unreadable, sent: sent.length, total: decodeAmount(total), limit: decodeAmount(limit) };
}

/**
 * Returns the records of an answer to a read: of a bare array, `{success, data, total}`, `{data: {sessions}}`, one bare
 * object, or nothing. It ignores `total`, which may be missing. See src/crm/API.md#lists
 */
function recordsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  if (!isRecord(answer)) return [];
  if (!("data" in answer)) return isBareRecord(answer) ? [answer] : [];
  if (Array.isArray(answer.data)) return answer.data;
  if (!isRecord(answer.data)) return [];
  return Array.isArray(answer.data.sessions) ? answer.data.sessions : [answer.data];
}

function isBareRecord(answer: Record<string, unknown>): boolean {
  return Object.keys(answer).some((key) => key !== "success" && key !== "total" && key !== "limit");
}

interface WalkOptions<T> {
  maxPages: number;
  /** True if a part of the list is useful. With few calls left, the walk then ends sooner and is not complete. */
  isPart?: boolean;
  /** Pages requested at a time, after the first page was full. */
  ahead: number;
  /** Only these records are yielded; all of them if absent. */
  isWanted?: (record: T) => boolean;
  /** True: a list without a readable record is walked too. Otherwise the walk fails after its first page. */
  mayBeUnreadable?: boolean;
}

/**
 * A list as a stream of pages, which are not all held in memory: `for await (const page of pages)`. The list can be
 * walked once. Both figures describe the walk so far. For a wrong id, or a window that ends before it starts, functions
 * that return `Pages` throw AppError `invalid` at once, not as a rejection.
 */
export interface Pages<T> extends AsyncIterable<T[]> {
  /** Whether the end of the list was reached. */
  readonly complete: boolean;
  /** How many records were unreadable. */
  readonly unreadable: number;
}

/** A stream ends here: after half a million records, or a hundred thousand of a list of 20 a page. */
const MAX_PAGES_OF_STREAM = 5_000;
/** As many as background calls may be in flight. */
const AHEAD_OF_STREAM = 8;

/** Walks the list as a stream. Each page holds only the records that `isWanted` accepts. */
export function streamPages<T>(
  calls: Calls,
  source: PagedSource<T>,
  query: QueryParams,
  isWanted: (record: T) => boolean,
  { maxPages = MAX_PAGES_OF_STREAM, ahead = AHEAD_OF_STREAM }: { maxPages?: number; ahead?: number } = {},
): Pages<T> {
  return walk(calls, source, query, { maxPages, ahead, isWanted, mayBeUnreadable: true });
}

function walk<T>(
  calls: Calls,
  source: PagedSource<T>,
  query: QueryParams,
  options: WalkOptions<T>,
): Pages<T> {
  const figures = { complete: false, unreadable: 0 };
  const pages = walkPages(calls, source, query, options, figures);
  return Object.assign(figures, { [Symbol.asyncIterator]: () => pages });
}

/** Calls that a partial walk leaves for reading more about the found records: a customer's deals, their points. */
const LEFT_AFTER_A_PART = 4;

/**
 * Yields the records of a list page by page, each id once. It ends at an empty page, a short page, a page without a new
 * record, or the page limit. See src/crm/API.md#paging
 * @param figures  are updated during the walk. A short or empty page means that the list is complete
 */
async function* walkPages<T>(
  calls: Calls,
  source: PagedSource<T>,
  query: QueryParams,
  options: WalkOptions<T>,
  figures: { complete: boolean; unreadable: number },
): AsyncGenerator<T[], void, undefined> {
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
      ...(source.sendLimit !== false && { limit: source.pageSize }),
    });
    // A page requested ahead may fail after the walk has ended. Nobody awaits it then.
    page.catch(() => {});
    underWay.push(page);
  };

  ask();
  for (let next = underWay.shift(); next; next = underWay.shift()) {
    const page = await next;
    const { records, sent, unreadable } = page;
    if (seen.size === 0 && !options.mayBeUnreadable) readable(page, source);
    const before = seen.size;
    const fresh = records.filter((record) => isNew(source.idOf(record)));
    // Unreadable records are compared by content. Entries that are no objects count each time.
    const newUnreadable = unreadable.filter((raw) => isNew(JSON.stringify(raw)) || !isRecord(raw));
    figures.unreadable += newUnreadable.length;
    const wanted = options.isWanted ? fresh.filter(options.isWanted) : fresh;
    if (wanted.length > 0) yield wanted;
    const pageSize = sizeOf(source, page.limit);
    figures.complete = sent < pageSize;
    if (figures.complete || seen.size === before) return;
    // A total may be missing, so it never ends the walk. It only saves requests for pages that do not exist.
    const expected = page.total === null ? maxPages : Math.ceil(page.total / pageSize);
    const most = Math.min(maxPages, expected);
    // Fail now, not only after all allowed pages were read.
    if (page.total !== null && most - asked > calls.left()) {
      // If this list alone would fit, other lists of the request have used the budget. Their total is not known.
      throw new TooManyCalls(most > CALLS_UNASKED ? most : null);
    }
    if (asked < maxPages && underWay.length === 0) ask();
    while (asked < most && underWay.length < options.ahead && calls.left() > 0) ask();
  }
}

/** Reads the whole walk into one list. */
export async function readAllPages<T>(
  calls: Calls,
  source: PagedSource<T>,
  query: QueryParams,
  { ahead = 4, ...options }: { maxPages: number; isPart?: boolean; ahead?: number },
): Promise<{ records: T[]; complete: boolean }> {
  const records: T[] = [];
  const pages = walk(calls, source, query, { ...options, ahead });
  for await (const page of pages) records.push(...page);
  return { records, complete: pages.complete };
}

/** Compares by time, the newest first. A record without a time counts as the oldest. */
export function newestFirst<T>(timeOf: (record: T) => Date | null): (a: T, b: T) => number {
  const msOf = (record: T) => timeOf(record)?.getTime() ?? 0;
  return (a, b) => msOf(b) - msOf(a);
}
