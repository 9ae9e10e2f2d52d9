/** The columns of the table, in their order. */
const COLUMNS = {
  processes: "processes",
  rate: "look-ups/s",
  timesOne: "× one process",
  p50: "p50 ms",
  p99: "p99 ms",
  botCpu: "bots, CPU s per 1,000",
  postgresCpu: "Postgres, CPU s per 1,000",
  harnessCpu: "harness, CPU s per 1,000",
  cores: "cores in use",
  binds: "binds",
  pace: "pace",
  repeats: "repeats",
  inHand: "in hand at the fault",
  takeoverP50: "takeover p50 s",
  takeoverP99: "takeover p99 s",
  othersP50: "others' look-ups meanwhile p50 s",
  othersP99: "others' look-ups meanwhile p99 s",
  slowestOutcome: "slowest outcome of a press s",
  acknowledged: "acknowledged",
  lost: "lost",
  failed: "failure cards",
  doubled: "doubled answers",
  repeated: "marked as repeated",
  redeemed: "redemptions",
  doubledRedemptions: "doubled in AntCRM",
  pause: "longest pause s",
  back: "first answer after s",
} as const;

/** One line of the table. A figure that the case does not measure is absent. */
export type Row = { name: string } & { [Column in keyof typeof COLUMNS]?: string | number };

/** Formats rows as a Markdown table, without the columns that no row has. */
export function markdownTable(rows: readonly Row[]): string {
  const columns = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((column) =>
    rows.some((row) => row[column] !== undefined),
  );
  const cells = [
    ["case", ...columns.map((column) => COLUMNS[column])],
    ...rows.map((row) => [row.name, ...columns.map((column) => cell(row[column]))]),
  ];
  const widths = (cells[0] ?? []).map((_, index) =>
    Math.max(...cells.map((line) => line[index]?.length ?? 0)),
  );
  const lines = cells.map(
    (line) => `| ${line.map((text, index) => text.padEnd(widths[index] ?? 0)).join(" | ")} |`,
  );
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return lines.join("\n");
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "–";
  return Number.isInteger(value) || value >= 100
    ? String(Math.round(value))
    : value.toFixed(value >= 10 ? 1 : 2);
}
