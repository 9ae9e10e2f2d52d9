import { accentsOf } from "../crm/shapes.ts";
import { withAbbreviations } from "./abbreviations.ts";
import { type Folded, fold, typedText } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";

/** A command that a text names, with the place of the name in the folded text. */
export interface NamedCommand {
  command: CommandGrammar;
  start: number;
  end: number;
  /** Words inside the name that are an argument: `"urgent"` in "create an urgent ticket". */
  inside?: string;
  /** The arguments that a sentence implies. */
  said?: Readonly<Record<string, string>>;
  /** True: the name counts only if everything else in the text is an argument. */
  whole?: boolean;
}

interface Alias {
  command: CommandGrammar;
  words: readonly AliasWord[];
}

interface AliasWord {
  folded: string;
  accents: string;
}

/** The names and aliases of all commands, by their first word. */
type AliasIndex = ReadonlyMap<string, readonly Alias[]>;

interface Word {
  folded: string;
  /** As typed, in small letters. */
  written: string;
  /** Its accents, as `accentsOf` gives them. */
  accents: string;
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
const INSERTED_PRIORITY: ReadonlySet<string> = new Set(["urgent", "gap", "khan"]);
const MAX_INSERTED = 3;

/** The number of words that are searched. A name after them belongs to a story, not to a request. */
const WORDS_SEARCHED = 14;

/** Creates a function that finds all commands that are named among the first words of a text. */
export function aliasFinder(commands: readonly CommandGrammar[]) {
  const index = indexAliases(commands);
  return (passage: Folded): NamedCommand[] => {
    const words: Word[] = [];
    for (const match of passage.text.matchAll(/[\p{L}\p{N}]+/gu)) {
      if (words.length === WORDS_SEARCHED) break;
      const [start, end] = [match.index, match.index + match[0].length];
      const written = typedText(passage, start, end).toLowerCase();
      const accents = written === match[0] ? "" : accentsOf(written);
      words.push({ folded: match[0], written, accents, start, end });
    }
    return words.flatMap((_, position) => namedAt(index, words, position));
  };
}

function indexAliases(commands: readonly CommandGrammar[]): AliasIndex {
  const index = new Map<string, Alias[]>();
  // The names are made of few different words.
  const aliasWords = new Map<string, AliasWord>();
  const wordOf = (written: string) => {
    const word = aliasWords.get(written) ?? aliasWord(written);
    aliasWords.set(written, word);
    return word;
  };
  for (const command of commands) {
    const names = [command.name, ...command.aliases].flatMap((name) =>
      withAbbreviations(name.normalize("NFC").toLowerCase()),
    );
    for (const name of new Set(names)) {
      const words = (name.match(/[\p{L}\p{N}]+/gu) ?? []).map(wordOf);
      const [first] = words;
      if (first === undefined) continue;
      const alike = index.get(first.folded) ?? [];
      alike.push({ command, words });
      index.set(first.folded, alike);
    }
  }
  return index;
}

function aliasWord(written: string): AliasWord {
  const folded = fold(written);
  return { folded, accents: folded === written ? "" : accentsOf(written) };
}

/** Returns all commands named at this word, the longest name first; several commands may share a name. */
function namedAt(index: AliasIndex, words: readonly Word[], position: number): NamedCommand[] {
  const first = words[position];
  if (!first) return [];
  const found = (index.get(first.folded) ?? []).flatMap((alias) => {
    const last = lastWord(alias, words, position);
    if (last === null) return [];
    const inside = words.slice(position, last).find(({ folded }) => INSERTED_PRIORITY.has(folded))?.written;
    const named = { command: alias.command, start: first.start, end: words[last]?.end ?? first.end };
    return [inside === undefined ? named : { ...named, inside }];
  });
  return found.sort((a, b) => b.end - a.end);
}

/** Returns the position of the name's last word, or null if this name does not stand here. */
function lastWord(alias: Alias, words: readonly Word[], position: number): number | null {
  let at = position - 1;
  let inserted = 0;
  for (const [index, expected] of alias.words.entries()) {
    at++;
    while (!isWord(words[at], expected)) {
      if (index === 0 || !mayStandInside(words[at]) || ++inserted > MAX_INSERTED) return null;
      at++;
    }
  }
  return at;
}

/** A word typed without accents matches; with accents it must be the same: "trà" is not "tra", Hằng is not "hàng". */
function isWord(word: Word | undefined, expected: AliasWord): boolean {
  if (word?.folded !== expected.folded) return false;
  return word.written === word.folded || word.accents === expected.accents;
}

function mayStandInside(word: Word | undefined): boolean {
  return word !== undefined && (INSERTED.has(word.folded) || INSERTED_PRIORITY.has(word.folded));
}
