import { statfsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { defineConfig } from "vitest/config";

/** A disk in memory, where Linux has a large one: each test opens stores of its own, and would wait for the real disk. */
function temporaryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize >= 1024 ** 3 ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/faults/**", "test/guide/**", "test/bench/**"],
    globalSetup: ["test/support/built-bot.ts"],
    env: { TMPDIR: temporaryFolder() },
    // These end what hangs. They are far above what a test takes, because the machine may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Tests wait for servers and processes a third of their time: two cores are kept busy by three workers.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Each test builds a whole bot, and V8's small young generation would be collected all the time: 8 % of the CPU.
    execArgv: ["--max-semi-space-size=64"],
    // Each file makes what it needs anew and no module keeps state, so nobody need load everything 180 times.
    isolate: false,
    coverage: {
      include: ["src/**"],
      exclude: ["src/sandbox/**"],
    },
  },
});
