import type { RowFault } from "./fault.ts";
import { KINDS, type Mapping } from "./mapping.ts";
import type { Line } from "./reading/line.ts";

/** A row with its values, or everything that is wrong with it. */
// biome-ignore lint/suspicious/noExplicitAny: only the kind of the row reads it
export type Checked = { row: any } | { faults: readonly RowFault[] };

/** No column takes more. Searching ten thousand phones in one cell would block the event loop. */
const CELL_MAX = 2_000;

/**
 * Reads one line by the mapping.
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

/** Finds repeated rows of one file by their phones, e-mails and numbers. */
export function createRepeats() {
  const first = new Map<number | string, number>();
  return {
    /** Returns the line of an earlier row with one of these keys. If there is none, stores the keys and returns null. */
    of(keys: readonly string[], line: number): number | null {
      const compact = keys.map(compactKey);
      const earlier = compact.map((key) => first.get(key)).find((found) => found !== undefined);
      if (earlier !== undefined) return earlier;
      for (const key of compact) first.set(key, line);
      return null;
    },
  };
}

/** Converts a phone to a number: 100,000 of them take a third of the memory of their texts. */
function compactKey(key: string): number | string {
  return /^\+\d{9,15}$/.test(key) ? Number(key.slice(1)) : key;
}
