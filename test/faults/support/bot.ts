import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

/** The bot as a process of its own, as `npm start` runs it. */
export interface Bot {
  readonly pid: number;
  /** All that it said so far: the log on stdout, last words on stderr. */
  readonly lines: readonly string[];
  /** Resolves when it takes events. @throws Error when it ends before, with what it said */
  up(): Promise<void>;
  /** Resolves with the first line that fits, said already or to come. @throws Error when the process ends before */
  says(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Signals npm and the bot together, as a terminal does at Ctrl-C. Only for a bot that npm runs. */
  signalGroup(signal: NodeJS.Signals): void;
  /** kill -9; resolves when nothing is left of it. */
  kill(): Promise<void>;
  /** How it ended: its exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface BotOptions {
  environment: Readonly<Record<string, string>>;
  /** Runs the bot through another program: `["setpriv", "--bounding-set=-dac_override"]`. */
  through?: readonly string[];
  /** Modules that are loaded before the bot. */
  preload?: readonly string[];
  /**
   * The process kills itself at this step, as kill -9 would: `"after sending"`, `"before accept 2"` (the second time). The
   * steps are the states of an operation, `told`, `accept` and `finish`, and of a digest or an alert `posting` and `posted`.
   */
  killAt?: string;
  /** AntCRM's answers are waited for so long, instead of 30 s. */
  crmTimeoutMs?: number;
  /** Runs `npm start` in a process group of its own: `pid` and `signal` are then npm's. */
  npm?: boolean;
}

const FAULT_INJECTION = new URL("./fault-injection.mjs", import.meta.url).href;

/** Starts it; nothing of this machine's environment comes along but what a process needs to run at all. */
export function startBot(options: BotOptions): Bot {
  const { through = [], preload = [], npm = false, killAt, crmTimeoutMs } = options;
  const faults = {
    ...(killAt === undefined ? {} : { FAULT_KILL_AT: killAt }),
    ...(crmTimeoutMs === undefined ? {} : { FAULT_CRM_TIMEOUT_MS: String(crmTimeoutMs) }),
  };
  const modules = Object.keys(faults).length > 0 ? [FAULT_INJECTION, ...preload] : preload;
  const program = [
    process.execPath,
    ...modules.flatMap((module) => ["--import", module]),
    join(inject("dist"), "main.js"),
  ];
  const [command = "", ...args] = npm ? ["npm", "start"] : [...through, ...program];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, npm_config_update_notifier: "false", ...options.environment, ...faults },
    stdio: ["ignore", "pipe", "pipe"],
    cwd: dirname(inject("dist")),
    detached: npm,
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const ended = once(child, "close").then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);

  function says(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find((line) => pattern.test(line));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then((how) => {
        if (waiting.delete(look)) reject(new Error(`the bot ended (${how}) and said:\n${lines.join("\n")}`));
      });
    });
  }

  return {
    pid: pidOf(child),
    lines,
    ended,
    says,
    async up() {
      await says(/"the bot is up"/);
    },
    signal: (signal) => void child.kill(signal),
    signalGroup: (signal) => void process.kill(-pidOf(child), signal),
    async kill() {
      if (npm) killGroup(pidOf(child));
      else child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The group is gone when all of its processes have ended. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("the bot could not be started");
  return pid;
}
