import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { FileRefused } from "../refusal.ts";
import type { Line } from "./line.ts";
import type { Given, Said } from "./workbook-worker.ts";

/** The texts of a workbook are held in the thread's memory; one that needs more than this is as good as too big. */
const HEAP_MAX_MB = 512;

/**
 * The rows of a workbook, read in a thread of its own.
 * @throws FileRefused `broken`, `unpacks-too-big`
 */
export async function* readWorkbookApart(given: Given): AsyncGenerator<Line> {
  const thread = startThread(given);
  const failed = once(thread, "error").then(([error]) => {
    throw isOutOfMemory(error) ? new FileRefused({ why: "unpacks-too-big" }) : error;
  });
  // It is looked at together with each message; until then a failure must not count as unhandled.
  failed.catch(() => {});
  try {
    for (;;) {
      const [said] = (await Promise.race([once(thread, "message"), failed])) as [Said];
      if ("ended" in said) {
        if (said.ended !== null) throw new FileRefused(said.ended);
        return;
      }
      yield* said.lines;
      thread.postMessage("more");
    }
  } finally {
    await thread.terminate();
  }
}

/** Built, the thread runs JavaScript; in development and in tests it needs what runs TypeScript here. */
function startThread(given: Given): Worker {
  const isBuilt = import.meta.url.endsWith(".js");
  const file = new URL(isBuilt ? "./workbook-worker.js" : "./workbook-worker.ts", import.meta.url);
  return new Worker(file, {
    workerData: given,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
    ...(isBuilt ? {} : { execArgv: ["--import", "tsx"] }),
  });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
