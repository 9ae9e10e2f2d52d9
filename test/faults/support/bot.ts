import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

/** The bot in its own process, as `npm start` runs it. */
export interface Bot {
  readonly pid: number;
  /** All lines of output so far: the log on stdout, and stderr. */
  readonly lines: readonly string[];
  /** Resolves when the bot accepts events. @throws Error with its output when the process ends first */
  up(): Promise<void>;
  /** Resolves with the first matching line, past or future. @throws Error when the process ends first */
  waitForLog(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Signals npm and the bot together, as a terminal does at Ctrl-C. Only for a bot that npm runs. */
  signalGroup(signal: NodeJS.Signals): void;
  /** Sends SIGKILL; resolves when the process has ended. */
  kill(): Promise<void>;
  /** The exit code, or the signal that ended the process. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface BotOptions {
  environment: Readonly<Record<string, string>>;
  /** Runs the bot through another program: `["setpriv", "--bounding-set=-dac_override"]`. */
  runThrough?: readonly string[];
  /** Modules that Node loads before the bot. */
  preload?: readonly string[];
  /** Runs the compiled modules, not their bundle. For a preloaded module that changes one of them, or a package. */
  isOfModules?: boolean;
  /**
   * The process sends itself SIGKILL at this step: `"after sending"`, `"before accept 2"` (the second time). The steps
   * are the states of an operation, `told`, `accept` and `finish`, and of a digest or an alert `posting` and `posted`.
   */
  killAt?: string;
  /** The bot's time-out for AntCRM, instead of 30 s. */
  crmTimeoutMs?: number;
  /** Runs `npm start` in its own process group: `pid` and `signal` are then npm's. */
  npm?: boolean;
}

const FAULT_INJECTION = new URL("./fault-injection.mjs", import.meta.url).href;

/** Starts the bot. It inherits only `PATH` from this machine's environment. */
export function startBot(options: BotOptions): Bot {
  const { runThrough = [], preload = [], npm = false, killAt, crmTimeoutMs } = options;
  const faults = {
    ...(killAt === undefined ? {} : { FAULT_KILL_AT: killAt }),
    ...(crmTimeoutMs === undefined ? {} : { FAULT_CRM_TIMEOUT_MS: String(crmTimeoutMs) }),
  };
  const hasFaults = Object.keys(faults).length > 0;
  const { isOfModules = hasFaults } = options;
  const modules = hasFaults ? [FAULT_INJECTION, ...preload] : preload;
  const program = [
    process.execPath,
    ...modules.flatMap((module) => ["--import", module]),
    join(inject("dist"), isOfModules ? "main-of-modules.js" : "main.js"),
  ];
  const [command = "", ...args] = npm ? ["npm", "start"] : [...runThrough, ...program];
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

  function waitForLog(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = lines.find((line) => pattern.test(line));
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
      void ended.then((how) => {
        if (waiting.delete(check))
          reject(new Error(`the bot ended (${how}) with this output:\n${lines.join("\n")}`));
      });
    });
  }

  return {
    pid: pidOf(child),
    lines,
    ended,
    waitForLog: waitForLog,
    async up() {
      await waitForLog(/"the bot is up"/);
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

/** Kills a process group. ESRCH means that all of its processes have ended. */
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
