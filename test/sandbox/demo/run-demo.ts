import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";

/** The demo in its own process, with its output so far. */
export interface RunningDemo {
  readonly process: ChildProcessWithoutNullStreams;
  readonly output: string;
  /** Writes a line to its standard input. */
  types(line: string): void;
  /** Resolves with the match when the output matches. Rejects when the demo ends first. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when the process has ended and its output is complete. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function startDemo(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): RunningDemo {
  const child = spawn(process.execPath, [join(inject("dist"), "sandbox/demo.js"), ...args], {
    env: { ...process.env, ...environment },
  });
  let output = "";
  let isOver = false;
  const closed = once(child, "close").then(([code, signal]) => {
    isOver = true;
    return { code, signal };
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  return {
    process: child,
    get output() {
      return output;
    },
    types: (line) => void child.stdin.write(`${line}\n`),
    async shows(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (isOver) throw new Error(`the demo ended without showing ${pattern}:\n${output}`);
        await Promise.race([once(child.stdout, "data"), closed]);
      }
    },
    ended: () => closed,
  };
}
