import { AppError } from "../errors.ts";
import { recordsOf } from "./answers.ts";
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
  /** How many the CRM sent, readable or not: this tells whether a page is short. */
  sent: number;
  /** How many records the whole list has, if the CRM says so. */
  total: number | null;
}

async function readPage<T>(calls: Calls, { path, shape }: ListSource<T>, query: Query): Promise<Page<T>> {
  const answer = await calls.read(path, query);
  const sent = recordsOf(answer);
  const records: T[] = [];
  for (const record of sent) {
    const read = shape.safeParse(isRecord(record) ? record : undefined);
    if (read.success) records.push(read.data);
  }
  const unreadable = sent.length - records.length;
  if (unreadable > 0)
    calls.log.warn({ unreadable, of: sent.length }, `AntCRM GET ${path}: unreadable records`);
  return { records, sent: sent.length, total: isRecord(answer) ? readAmount(answer.total) : null };
}

export interface WalkOptions<T> {
  /** Records a page: 20 for customers, deals, tickets and points, 100 for ratings (row 26). */
  pageSize: number;
  /** False for `/history-point`, which documents no `limit` [seed 3.5]. */
  sendLimit?: boolean;
  maxPages: number;
  /** Pages under way at a time, after the first one turned out full. */
  ahead: number;
  /** Tells records apart; a page that brings no new one ends the walk. */
  idOf(record: T): string;
}

/**
 * Every record of a list, page by page and each id once, until a page is empty, short, or brings nothing new (whether
 * the CRM repeats its last page is not documented), or the cap is reached.
 * @returns whether the end of the list was seen: a short or empty page
 */
export async function* walkPages<T>(
  calls: Calls,
  source: ListSource<T>,
  query: Query,
  options: WalkOptions<T>,
): AsyncGenerator<T[], boolean, undefined> {
  const seen = new Set<string>();
  const underWay: Promise<Page<T>>[] = [];
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
    const { records, sent } = page;
    if (seen.size === 0) readable(page, source);
    const fresh = records.filter((record) => isNew(seen, options.idOf(record)));
    if (fresh.length > 0) yield fresh;
    if (sent < options.pageSize) return true;
    if (fresh.length === 0) return false;
    // Row 4: a total may be missing, so it never ends the walk; it only keeps pages from being asked for in vain.
    const expected = page.total === null ? options.maxPages : Math.ceil(page.total / options.pageSize);
    if (asked < options.maxPages && underWay.length === 0) ask();
    while (asked < Math.min(options.maxPages, expected) && underWay.length < options.ahead) ask();
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

function isNew(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}
