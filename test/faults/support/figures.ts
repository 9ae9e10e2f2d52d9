/** What one case went through, and what came of it. */
export interface Figures {
  case: string;
  /** Things people did. */
  events: number;
  /** Kills, cuts, refusals, re-deliveries. */
  faults: number;
  /** Events or writes without an outcome. */
  lost: number;
  /** Writes done more than once in the CRM. */
  doubled: number;
  /** Answers that a person got once more, marked as such. */
  repeated: number;
  /** From the event to its answer, in milliseconds; none where that means nothing. */
  latenciesMs?: readonly number[];
}

const HEAD = ["case", "events", "faults", "lost", "doubled", "repeated", "p50", "p95"];

/** The lines that the cases left, as one table for people. */
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
