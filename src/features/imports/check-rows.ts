import type { RowFault } from "./fault.ts";
import { KINDS, type Mapping } from "./mapping.ts";
import type { Line } from "./reading/line.ts";

/** A row with everything that could be read of it, or all that is wrong with it. */
// biome-ignore lint/suspicious/noExplicitAny: the row is its kind's, and only its kind reads it
export type Checked = { row: any } | { faults: readonly RowFault[] };

/** No column takes more, and to look for ten thousand phones in one cell would keep everybody waiting. */
const CELL_MAX = 2_000;

/**
 * Reads one line by the mapping; nothing is remembered.
 * @param today  `"2026-11-25"` in the team's zone
 */
export function checkLine(mapping: Mapping, { cells }: Pick<Line, "cells">, today: string): Checked {
  const kind = KINDS[mapping.kind];
  const row = kind.begin();
  const faults: RowFault[] = [];
  for (const [index, mapped] of mapping.columns.entries()) {
    const cell = cells[index] ?? "";
    const heading = mapping.headings[index] ?? "";
    if (mapped === null) {
      // Beside a heading that leaves a column out, no heading at all is no way to lose what people typed.
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

/** Tells rows of one file that are the same, by the line where each phone, e-mail or number stood first. */
export function createRepeats() {
  const first = new Map<number | string, number>();
  return {
    /** The line of an earlier row that shares a key with this one, or null; remembers this one where it is new. */
    of(keys: readonly string[], line: number): number | null {
      const compact = keys.map(compactKey);
      const earlier = compact.map((key) => first.get(key)).find((found) => found !== undefined);
      if (earlier !== undefined) return earlier;
      for (const key of compact) first.set(key, line);
      return null;
    },
  };
}

/** A phone as a number: 100,000 of them take a third of what their texts would. */
function compactKey(key: string): number | string {
  return /^\+\d{9,15}$/.test(key) ? Number(key.slice(1)) : key;
}
