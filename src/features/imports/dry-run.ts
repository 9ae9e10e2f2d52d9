import { createHash } from "node:crypto";
import type { ImportKind } from "../../understanding/import-request.ts";
import { checkLine, createRepeats } from "./check-rows.ts";
import { faultText } from "./fault.ts";
import { BATCH_ROWS, type Import, type ImportRepository, type KeptRow, type Plan } from "./import.ts";
import { KINDS, type Mapping, mapHeadings } from "./mapping.ts";
import type { Line } from "./reading/line.ts";
import type { ReadTable } from "./reading/table.ts";
import { FileRefused } from "./refusal.ts";
import { createTurns } from "./turns.ts";

/** A file to look at, and what somebody said about it. */
export interface Order {
  bytes: AsyncIterable<Uint8Array>;
  file: string;
  /** Null where it was not said. */
  kind: ImportKind | null;
  segment?: { id: string; name: string };
  person: string;
  /** Where it was asked, as JSON text. */
  place: string;
  locale: Plan["locale"];
}

/** What the look at a file shows, bit by bit; the last one is `choose` or `found`. */
export type Look =
  | { kind: "reading"; rows: number }
  /** The headings fit several kinds. */
  | { kind: "choose"; kinds: readonly ImportKind[] }
  | { kind: "found"; found: Found };

/** A file that was read whole, whose rows are kept and wait for a yes. */
export interface Found {
  id: string;
  reference: string;
  plan: Plan;
  good: number;
  bad: number;
  /** Each column with what it is taken for: `["SĐT", "Số điện thoại"]`; null for one that is left out. */
  mapping: readonly (readonly [heading: string, label: string | null])[];
  /** The first good rows, each as its values. */
  first: readonly (readonly string[])[];
  /** The first bad rows; all of them are in the report. */
  wrong: readonly { line: number; reason: string }[];
  /** The same file was imported before. */
  before: Import | null;
}

export interface DryRunPorts {
  store: ImportRepository;
  readTable: ReadTable;
  owner: string;
  now: () => Date;
  /** `"2026-11-25"` in the team's zone. */
  today: () => string;
  newId: () => string;
  newReference: () => string;
}

const FIRST_SHOWN = 3;
const WRONG_SHOWN = 10;
/** A sign of life each time so many rows were read. */
const SIGN_EVERY_ROWS = 5_000;

/**
 * Reads a file once, from beginning to end: each row is checked and kept, sealed, in the batches it will be sent in. So
 * the file is not needed again, a restart loses nothing, and memory stays flat.
 * @throws FileRefused, FileError
 */
export async function* dryRun(ports: DryRunPorts, order: Order): AsyncGenerator<Look> {
  const hash = createHash("sha256");
  const lines = ports.readTable(hashed(order.bytes, hash), order.person);
  try {
    const head = await lines.next();
    if (head.done) throw new FileRefused({ why: "no-table" });
    const fitting = mapHeadings(head.value.cells, order.kind, order.locale);
    const [mapping] = fitting;
    if (mapping === undefined || fitting.length > 1)
      return yield { kind: "choose", kinds: fitting.map(({ kind }) => kind) };
    const service = await createService(ports, order, mapping);
    const othersTurn = createTurns();
    let rows = 0;
    for await (const line of lines) {
      await service.take(line);
      await othersTurn();
      rows += 1;
      if (rows % SIGN_EVERY_ROWS === 0) yield { kind: "reading", rows };
    }
    if (rows === 0) throw new FileRefused({ why: "empty" });
    yield { kind: "found", found: await service.end(hash.digest("base64url")) };
  } finally {
    // Headings that fit nothing end the reading early: its thread ends with it.
    await lines.return(undefined);
  }
}

/** Takes rows one by one and puts them away in batches. */
async function createService(
  ports: DryRunPorts,
  { file, segment, person, place, locale }: Order,
  mapping: Mapping,
) {
  const { store, now, today } = ports;
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
    owner: ports.owner,
  });
  const repeats = createRepeats();
  const open = new Map<string, KeptRow[]>();
  const wrong: Found["wrong"][number][] = [];
  const first: (readonly string[])[] = [];
  let [seq, good, bad] = [0, 0, 0];
  const day = today();

  async function keep(group: string, row: KeptRow): Promise<void> {
    const rows = open.get(group) ?? [];
    open.set(group, rows);
    // A row that cannot be looked for afterwards goes alone: an answer is then about it and nothing else.
    if (rows.push(row) >= (group === ALONE ? 1 : BATCH_ROWS)) await putAway(group);
  }

  async function putAway(group: string): Promise<void> {
    const rows = open.get(group) ?? [];
    open.delete(group);
    if (rows.length === 0) return;
    const state = group === BAD ? "bad" : "waiting";
    await store.addBatch(id, { seq: seq++, state, size: rows.length, rows: JSON.stringify(rows) });
  }

  /** The group the row goes in, or what is wrong with it. */
  function judge(line: Line): { group: string; row: object } | { reason: string } {
    const checked = checkLine(mapping, line, day);
    if ("faults" in checked)
      return { reason: checked.faults.map((fault) => faultText(fault, locale)).join("; ") };
    const { row } = checked;
    const earlier = repeats.of(kind.keys(row), line.line);
    if (earlier !== null) return { reason: faultText({ fault: "repeated", line: earlier }, locale) };
    if (first.length < FIRST_SHOWN) first.push(kind.shown(row));
    return { group: kind.isFindable(row) ? `good ${kind.group(row)}` : ALONE, row };
  }

  return {
    async take(line: Line): Promise<void> {
      const judged = judge(line);
      if ("group" in judged) {
        good += 1;
        return keep(judged.group, { l: line.line, c: line.cells, r: judged.row });
      }
      bad += 1;
      if (wrong.length < WRONG_SHOWN) wrong.push({ line: line.line, reason: judged.reason });
      return keep(BAD, { l: line.line, c: line.cells, e: judged.reason });
    },

    async end(fingerprint: string): Promise<Found> {
      for (const group of [...open.keys()]) await putAway(group);
      const stored = await store.sameFile(fingerprint, plan.kind);
      await store.propose(id, { good, bad, fingerprint, at: now() });
      const before = stored && ({ ...stored, plan } satisfies Import);
      return { id, reference, plan, good, bad, mapping: shownMapping(mapping, locale), first, wrong, before };
    },
  };
}

const BAD = "bad";
const ALONE = "alone";

function shownMapping({ headings, columns }: Mapping, locale: Plan["locale"]): Found["mapping"] {
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
