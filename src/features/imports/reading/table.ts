import { once } from "node:events";
import { arrayBuffer } from "node:stream/consumers";
import { createSlots } from "../../../concurrency.ts";
import { startThread } from "../../../start-thread.ts";
import { FileRefused } from "../refusal.ts";
import type { Line } from "./line.ts";
import type { Report } from "./table-worker.ts";

/** The thread holds the shared texts of a workbook in memory. A file that needs more is refused. */
const HEAP_MAX_MB = 256;
/** A file of 200,000 rows takes a few seconds on an idle machine. */
const READING_MAX_MS = 120_000;
/** Each file that is read takes memory for its bytes and for a thread. */
const FILES_AT_ONCE = { all: 2, perPerson: 1 };

/**
 * Reads the rows of a CSV or a workbook in a worker thread. The whole file is downloaded first, within the limit of
 * `bot/files.ts`. The rows must be read to their end, or the generator returned.
 * @param person  who dropped the file; one file of a person is read at a time
 * @throws FileRefused while it is read, and what `bytes` throws
 */
export type ReadTable = (bytes: AsyncIterable<Uint8Array>, person: string) => AsyncGenerator<Line>;

/** @param mostMs  the longest time that one file may take */
export function createTableReader(mostMs = READING_MAX_MS): ReadTable {
  const slots = createSlots(FILES_AT_ONCE);
  return (bytes, person) =>
    slots.run(person, async function* () {
      yield* readInThread(new Uint8Array(await arrayBuffer(bytes)), mostMs);
    });
}

/**
 * Yields the rows of a file, read in a worker thread. The thread is ended when it needs too much memory or time. The time
 * in which it waits for a request does not count.
 * @param bytes  transferred to the thread, and empty afterwards
 * @throws FileRefused
 */
async function* readInThread(bytes: Uint8Array, mostMs: number): AsyncGenerator<Line> {
  const thread = startThread(new URL("./table-worker.js", import.meta.url), {
    workerData: bytes,
    transferList: [bytes.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
  });
  const ended = new AbortController();
  const failed = once(thread, "error", ended).then(([error]) => {
    throw isOutOfMemory(error) ? new FileRefused({ why: "out-of-memory" }) : error;
  });
  const gone = once(thread, "exit", ended).then(() => {
    throw new TypeError("the thread that read a file ended without a word");
  });
  // Both promises are awaited together with each message. Until then a failure must not count as unhandled.
  failed.catch(() => {});
  gone.catch(() => {});
  let leftMs = mostMs;
  try {
    for (;;) {
      const askedAtMs = performance.now();
      const late = deadline(leftMs, Math.round(mostMs / 1_000));
      const next = once(thread, "message", ended);
      const [report] = (await Promise.race([next, failed, gone, late.passed]).finally(late.clear)) as [
        Report,
      ];
      leftMs -= performance.now() - askedAtMs;
      if ("ended" in report) {
        if (report.ended !== null) throw new FileRefused(report.ended);
        return;
      }
      yield* report.lines;
      thread.postMessage("more");
    }
  } finally {
    ended.abort();
    await thread.terminate();
  }
}

function deadline(ms: number, seconds: number) {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FileRefused({ why: "takes-too-long", seconds })), Math.max(0, ms));
  });
  return { passed, clear: () => clearTimeout(timer) };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
