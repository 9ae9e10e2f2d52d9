/**
 * Draws charts in a worker thread, one after the other, so that the bot's event loop is not blocked. The libraries take
 * 40 MB and 0.1 s to load, and a chart takes 20 to 60 ms.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort } from "node:worker_threads";
import type { Chart } from "./chart.ts";
import { paint } from "./paint.ts";

export interface PaintJob {
  id: number;
  chart: Chart;
}

export type PaintResult = { id: number; bytes: Uint8Array } | { id: number; failed: string };

const port = parentPort;
if (port === null) throw new TypeError("this file runs as a thread");

// The garbage collector frees resvg's pixels, 4 MB a picture, but does not know their size and would run too late. Without
// this, forty charts in a row took 200 MB.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

let last = Promise.resolve();
port.on("message", (order: PaintJob) => {
  last = last.then(() => draw(order));
});

/** Draws a chart, and waits until its pixels are freed, which happens in a later turn than the collection. */
async function draw({ id, chart }: PaintJob): Promise<void> {
  const delivery = deliver(id, chart);
  port?.postMessage(delivery, "bytes" in delivery ? [delivery.bytes.buffer as ArrayBuffer] : []);
  await nextTurn();
  collect();
  await nextTurn();
}

function deliver(id: number, chart: Chart): PaintResult {
  try {
    return { id, bytes: new Uint8Array(paint(chart)) };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}
