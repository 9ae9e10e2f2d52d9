import { fold } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";

/** Signs of code in a word: "<script>alert(1)</script>", "{{7*7}}", "../../etc". A mention on Slack is "<@U0123>". */
const CODE = /<(?![@#!])|[{}\\|$^]|\.\.\//;

/** True if a word of letters or digits stands in the text that is no code: emoji and signs alone ask for nothing. */
export function saysSomething(text: string): boolean {
  return text.split(/\s+/).some((word) => /[\p{L}\p{N}]/u.test(word) && !CODE.test(word));
}

/** Creates the test whether a text has a word of any command's name: "drop table" has none, and opens no form. */
export function ownWordFinder(commands: readonly CommandGrammar[]): (text: string) => boolean {
  const wordsOf = (text: string) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const own = new Set(
    commands.flatMap(({ aliases, arguments: all }) =>
      [...aliases, ...all.flatMap(({ keys }) => keys)].flatMap(wordsOf),
    ),
  );
  return (text) => wordsOf(text).some((word) => own.has(word));
}
