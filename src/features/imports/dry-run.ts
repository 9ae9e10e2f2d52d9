import { createHash } from "node:crypto";
import { type E164, formatPhone } from "../../crm/phone.ts";
import type { Lease } from "../../operations/lease.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import { isReasonHeading } from "./columns.ts";
import { createTurnGiver } from "./event-loop.ts";
import { faultText, type RowFault, repeatedValueIn } from "./fault.ts";
import { BATCH_ROWS, type Import, type ImportRepository, type KeptRow, type Plan } from "./import.ts";
import { KINDS, type Mapping, mapHeadings } from "./mapping.ts";
import type { Line } from "./reading/line.ts";
import type { ReadTable } from "./reading/table.ts";
import { FileRefused } from "./refusal.ts";

/** No column takes a longer cell. Searching ten thousand phones in one cell would block the event loop. */
const CELL_MAX = 2_000;

/** A file to preview, and the choices of the person. */
export interface PreviewRequest {
  bytes: AsyncIterable<Uint8Array>;
  file: string;
  /** Null if the person named no kind. */
  kind: ImportKind | null;
  segment?: { id: string; name: string };
  /** Headings of columns that the person agreed to leave out. */
  leftOut: readonly string[];
  person: string;
  /** Where it was asked, as JSON text. */
  place: string;
  locale: Plan["locale"];
}

/** A step of the preview. The last one is `choose` or `found`. */
export type DryRunStep =
  | { kind: "reading"; rows: number }
  /** The headings fit several kinds. */
  | { kind: "choose"; kinds: readonly ImportKind[] }
  | { kind: "found"; found: DryRunResult };

/** A file that was read completely. Its rows are stored until they are confirmed. */
export interface DryRunResult {
  id: string;
  reference: string;
  plan: Plan;
  good: number;
  bad: number;
  /** Each heading with the field it is read as: `["SĐT", "Số điện thoại"]`; null for a column that is left out. */
  mapping: readonly (readonly [heading: string, label: string | null])[];
  /** The first good rows, each as its values. */
  first: readonly (readonly string[])[];
  /** The phones of the good rows, the first of them with their lines. */
  phones: { first: readonly { line: number; phone: string }[]; count: number };
  /** The first bad rows. The report has all of them. */
  wrong: readonly { line: number; reason: string }[];
  /** An earlier import of the same file. */
  before: Import | null;
}

export interface DryRunPorts {
  store: ImportRepository;
  readTable: ReadTable;
  lease: Pick<Lease, "owner">;
  now: () => Date;
  /** `"2026-11-25"` in the team's zone. */
  today: (now: Date) => string;
  newId: () => string;
  newReference: () => string;
}

const FIRST_SHOWN = 3;
const WRONG_SHOWN = 10;
/** So many phones can be looked up while the person waits. */
const PHONES_KEPT = 50;
/** The progress is shown each time this many rows were read. */
const PROGRESS_EVERY_ROWS = 5_000;

/**
 * Reads a file once, from beginning to end. Each row is checked and stored, sealed, in the batch it will be sent in. So
 * the file is not needed again, a restart loses nothing, and memory use stays flat.
 * @throws FileRefused, FileError
 */
export async function* dryRun(ports: DryRunPorts, order: PreviewRequest): AsyncGenerator<DryRunStep> {
  const hash = createHash("sha256");
  const lines = ports.readTable(hashed(order.bytes, hash), order.person);
  try {
    const head = await lines.next();
    if (head.done) throw new FileRefused({ why: "no-table" });
    const fitting = mapHeadings(head.value.cells, order.kind, order.locale, order.leftOut);
    const [mapping] = fitting;
    if (mapping === undefined || fitting.length > 1)
      return yield { kind: "choose", kinds: fitting.map(({ kind }) => kind) };
    const rowStore = await createRowStore(ports, order, mapping);
    const giveTurn = createTurnGiver();
    let rows = 0;
    for await (const line of lines) {
      await rowStore.add(line);
      await giveTurn();
      rows += 1;
      if (rows % PROGRESS_EVERY_ROWS === 0) yield { kind: "reading", rows };
    }
    if (rows === 0) throw new FileRefused({ why: "empty" });
    yield { kind: "found", found: await rowStore.end(hash.digest("base64url")) };
  } finally {
    // Headings that fit no kind end the reading early. This ends its thread.
    await lines.return(undefined);
  }
}

