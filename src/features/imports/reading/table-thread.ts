import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { FileRefused } from "../refusal.ts";
import type { Line } from "./line.ts";
import type { Report } from "./table-worker.ts";

/** The shared texts of a workbook are held in the thread's memory; a file that needs more is refused. */
const HEAP_MAX_MB = 256;
/** A file of 200,000 rows takes a few seconds; the machine may be busy. */
export const READING_MAX_MS = 120_000;

/**
 * The rows of a file, read in a thread of its own. The thread is ended when it needs too much memory or time; the time in
 * which it waits to be asked for more does not count.
 * @param bytes  handed to the thread: empty afterwards
 * @throws FileRefused
 */
export async function* readApart(bytes: Uint8Array, mostMs = READING_MAX_MS): AsyncGenerator<Line> {
  const thread = startThread(bytes);
  const ended = new AbortController();
  const failed = once(thread, "error", ended).then(([error]) => {
    throw isOutOfMemory(error) ? new FileRefused({ why: "out-of-memory" }) : error;
  });
  const gone = once(thread, "exit", ended).then(() => {
    throw new TypeError("the thread that read a file ended without a word");
  });
  // They are looked at together with each message; until then a failure must not count as unhandled.
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

/**
 * Built, the thread runs JavaScript. In development and in tests it runs TypeScript, for which a thread has to load tsx
 * by itself: it does not inherit what loads the program around it. The CommonJS half of tsx is loaded sooner, as it
 * starts no thread of its own; it runs no `await` at the top level.
 */
function startThread(workerData: Uint8Array): Worker {
  const options = {
    workerData,
    transferList: [workerData.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
  };
  if (import.meta.url.endsWith(".js")) {
    return new Worker(new URL("./table-worker.js", import.meta.url), options);
  }
  const [loader, from] = [import.meta.resolve("tsx/cjs/api"), import.meta.url];
  const program = `import("${loader}").then((tsx) => tsx.require("./table-worker.ts", "${from}"))`;
  return new Worker(program, { eval: true, ...options });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
