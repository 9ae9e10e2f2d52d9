import type { Fault, HistoryLine } from "./history.ts";
import {
  isConfirmed,
  lastWord,
  type Violation,
  type ViolationKind,
  violationsOf,
  type WriteHistory,
} from "./violations.ts";

/** The counts of one history, or of several. */
export interface Counts {
  asked: number;
  confirmations: number;
  declined: number;
  effects: number;
  /** Requests to change a record that arrived at the CRM. */
  sends: number;
  /** Answers that were repeated with the note "có thể đã gửi". */
  repeated: number;
  /** Confirmed writes by the last word about them: `{ done: 97, failed: 2, absent: 1 }`. */
  lastWords: Record<string, number>;
  /** Writes of each kind: `{ redeem: 20, ticket: 18 }`. */
  kinds: Record<string, number>;
  faults: Record<string, number>;
  broken: Partial<Record<ViolationKind, number>>;
}

export interface Checked {
  counts: Counts;
  violations: readonly Violation[];
}

/** Checks a history. Its lines may come in any order. */
export function checkHistory(lines: Iterable<HistoryLine>): Checked {
  const { writes, faults } = gathered(lines);
  const counts = noCounts();
  const violations: Violation[] = [];
  for (const { what } of faults) add(counts.faults, what);
  for (const one of writes.values()) {
    count(one, counts);
    const found = violationsOf(one, faults);
    violations.push(...found);
    for (const { promise } of found) counts.broken[promise] = (counts.broken[promise] ?? 0) + 1;
  }
  return { counts, violations };
}

function gathered(lines: Iterable<HistoryLine>) {
  const writes = new Map<string, WriteHistory>();
  const faults: Fault[] = [];
  for (const line of lines) {
    if (line.kind === "fault") {
      faults.push(line);
      continue;
    }
    const { write } = line;
    const one = writes.get(write) ?? {
      write,
      asked: [],
      pressed: [],
      received: [],
      told: [],
      end: undefined,
    };
    writes.set(write, one);
    put(line, one);
  }
  for (const one of writes.values()) {
    for (const list of [one.asked, one.pressed, one.received, one.told]) list.sort((a, b) => a.at - b.at);
  }
  return { writes, faults };
}

function put(line: Exclude<HistoryLine, Fault>, one: WriteHistory): void {
  switch (line.kind) {
    case "asked":
      one.asked.push(line);
      break;
    case "pressed":
      one.pressed.push(line);
      break;
    case "crm-received":
      one.received.push(line);
      break;
    case "told":
      one.told.push(line);
      break;
    case "end":
      one.end = line;
  }
}

function count(one: WriteHistory, counts: Counts): void {
  counts.asked += one.asked.length;
  counts.effects += one.end?.effects ?? 0;
  counts.sends += one.received.length;
  counts.repeated += one.told.filter(({ marked }) => marked).length;
  for (const { what } of one.asked) add(counts.kinds, what);
  if (isConfirmed(one)) {
    counts.confirmations += 1;
    add(counts.lastWords, lastWord(one)?.word ?? "nothing");
  } else if (one.pressed.length > 0) counts.declined += 1;
}

function add(counts: Record<string, number>, name: string, more = 1): void {
  counts[name] = (counts[name] ?? 0) + more;
}

export function noCounts(): Counts {
  return {
    ...{ asked: 0, confirmations: 0, declined: 0, effects: 0, sends: 0, repeated: 0 },
    ...{ lastWords: {}, kinds: {}, faults: {}, broken: {} },
  };
}

/** Returns the counts of both. */
export function sumOf(one: Counts, other: Counts): Counts {
  const sum = structuredClone(one);
  for (const name of ["asked", "confirmations", "declined", "effects", "sends", "repeated"] as const) {
    sum[name] += other[name];
  }
  for (const name of ["lastWords", "kinds", "faults", "broken"] as const) {
    for (const [key, value] of Object.entries(other[name])) add(sum[name], key, value);
  }
  return sum;
}

/** Formats the counts. The last line is `no violation` or the number of them. */
export function reportOf(counts: Counts): string {
  const { broken } = counts;
  const of = (...kinds: ViolationKind[]) => kinds.reduce((sum, kind) => sum + (broken[kind] ?? 0), 0);
  const row = (name: string, value: string | number) => `${name.padEnd(18)} ${value}`;
  const all = Object.values(broken).reduce((sum, value) => sum + value, 0);
  return [
    row("asked", `${counts.asked}   ${listOf(counts.kinds)}`),
    row("confirmations", counts.confirmations),
    row("declined", counts.declined),
    row("effects", `${counts.effects}   of ${counts.sends} requests at the CRM`),
    row("last words", listOf(counts.lastWords)),
    row("faults", listOf(counts.faults)),
    row("doubled", rate(of("doubled"), counts.confirmations)),
    row("unconfirmed", rate(of("unconfirmed"), counts.asked)),
    row("lost", rate(of("lost ask", "lost press", "no end"), counts.asked)),
    row("lies", rate(of("false done", "false failure", "contradiction"), counts.confirmations)),
    row("unclear for nothing", of("unclear for no reason")),
    row("repeated, marked", counts.repeated),
    row("repeated, unmarked", of("repeated unmarked")),
    all === 0 ? "no violation" : `${all} violations`,
  ].join("\n");
}

/** Of no event in n trials, the rate is below 3/n with 95 % confidence. */
function rate(found: number, of: number): string {
  if (found > 0 || of === 0) return `${found} of ${of}`;
  return `0 of ${of}   (below ${((3 / of) * 1_000_000).toFixed(0)} in a million, with 95 % confidence)`;
}

function listOf(counts: Readonly<Record<string, number>>): string {
  const pairs = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
  return pairs.length === 0 ? "none" : pairs.map(([name, value]) => `${name} ${value}`).join(", ");
}

/** Prints the violations of one history, with the lines that prove them. The exit code is then 1. */
export function printViolations({ violations }: Checked): void {
  for (const violation of violations) console.log(`${proofOf(violation)}\n`);
  if (violations.length > 0) process.exitCode = 1;
}

/** Formats a violation with the lines that prove it. */
export function proofOf({ promise, write, lines }: Violation): string {
  return [`${promise}: ${write}`, ...lines.map((line) => `  ${JSON.stringify(line)}`)].join("\n");
}
