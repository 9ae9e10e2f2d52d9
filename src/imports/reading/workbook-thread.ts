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

const LIMITS = { resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB } };

/**
 * Built, the thread runs JavaScript. In development and in tests it runs TypeScript, for which a thread has to load tsx
 * by itself: it does not inherit what loads the program around it.
 */
function startThread(workerData: Given): Worker {
  if (import.meta.url.endsWith(".js")) {
    return new Worker(new URL("./workbook-worker.js", import.meta.url), { workerData, ...LIMITS });
  }
  const [loader, file] = ["tsx/esm/api", "./workbook-worker.ts"].map((name) => import.meta.resolve(name));
  const program = `import("${loader}").then((tsx) => tsx.register()).then(() => import("${file}"))`;
  return new Worker(program, { eval: true, workerData, ...LIMITS });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
