import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of a benchmark in a process of its own, which reports what it measured. */
export interface Forked {
  pid: number;
  /** Waits for the program's next message. @throws Error when the program ends instead */
  message<T>(): Promise<T>;
  send(message: object | string): void;
  /** Lets the program end by itself. */
  disconnect(): Promise<void>;
  kill(): Promise<void>;
}

export interface ForkedOptions {
  args?: readonly string[];
  /** In addition to the environment of this process. */
  env?: NodeJS.ProcessEnv;
}

/** Starts a program beside this file: `"import-program.mjs"`. Dates in messages stay `Date` objects. */
export function startForked(name: string, { args = [], env = {} }: ForkedOptions = {}): Forked {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), args, {
    ...(name.endsWith(".mjs") && { execArgv: [] }),
    env: { ...process.env, ...env },
    serialization: "advanced",
  });
  const ended = once(child, "exit");
  return {
    pid: child.pid ?? 0,
    async message<T>() {
      const died = ended.then(([code, signal]) => {
        throw new Error(`${name} ended (${code ?? signal}) without an answer`);
      });
      const [message] = await Promise.race([once(child, "message"), died]);
      return message as T;
    },
    send: (message) => void child.send(message),
    async disconnect() {
      if (child.connected) child.disconnect();
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
