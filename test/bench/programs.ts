import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EXIT_MISCONFIGURED } from "../../src/config/config.ts";
import { nodeOptions as imageNodeOptions } from "../dockerfile/image-command.ts";
import { liftQuota } from "../support/lift-quota.ts";
import type { PlatformSide } from "./platform-side.ts";
import type { Question } from "./questions.ts";
import { freePort } from "./wire.ts";

/** A program that can be measured. */
export interface Program {
  name: string;
  /** The script that `node` runs. */
  script: string;
  side: PlatformSide;
}

export const SCRIPTS = {
  bot: fileURLToPath(new URL("../../dist/main.js", import.meta.url)),
  /** The bot without its bundle, so that a profile names its modules. */
  botOfModules: fileURLToPath(new URL("../../dist/main-of-modules.js", import.meta.url)),
  baselineBolt: fileURLToPath(new URL("./baseline-bolt.mjs", import.meta.url)),
  baselineTelegraf: fileURLToPath(new URL("./baseline-telegraf.mjs", import.meta.url)),
};

/** The environment of a run: the CRM's address, and a folder that is removed afterwards. */
export interface RunEnvironment {
  crm: { url: string; apiKey: string };
  folder: string;
}

export interface Running {
  program: Program;
  pid: number;
  port: number;
  /** From the start of the process to its first answer, in milliseconds. */
  firstAnswerMs: number;
  stop(): Promise<void>;
}

/** Node 24 finds the code there as it was compiled. Node 20 compiles it at each start. */
const compiledIn = (folder: string) => join(folder, "compiled");

/** Stores the bot's code as V8 has compiled it, as the image's build does: the bot ends, because it has no configuration. */
export function storeCompiled(folder: string): void {
  const options = { env: { NODE_COMPILE_CACHE: compiledIn(folder) }, encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(process.execPath, [...imageNodeOptions, SCRIPTS.bot], options);
  if (status !== EXIT_MISCONFIGURED) throw new Error(`the bot ended with ${status}: ${stderr}`);
}

const RETRY_MS = 5;
const TIMEOUT_MS = 20_000;
let started = 0;

/**
 * Starts a program and asks it until it answers; `question` must be one that it can answer.
 * @param nodeOptions e.g. `["--inspect=127.0.0.1:9229"]`
 * @throws Error when it ended, or gave no answer within 20 s; the message quotes its stderr
 */
export async function start(
  program: Program,
  { crm, folder }: RunEnvironment,
  question: Question,
  nodeOptions: readonly string[] = [],
): Promise<Running> {
  started += 1;
  const port = await freePort();
  const errors = join(folder, `${started}.stderr`);
  const database = join(folder, `${started}.db`);
  // One agent looks up hundreds of customers a minute here.
  if (program.script === SCRIPTS.bot || program.script === SCRIPTS.botOfModules) await liftQuota(database);
  const startedMs = performance.now();
  // The bot starts as in the image. The baseline programs start without options.
  const [options, variables] =
    program.script === SCRIPTS.bot
      ? [imageNodeOptions, { NODE_COMPILE_CACHE: compiledIn(folder) }]
      : [[], {}];
  const child = spawn(process.execPath, [...options, ...nodeOptions, program.script], {
    env: {
      ...program.side.env,
      ...variables,
      ANTCRM_BASE_URL: crm.url,
      ANTCRM_API_KEY: crm.apiKey,
      DATABASE_URL: database,
      BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
      HOST: "127.0.0.1",
      PORT: String(port),
    },
    stdio: ["ignore", "ignore", openSync(errors, "w")],
  });
  await firstAnswer(program, child, port, question).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw new Error(`${program.name} gave no answer: ${readFileSync(errors, "utf8").slice(-2_000)}`, {
      cause: error,
    });
  });
  return {
    program,
    pid: child.pid ?? 0,
    port,
    firstAnswerMs: performance.now() - startedMs,
    async stop() {
      const ended = once(child, "exit");
      // Nothing it stores is needed afterwards, and a debugger would delay a graceful stop.
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A program does not report that it is up, so it is asked until it accepts the question. */
async function firstAnswer({ side }: Program, child: ChildProcess, port: number, question: Question) {
  const untilMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await side.ask(port, 0, question);
    } catch (error) {
      if (child.exitCode !== null || performance.now() > untilMs) throw error;
      await pause(RETRY_MS);
    }
  }
}
