import type { Worker } from "node:worker_threads";
import { maskText } from "../access/masking.ts";
import { AppError } from "../errors.ts";
import type { Locale } from "../i18n/messages.ts";
import { startThread } from "../start-thread.ts";
import { alternativeOf } from "./alternative.ts";
import type { Chart, Picture } from "./chart.ts";
import type { PaintJob, PaintResult } from "./painter-worker.ts";

interface PainterLimits {
  /** The longest time for a chart, its queue and the start of the thread included. */
  drawnWithinMs: number;
  /** The thread ends after this time without a chart, to free its memory. */
  idleMs: number;
}

const LIMITS: PainterLimits = { drawnWithinMs: 10_000, idleMs: 20_000 };
/** Several times the memory that a chart needs. A chart that needs more ends the thread, not the bot. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

interface WaitingChart {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

export type Painter = ReturnType<typeof createPainter>;

/** Draws charts in a worker thread, which exists only while there are charts to draw. */
export function createPainter(limits: PainterLimits = LIMITS) {
  const waiting = new Map<number, WaitingChart>();
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let orders = 0;
  let closed = false;

  function started(): Worker {
    if (thread !== null) return thread;
    const own = startThread(new URL("./painter-worker.js", import.meta.url), { resourceLimits: HEAP });
    own.on("message", (delivery: PaintResult) => {
      if (thread === own) receive(delivery);
    });
    own.on("error", (error) => lose(own, error));
    own.on("exit", () => lose(own, new Error("the thread ended")));
    thread = own;
    return own;
  }

  /** Fails all charts of this thread. The next chart starts a new one. */
  function lose(lost: Worker, cause: Error): void {
    if (thread !== lost) return;
    thread = null;
    clearTimeout(idle);
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(notDrawn(cause.message, cause));
  }

  function stop(reason: string): Promise<unknown> {
    const stopped = thread;
    if (stopped === null) return Promise.resolve();
    lose(stopped, new Error(reason));
    return stopped.terminate();
  }

  function receive(delivery: PaintResult): void {
    const order = waiting.get(delivery.id);
    waiting.delete(delivery.id);
    if ("failed" in delivery) order?.reject(notDrawn(delivery.failed));
    else order?.resolve(delivery.bytes);
    if (waiting.size > 0) return;
    // An idle thread does not keep the process alive, and ends soon.
    thread?.unref();
    idle = setTimeout(() => void stop("idle"), limits.idleMs).unref();
  }

  function paint(chart: Chart): Promise<Uint8Array> {
    if (closed) throw notDrawn("the painter is closed");
    clearTimeout(idle);
    const own = started();
    own.ref();
    orders += 1;
    const id = orders;
    const painted = new Promise<Uint8Array>((resolve, reject) => waiting.set(id, { resolve, reject }));
    own.postMessage({ id, chart } satisfies PaintJob);
    // A chart that hangs blocks all later ones, so all of them fail.
    const tooLong = setTimeout(() => void stop("not drawn in time"), limits.drawnWithinMs);
    return painted.finally(() => clearTimeout(tooLong));
  }

  return {
    /**
     * Draws the chart. Phone numbers and e-mail addresses in its title are masked, because pixels cannot be masked later.
     * @throws AppError `bug` if it was not drawn: too slow, the thread ended, or the painter is closed. The card is sent
     * without it.
     */
    async draw(given: Chart): Promise<Picture> {
      const chart = { ...given, title: maskText(given.title, []) };
      return {
        // File names are not masked, so they are made of the kind only.
        name: `${FILE_NAMES[chart.kind][chart.locale]}.png`,
        mime: "image/png",
        bytes: await paint(chart),
        alt: alternativeOf(chart),
      };
    },
    /** Ends the thread. Charts that are being drawn fail. */
    async close(): Promise<void> {
      closed = true;
      await stop("the painter is closed");
    },
  };
}

function notDrawn(why: string, cause?: Error): AppError {
  return new AppError("bug", `a chart was not drawn: ${why}`, { cause });
}

const FILE_NAMES: Readonly<Record<Chart["kind"], Readonly<Record<Locale, string>>>> = {
  "ratings-over-time": { en: "ratings-by-day", vi: "danh-gia-theo-ngay" },
  "rating-distribution": { en: "ratings-by-score", vi: "danh-gia-theo-sao" },
  "calls-by-hour": { en: "calls-by-hour", vi: "cuoc-goi-theo-gio" },
  "campaign-funnel": { en: "campaign", vi: "chien-dich" },
};
