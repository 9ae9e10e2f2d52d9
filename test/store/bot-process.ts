import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";

/**
 * Starts another process that opens the store, accepts one event, reports it, and keeps running.
 * @param busy  true: it continues to accept events, one after the other
 */
export async function startBot(file: string, busy = false): Promise<ChildProcess> {
  const module = (path: string) => JSON.stringify(pathToFileURL(join(inject("dist"), path)).href);
  const program = `
    import { openStore } from ${module("store/open.js")};
    import { createLogger } from ${module("logging/logger.js")};
    const store = await openStore({ url: ${JSON.stringify(file)}, log: createLogger({ level: "silent" }) });
    const accept = (id) => store.inbox.accept({ id, platform: "slack", payload: "kept", at: new Date() });
    await accept("from the bot");
    console.log("accepted");
    process.stdin.resume();
    for (let next = 1; ${busy}; next++) await accept("event " + next);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(createInterface(child.stdout), "line");
  return child;
}

export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
