/**
 * Reads a file of rows in a worker thread, so that decoding, unpacking and parsing do not block the event loop of the bot.
 * A file that needs too much memory or time ends this thread only. The thread sends rows in portions, each on request.
 */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { FileRefused, type Refusal } from "../refusal.ts";
import type { Line } from "./line.ts";
import { parseTable } from "./parse-table.ts";

/** A message of the thread: rows, or how the reading ended. */
export type Report = { lines: Line[] } | { ended: Refusal | null };

/** A portion is copied between the threads in one step, which blocks the event loop, so it is small. */
const PORTION_ROWS = 500;
const PORTION_CHARS = 250_000;
const port = parentPort;
if (port === null) throw new TypeError("this file runs as a thread");

/** The whole file, as `readInThread` sends it. */
const bytes = workerData as Uint8Array;
const post = (report: Report) => port.postMessage(report);

let lines: Line[] = [];
let chars = 0;
async function sendPortion(): Promise<void> {
  const wanted = once(port as NonNullable<typeof port>, "message");
  post({ lines });
  lines = [];
  chars = 0;
  await wanted;
}

async function readAll(): Promise<void> {
  try {
    for await (const line of parseTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
      chars += line.cells.reduce((sum, cell) => sum + 1 + cell.length, 0);
      if (lines.push(line) >= PORTION_ROWS || chars >= PORTION_CHARS) await sendPortion();
    }
    if (lines.length > 0) await sendPortion();
    post({ ended: null });
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    post({ ended: error.refusal });
  }
}

void readAll().then(() => port.close());
