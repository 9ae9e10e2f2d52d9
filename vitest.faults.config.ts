import { defineConfig } from "vitest/config";

/** The fault suite: real processes, killed and cut off. Apart from `npm test`, because it needs minutes. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    globalSetup: ["test/support/built-bot.ts", "test/faults/support/setup.ts"],
    // Each case has servers and bots of its own, and waits most of its time: four share two cores well.
    maxWorkers: 4,
    testTimeout: 280_000,
    hookTimeout: 60_000,
  },
});
