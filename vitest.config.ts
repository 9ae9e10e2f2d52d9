import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/faults/**", "test/bench/**"],
    // Conversations start a whole house (store, servers, both platforms): generous, because the machine may be busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      include: ["src/**"],
      exclude: ["src/sandbox/**"],
    },
  },
});
