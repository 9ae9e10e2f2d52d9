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
  const ownWords = () =>
    commands.flatMap(({ aliases, arguments: all }) =>
      [...aliases, ...all.flatMap(({ keys }) => keys)].flatMap(wordsOf),
    );
  // Few texts need it, and it takes a quarter of the time in which the reader is made.
  let own: ReadonlySet<string> | undefined;
  return (text) => {
    own ??= new Set(ownWords());
    return wordsOf(text).some((word) => own?.has(word));
  };
}
