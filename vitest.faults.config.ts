import { defineConfig } from "vitest/config";

/** The fault suite: real processes, killed and cut off. Apart from `npm test`, because it needs minutes. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    globalSetup: ["test/faults/support/setup.ts"],
    // Each case starts bots of its own; two at a time are what two cores carry without one starving the other.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
