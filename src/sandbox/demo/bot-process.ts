import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The bot as in production: its own process, configured by its environment. */
export interface BotProcess {
  readonly pid: number;
  /** Rejects when the process ends without `stop`, with its last lines. Otherwise stays pending. */
  readonly died: Promise<never>;
  /** Sends SIGTERM, then SIGKILL after a time limit. */
  stop(): Promise<void>;
}

/** How long the bot may take to finish its work in progress. */
const STOP_MS = 5_000;
/** How many of its last lines explain why a bot died. */
const LAST_LINES = 20;

/**
 * Starts `main` beside the sandbox: from source under tsx, from `dist` as plain JavaScript.
 * @param environment  the bot's whole environment. Only variables that every process needs are inherited, so that no
 *   token, proxy or webhook of this machine reaches the demo.
 * @param onLine  gets each line of the bot's log
 */
export function startBotProcess(
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): BotProcess {
  const child = spawn(process.execPath, mainArguments(), {
    env: { ...inheritedEnvironment(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // Its own process group: Ctrl-C in a terminal reaches the demo alone, which then stops the bot gracefully.
    detached: true,
  });
  const lines = readLines(child, onLine);
  let isWanted = true;
  const died = new Promise<never>((_resolve, reject) => {
    child.once("error", (error) => reject(new Error(`the bot could not be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      if (isWanted) reject(new Error(exitMessage(signal ?? `exit code ${code}`, lines)));
    });
  });
  // Callers that wait for `died` get the error; without one it is no unhandled rejection.
  died.catch(() => undefined);
  const killChild = () => child.kill("SIGKILL");
  process.once("exit", killChild);

  return {
    pid: child.pid ?? 0,
    died,
    async stop() {
      isWanted = false;
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) await end(child);
      process.off("exit", killChild);
    },
  };
}

function mainArguments(): string[] {
  const isSource = import.meta.url.endsWith(".ts");
  const main = fileURLToPath(new URL(isSource ? "../../main.ts" : "../../main.js", import.meta.url));
  return isSource ? ["--import", import.meta.resolve("tsx"), main] : [main];
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function readLines(child: ChildProcess, onLine: (line: string) => void): string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      onLine(line);
    });
  }
  return last;
}

function exitMessage(how: string, lines: readonly string[]): string {
  const said = lines.length > 0 ? ` It said last:\n${lines.join("\n")}` : " It said nothing.";
  return `the bot ended by itself (${how}).${said}`;
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const killTimer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await closed;
  clearTimeout(killTimer);
}
