import { defineConfig } from "vitest/config";

/** The fault suite: real processes, killed and cut off. Apart from `npm test`, because it needs minutes. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    globalSetup: ["test/support/built-bot.ts", "test/faults/support/setup.ts"],
    // Each case has servers and bots of its own, and waits most of its time: four share two cores well.
    maxWorkers: 4,
    // These end what hangs. They are far above what a test takes, because the machine may be busy.
    testTimeout: 600_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // A failure is printed with its whole values.
    chaiConfig: { truncateThreshold: 0 },
  },
});
