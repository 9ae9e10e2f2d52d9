import { fold } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";

/** A way to name a command, found in a text: its command and its place in the folded text. */
export interface NamedCommand {
  command: CommandGrammar;
  start: number;
  end: number;
}

interface Alias {
  command: CommandGrammar;
  words: readonly string[];
  /** As written, for aliases of one word: "trà" is not "tra". */
  written: string;
}

/** The names and aliases of all commands, by their first word. */
export type AliasIndex = ReadonlyMap<string, readonly Alias[]>;

export interface Word {
  folded: string;
  /** As typed, in small letters. */
  written: string;
  start: number;
  end: number;
}

/** Words that may stand inside a name of several words: "create a ticket", "tạo giúp em cái phiếu". */
const INSERTED: ReadonlySet<string> = new Set([
  "a",
  "an",
  "the",
  "new",
  "mot",
  "cai",
  "them",
  "moi",
  "giup",
  "gium",
  "em",
  "minh",
  "cho",
]);
const MAX_INSERTED = 3;

export function indexAliases(commands: readonly CommandGrammar[]): AliasIndex {
  const index = new Map<string, Alias[]>();
  for (const command of commands) {
    for (const written of new Set(
      [command.name, ...command.aliases].map((name) => name.normalize("NFC").toLowerCase()),
    )) {
      const words = fold(written).match(/[\p{L}\p{N}]+/gu) ?? [];
      const [first] = words;
      if (first) index.set(first, [...(index.get(first) ?? []), { command, words, written }]);
    }
  }
  return index;
}

/** All commands named at this word, the longest name first; several commands may share one. */
export function namedAt(index: AliasIndex, words: readonly Word[], position: number): NamedCommand[] {
  const first = words[position];
  if (!first) return [];
  const found = (index.get(first.folded) ?? []).flatMap((alias) => {
    const last = lastWord(alias, words, position);
    return last ? [{ command: alias.command, start: first.start, end: last.end }] : [];
  });
  return found.sort((a, b) => b.end - a.end);
}

function lastWord(alias: Alias, words: readonly Word[], position: number): Word | null {
  if (alias.words.length === 1) {
    const word = words[position];
    return word && (word.written === word.folded || word.written === alias.written) ? word : null;
  }
  let at = position;
  let inserted = 0;
  for (const expected of alias.words.slice(1)) {
    at++;
    while (
      words[at] &&
      words[at]?.folded !== expected &&
      INSERTED.has(words[at]?.folded ?? "") &&
      inserted < MAX_INSERTED
    ) {
      at++;
      inserted++;
    }
    if (words[at]?.folded !== expected) return null;
  }
  return words[at] ?? null;
}
