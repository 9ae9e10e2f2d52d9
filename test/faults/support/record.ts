import { appendFileSync } from "node:fs";
import { inject } from "vitest";
import type { Figures } from "./figures.ts";

/** Adds a line to the table that is printed after the last case. */
export function record(figures: Figures): void {
  appendFileSync(inject("figures"), `${JSON.stringify(figures)}\n`);
}

/** Records one unrequested message, whose process was killed before or after the send. */
export function recordSend(name: string, repeated: 0 | 1): void {
  record({ case: name, events: 1, faults: 1, lost: 0, doubled: 0, repeated });
}
