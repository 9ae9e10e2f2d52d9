import type { Bilingual, Transcript } from "../transcript.ts";

/** The checks of the tour. Each one is written to the transcript; a failed one shows what was seen instead. */
export interface Checks {
  readonly passed: number;
  readonly failed: number;
  equal(label: Bilingual, seen: unknown, expected: unknown): void;
  /** The text contains all of these pieces. */
  contains(label: Bilingual, text: string, ...pieces: readonly string[]): void;
  /** Records that an expected event did not happen, e.g. an answer that never came. */
  fail(label: Bilingual, expected: string, seen: string): void;
}

export function createChecks(transcript: Transcript): Checks {
  let passed = 0;
  let failed = 0;

  function check(label: Bilingual, holds: boolean, expected: string, seen: string): void {
    transcript.check(holds, label);
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
    equal(label, seen, expected) {
      const [is, should] = [JSON.stringify(seen), JSON.stringify(expected)];
      check(label, is === should, should, is ?? "nothing");
    },
    contains(label, text, ...pieces) {
      const missing = pieces.filter((piece) => !text.includes(piece));
      check(label, missing.length === 0, `a text with ${missing.map((it) => `"${it}"`).join(" and ")}`, text);
    },
    fail: (label, expected, seen) => check(label, false, expected, seen),
  };
}
