/** The load, the faults and the results of one test case. */
export interface Figures {
  case: string;
  /** Actions of people. */
  events: number;
  /** Kills, broken connections, refusals, redeliveries. */
  faults: number;
  /** Events or writes without an outcome. */
  lost: number;
  /** Writes that were made more than once in the CRM. */
  doubled: number;
  /** Answers that a person got again, marked as possibly repeated. */
  repeated: number;
  /** From the event to its answer, in milliseconds; absent where it is meaningless. */
  latenciesMs?: readonly number[];
}

const HEAD = ["case", "events", "faults", "lost", "doubled", "repeated", "p50", "p95"];

/** Formats the recorded JSON lines as one table. */
export function tableOf(lines: string): string {
  const rows = lines
    .split("\n")
    .filter(Boolean)
    .map((line) => cellsOf(JSON.parse(line) as Figures))
    .sort(([a = ""], [b = ""]) => a.localeCompare(b, "en", { numeric: true }));
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

function cellsOf({ latenciesMs, ...counts }: Figures): string[] {
  const sorted = [...(latenciesMs ?? [])].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const latency = (share: number) => (sorted.length === 0 ? "-" : `${Math.round(at(share) ?? 0)} ms`);
  const { events, faults, lost, doubled, repeated } = counts;
  return [counts.case, ...[events, faults, lost, doubled, repeated].map(String), latency(0.5), latency(0.95)];
}
