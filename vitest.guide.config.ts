import { defineConfig } from "vitest/config";

/** The README's guide, typed into a copy of the repository. It is no part of `npm test`, because it takes a minute. */
export default defineConfig({
  test: {
    include: ["test/guide/**/*.test.ts"],
    testTimeout: 900_000,
  },
});