/** Checks rows one by one and stores them in batches. */
async function createRowStore(
  ports: DryRunPorts,
  { file, segment, person, place, locale }: PreviewRequest,
  mapping: Mapping,
) {
  const { store, lease, now, today } = ports;
  const kind = KINDS[mapping.kind];
  const id = ports.newId();
  const reference = ports.newReference();
  const plan: Plan = {
    file,
    kind: mapping.kind,
    headings: mapping.headings,
    locale,
    ...(segment && { segment }),
  };
  await store.begin({
    ...{ id, reference, person, place, kind: plan.kind, plan: JSON.stringify(plan) },
    at: now(),
    owner: lease.owner,
  });
  const earlierRow = createRepeats();
  const reasons = mapping.headings.findIndex(isReasonHeading);
  const phones: { line: number; phone: string }[] = [];
  let phoneCount = 0;
  const open = new Map<string, KeptRow[]>();
  const wrong: DryRunResult["wrong"][number][] = [];
  const first: (readonly string[])[] = [];
  let [seq, good, bad] = [0, 0, 0];
  const day = today(now());

  async function keep(group: string, row: KeptRow): Promise<void> {
    const rows = open.get(group) ?? [];
    open.set(group, rows);
    // A row that cannot be looked up afterwards goes alone, so that the answer is about this row only.
    if (rows.push(row) >= (group === ALONE ? 1 : BATCH_ROWS)) await storeBatch(group);
  }

  async function storeBatch(group: string): Promise<void> {
    const rows = open.get(group) ?? [];
    open.delete(group);
    if (rows.length === 0) return;
    const state = group === BAD ? "bad" : "waiting";
    await store.addBatch(id, { seq: seq++, state, size: rows.length, rows: JSON.stringify(rows) });
  }

  /** Returns the group that the row belongs to, or what is wrong with it. */
  function check(line: Line): { group: string; row: object } | { reason: string } {
    const checked = checkLine(mapping, line, day);
    if ("faults" in checked)
      return { reason: checked.faults.map((fault) => faultText(fault, locale)).join("; ") };
    const { row } = checked;
    const keys = kind.keys(row);
    const fault = stillRepeated(keys, line.cells[reasons]) ?? earlierRow(keys, line.line);
    if (fault !== null) return { reason: faultText(fault, locale) };
    for (const phone of keys.filter(isPhone)) {
      phoneCount += 1;
      if (phones.length < PHONES_KEPT) phones.push({ line: line.line, phone });
    }
    if (first.length < FIRST_SHOWN) first.push(kind.shown(row));
    return { group: kind.isFindable(row) ? `good ${kind.group(row)}` : ALONE, row };
  }

  return {
    async add(line: Line): Promise<void> {
      const checked = check(line);
      if ("group" in checked) {
        good += 1;
        return keep(checked.group, { l: line.line, c: line.cells, r: checked.row });
      }
      bad += 1;
      if (wrong.length < WRONG_SHOWN) wrong.push({ line: line.line, reason: checked.reason });
      return keep(BAD, { l: line.line, c: line.cells, e: checked.reason });
    },

    async end(fingerprint: string): Promise<DryRunResult> {
      for (const group of [...open.keys()]) await storeBatch(group);
      const stored = await store.sameFile(fingerprint, plan.kind);
      await store.propose(id, { good, bad, fingerprint, at: now() });
      const before = stored && ({ ...stored, plan } satisfies Import);
      const counted = { good, bad, phones: { first: phones, count: phoneCount } };
      return {
        id,
        reference,
        plan,
        ...counted,
        mapping: shownMapping(mapping, locale),
        first,
        wrong,
        before,
      };
    },
  };
}

