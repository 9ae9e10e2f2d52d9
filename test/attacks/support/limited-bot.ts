import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";

/** A file on this machine. */
export interface Asked {
  path: string;
  name: string;
  mime: string;
}

/** The answer to an import, and how look-ups behaved during it. */
export interface Reported {
  text: string;
  tookMs: number;
  lookUps: number;
  slowestLookUpMs: number;
  /** The longest block of the event loop. */
  longestBlockMs: number;
  rssMb: number;
}

export interface LimitedBot {
  /** @throws Error when the process ends instead of answering */
  imports(name: string, bytes: Uint8Array): Promise<Reported>;
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** Runs a test's program with a heap of 512 MB. It reads the CRM and the database from its environment. */
export function forkLimited(
  program: URL,
  { url, apiKey }: Pick<AntcrmSandbox, "url" | "apiKey">,
  folder: string,
): ChildProcess {
  return fork(fileURLToPath(program), {
    execArgv: ["--max-old-space-size=512", "--import", import.meta.resolve("tsx")],
    env: {
      PATH: process.env.PATH ?? "",
      ANTCRM_BASE_URL: url,
      ANTCRM_API_KEY: apiKey,
      DATABASE_URL: join(folder, "bot.db"),
    },
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
}

/** Starts a bot with a heap of 512 MB, over a CRM server in this process. */
export async function startLimitedBot(): Promise<LimitedBot> {
  const [crm, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    mkdtemp(join(tmpdir(), "limited-bot-")),
  ]);
  const program = new URL("./limited-bot-program.ts", import.meta.url);
  const child = forkLimited(program, crm, folder);
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const ended = once(child, "exit");

  async function says(): Promise<unknown> {
    const said = once(child, "message").then(([message]) => message as unknown);
    const died = ended.then(([code, signal]) => {
      throw new Error(`the bot's process ended (${code ?? signal}):\n${errors}`);
    });
    return Promise.race([said, died]);
  }

  if (isAlive()) await says();
  return {
    async imports(name, bytes) {
      const path = join(folder, name);
      await writeFile(path, bytes);
      if (!isAlive()) throw new Error(`the bot's process has ended before:\n${errors}`);
      const mime = name.endsWith(".csv") ? "text/csv" : "application/octet-stream";
      child.send({ path, name, mime } satisfies Asked);
      return (await says()) as Reported;
    },
    isAlive,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await crm.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
