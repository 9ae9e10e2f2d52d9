/** One figure beside its baseline and its goal. */
export interface Figure {
  name: string;
  baseline?: number | undefined;
  ours: number;
  unit: string;
  /**
   * What is compared with the goal: our value by default, a ratio to the baseline, or the time above the baseline.
   */
  compared?: { value: number; as: "× baseline" | "over baseline" | "× floor" } | undefined;
  goal?: { atLeast: number } | { atMost: number } | undefined;
}

const HEADINGS = ["", "baseline", "ours", "", "compared", "goal", ""];

/** Formats all figures as one aligned table with a title above it. */
export function table(title: string, figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column === 3 || column === 6;
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return [title, ...lines].join("\n");
}

function cells({ name, baseline, ours, unit, compared, goal }: Figure): string[] {
  const value = compared?.value ?? ours;
  const suffix = compared === undefined ? "" : ` ${compared.as}`;
  return [
    name,
    baseline === undefined ? "" : short(baseline),
    short(ours),
    unit,
    compared === undefined ? "" : short(value) + suffix,
    goal === undefined ? "" : "atLeast" in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`,
    goal === undefined ? "" : verdict(value, goal),
  ];
}

function verdict(value: number, goal: NonNullable<Figure["goal"]>): string {
  if (Number.isNaN(value)) return "not measured here";
  const reached = "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost;
  return reached ? "reached" : "MISSED";
}

/** Rounds to about three significant digits, because more would be noise. */
function short(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (value >= 100) return String(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}
