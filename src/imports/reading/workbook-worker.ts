/**
 * Reads a workbook in a thread of its own: unpacking and parsing up to 200 MB would keep everybody waiting for their
 * answers. It sends rows in portions and waits to be asked for the next.
 */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { FileRefused, type Refusal } from "../refusal.ts";
import type { Line } from "./line.ts";
import { readWorkbook } from "./workbook.ts";

/** What the thread says: rows, then how it ended. */
export type Said = { lines: Line[] } | { ended: Refusal | null };

export interface Given {
  bytes: Uint8Array;
  unpackedMaxBytes?: number;
}

/** A portion is copied from thread to thread at once, while nobody else gets their turn. */
const PORTION_ROWS = 500;
const PORTION_LETTERS = 250_000;
const port = parentPort;
if (port === null) throw new TypeError("this file runs as a thread");

const { bytes, unpackedMaxBytes } = workerData as Given;
const say = (said: Said) => port.postMessage(said);

let lines: Line[] = [];
let letters = 0;
async function handOver(): Promise<void> {
  const wanted = once(port as NonNullable<typeof port>, "message");
  say({ lines });
  lines = [];
  letters = 0;
  await wanted;
}

try {
  for await (const line of readWorkbook(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    unpackedMaxBytes,
  )) {
    letters += line.cells.reduce((sum, cell) => sum + 1 + cell.length, 0);
    if (lines.push(line) >= PORTION_ROWS || letters >= PORTION_LETTERS) await handOver();
  }
  if (lines.length > 0) await handOver();
  say({ ended: null });
} catch (error) {
  if (!(error instanceof FileRefused)) throw error;
  say({ ended: error.refusal });
}
port.close();
