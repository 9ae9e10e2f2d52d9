import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject, onTestFinished } from "vitest";

interface ProgramOptions {
  /** Modules that Node loads before the program. */
  preload?: readonly string[];
  /** Runs it through another program: `["setpriv", "--bounding-set=-dac_override"]`. */
  runThrough?: readonly string[];
}

/** Runs one of the package's built programs in its own process, with only this environment: `"cli/backup.js"`. */
export function runBuilt(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { preload = [], runThrough = [] }: ProgramOptions = {},
) {
  const node = [process.execPath, ...preload.flatMap((module) => ["--import", module])];
  const [command = "", ...rest] = [...runThrough, ...node, join(inject("dist"), program), ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => said.push(line));
  }
  const ended = once(child, "close").then(([code]) => ({ code, said: said.join("\n") }));
  return { child, ended };
}
