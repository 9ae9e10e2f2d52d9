import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { nodeOptions } from "../../dockerfile/image-command.ts";
import { SCRIPTS } from "../programs.ts";

/** One of the bots on a database. It keeps its port over restarts. */
export interface BotProcess {
  /** Counts from 0. */
  number: number;
  port: number;
  /** The id of the process that runs now. */
  readonly pid: number;
  /** Resolves when it accepts events. @throws Error when it ends first, or after 60 s, with its stderr */
  start(): Promise<void>;
  /** `SIGSTOP` and `SIGCONT`. */
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end; sends SIGKILL after 60 s. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** Those that run now. None may outlive the benchmark, not even one that is frozen. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** @param errors  the file for the process' stderr */
export function createBotProcess(
  number: number,
  { port, environment, errors }: { port: number; environment: Record<string, string>; errors: string },
): BotProcess {
  let child: ChildProcess | undefined;
  const hasEnded = () => child === undefined || child.exitCode !== null || child.signalCode !== null;

  return {
    number,
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    async start() {
      child = spawn(process.execPath, [...nodeOptions, SCRIPTS.bot], {
        env: { ...environment, HOST: "127.0.0.1", PORT: String(port) },
        stdio: ["ignore", "ignore", openSync(errors, "a")],
      });
      const started = child;
      running.add(started);
      started.once("exit", () => void running.delete(started));
      const untilMs = performance.now() + WITHIN_MS;
      while (!(await isReady(port))) {
        if (hasEnded() || performance.now() > untilMs) {
          throw new Error(`bot ${number} did not come up: ${readFileSync(errors, "utf8").slice(-2_000)}`);
        }
        await pause(LOOK_EVERY_MS);
      }
    },
    signal: (signal) => void child?.kill(signal),
    async end(signal) {
      if (child === undefined || hasEnded()) return;
      const ended = once(child, "exit");
      child.kill(signal);
      const timer = setTimeout(() => child?.kill("SIGKILL"), WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