const BAD = "bad";
const ALONE = "alone";

function shownMapping({ headings, columns }: Mapping, locale: Plan["locale"]): DryRunResult["mapping"] {
  return headings
    .map((heading, index) => {
      const mapped = columns[index];
      const label = !mapped ? null : "own" in mapped ? mapped.own : mapped.column.label[locale];
      return [heading, label] as const;
    })
    .filter(([heading]) => heading !== "");
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

/** A row with its values, or everything that is wrong with it. */
// biome-ignore lint/suspicious/noExplicitAny: only the kind of the row reads it
type Checked = { row: any } | { faults: readonly RowFault[] };

/**
 * Reads one line by the mapping.
 * @param today  `"2026-11-25"` in the team's zone
 */
function checkLine(mapping: Mapping, { cells }: Pick<Line, "cells">, today: string): Checked {
  const kind = KINDS[mapping.kind];
  const row = kind.begin();
  const faults: RowFault[] = [];
  for (const [index, mapped] of mapping.columns.entries()) {
    const cell = cells[index] ?? "";
    const heading = mapping.headings[index] ?? "";
    if (mapped === null) {
      // A column without any heading must not lose data silently. A heading can leave a column out on purpose.
      if (heading === "" && cell !== "") faults.push({ fault: "misplaced", value: cell });
      continue;
    }
    if (cell === "") {
      if ("column" in mapped && mapped.column.required) faults.push({ fault: "missing", field: heading });
      continue;
    }
    if (cell.length > CELL_MAX) {
      faults.push({ fault: "too-long", field: heading });
      continue;
    }
    if ("own" in mapped) {
      kind.own?.(row, mapped.own, cell);
      continue;
    }
    const fault = mapped.column.fill(row, cell, heading);
    if (fault !== null) faults.push(fault);
  }
  const beyond = cells.slice(mapping.columns.length).find((cell) => cell !== "");
  if (beyond !== undefined) faults.push({ fault: "misplaced", value: beyond });
  if (faults.length === 0) {
    const fault = kind.check(row, today);
    if (fault !== null)
      faults.push("field" in fault ? { ...fault, field: headingOf(mapping, fault.field) } : fault);
  }
  return faults.length > 0 ? { faults } : { row };
}

function headingOf(mapping: Mapping, key: string): string {
  const index = mapping.columns.findIndex(
    (mapped) => mapped !== null && "column" in mapped && mapped.column.key === key,
  );
  return mapping.headings[index] ?? key;
}

/**
 * Finds repeated rows of one file by their phones, e-mails and numbers. The function returns the fault of a row that has
 * one of its keys in common with an earlier row. If there is none, it stores the keys and returns null.
 */
function createRepeats(): (keys: readonly string[], line: number) => RowFault | null {
  const first = new Map<number | string, number>();
  return (keys, line) => {
    for (const key of keys) {
      const earlier = first.get(compactKey(key));
      if (earlier !== undefined) return { fault: "repeated", line: earlier, value: readableKey(key) };
    }
    for (const key of keys) first.set(compactKey(key), line);
    return null;
  };
}

/**
 * Returns the fault of a row in a report of mistakes that still has the value that made it a repeated one. The row before
 * it is not in that file: it was imported.
 */
function stillRepeated(keys: readonly string[], reason = ""): RowFault | null {
  const value = repeatedValueIn(reason);
  return value !== null && keys.some((key) => readableKey(key) === value)
    ? { fault: "still-repeated", value }
    : null;
}

const isPhone = (key: string) => /^\+\d{9,15}$/.test(key);

/** Returns a key as people read it: `"0867 123 456"`. */
function readableKey(key: string): string {
  return isPhone(key) ? formatPhone(key as E164) : key;
}

/** Converts a phone to a number: 100,000 of them take a third of the memory of their texts. */
function compactKey(key: string): number | string {
  return isPhone(key) ? Number(key.slice(1)) : key;
}
