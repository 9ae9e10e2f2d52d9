/**
 * Reads a file of rows in a thread of its own: decoding, unpacking and parsing would keep everybody waiting for their
 * answers, and what needs too much memory or time ends this thread alone. It sends rows in portions and waits to be asked
 * for the next.
 */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { FileRefused, type Refusal } from "../refusal.ts";
import type { Line } from "./line.ts";
import { parseTable } from "./parse-table.ts";

/** What the thread says: rows, then how it ended. */
export type Report = { lines: Line[] } | { ended: Refusal | null };

/** A portion is copied from thread to thread at once, while nobody else gets their turn. */
const PORTION_ROWS = 500;
const PORTION_CHARS = 250_000;
const port = parentPort;
if (port === null) throw new TypeError("this file runs as a thread");

/** The whole file. */
const bytes = workerData as Uint8Array;
const t = (report: Report) => port.postMessage(report);

let lines: Line[] = [];
let chars = 0;
async function handOver(): Promise<void> {
  const wanted = once(port as NonNullable<typeof port>, "message");
  t({ lines });
  lines = [];
  chars = 0;
  await wanted;
}

async function readAll(): Promise<void> {
  try {
    for await (const line of parseTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
      chars += line.cells.reduce((sum, cell) => sum + 1 + cell.length, 0);
      if (lines.push(line) >= PORTION_ROWS || chars >= PORTION_CHARS) await handOver();
    }
    if (lines.length > 0) await handOver();
    t({ ended: null });
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    t({ ended: error.refusal });
  }
}

void readAll().then(() => port.close());
