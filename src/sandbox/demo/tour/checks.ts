import type { Said, Transcript } from "../transcript.ts";

/** The checks of the tour. Each one is written to the transcript; a failed one shows what was seen instead. */
export interface Checks {
  readonly passed: number;
  readonly failed: number;
  equal(said: Said, seen: unknown, expected: unknown): void;
  /** The text contains all of these pieces. */
  contains(said: Said, text: string, ...pieces: readonly string[]): void;
  /** Records that an expected event did not happen, e.g. an answer that never came. */
  fail(said: Said, expected: string, seen: string): void;
}

export function createChecks(transcript: Transcript): Checks {
  let passed = 0;
  let failed = 0;

  function check(said: Said, holds: boolean, expected: string, seen: string): void {
    transcript.check(holds, said);
    if (holds) {
      passed += 1;
      return;
    }
    failed += 1;
    transcript.line(`     expected: ${expected}`);
    transcript.line(`     seen:     ${seen.replaceAll("\n", "\n               ")}`);
  }

  return {
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
    equal(said, seen, expected) {
      const [is, should] = [JSON.stringify(seen), JSON.stringify(expected)];
      check(said, is === should, should, is ?? "nothing");
    },
    contains(said, text, ...pieces) {
      const missing = pieces.filter((piece) => !text.includes(piece));
      check(said, missing.length === 0, `a text with ${missing.map((it) => `"${it}"`).join(" and ")}`, text);
    },
    fail: (said, expected, seen) => check(said, false, expected, seen),
  };
}
