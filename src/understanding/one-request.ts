import { beyondIn } from "./beyond.ts";
import type { ArgumentReader } from "./command-arguments.ts";
import { corrected } from "./correction.ts";
import { decide, type Evidence } from "./decide.ts";
import { fold } from "./fold.ts";
import type { CommandGrammar, CommandRead, NamedRead, ReadingContext, Understanding } from "./grammar.ts";
import type { KnownCommands } from "./known-commands.ts";
import type { Model } from "./model/model.ts";
import { namedCommandReader } from "./named-command.ts";
import { opinionOf } from "./opinions.ts";
import { ownWordFinder, saysSomething } from "./own-words.ts";
import { isQuotation } from "./quotation.ts";
import { sentencesOf } from "./sentences.ts";
import { readStandalone } from "./standalone.ts";
import { composedVietnamese } from "./telex.ts";
import { isUnasked } from "./unasked-write.ts";
import { withoutPoliteness } from "./word-lists.ts";

export interface RequestReaderParts {
  commands: KnownCommands;
  argumentReader: ArgumentReader;
  model: Model;
}

/** A text that is read as one request. */
interface Asked {
  /** As it was typed. */
  text: string;
  /** Without polite words, with its corrections applied. */
  said: string;
  /** The command whose name or usual sentence stands in it. */
  named: NamedRead | null;
  context: ReadingContext;
}

/** "who's 0867 123 456" */
const CONTRACTED_IS = /(?<![\p{L}\p{N}])(who|what|how)['’]s(?![\p{L}\p{N}])/giu;
/** So many words beside a number may be a name, "chị Lan 0867 123 456"; more are a sentence. */
const WORDS_BESIDE = 4;
const LETTER = /\p{L}/u;
/** A number, or a word that can be spoken: with a vowel, and without five consonants in a row. "Zzzz" is none. */
const WORD_OR_NUMBER = /\d|(?<![a-z])(?![a-z]*[^aeiouy\W\d]{5})[a-z]*[aeiouy][a-z]*/;

/**
 * Creates the reader of a text that is one request: by a sign, a value alone, a command's name, and else by the model.
 * Values that the text leaves ambiguous are not settled yet.
 */
export function createRequestReader({ commands, argumentReader, model }: RequestReaderParts) {
  const names = new Set(commands.all.flatMap(({ name, aliases }) => [name, ...aliases]).map(fold));
  const commandIn = namedCommandReader(commands.all);
  const hasOwnWord = ownWordFinder(commands.all);
  const replacing = sentencesOf(commands.all).filter(({ insteadOf }) => insteadOf !== undefined);

  function readRequest(text: string, context: ReadingContext): Understanding {
    const asked = text.replace(/^[/!\s]+/, "").trim() || text;
    const sign = commandOfSign(asked, commands.all);
    if (sign) return { kind: "command", command: sign.name, args: {} };
    if (!saysSomething(asked)) return { kind: "unknown", nearest: [] };

    // The aliases "chào bạn" and "giúp đỡ" consist of polite words only.
    const isName = names.has(fold(asked).trim());
    const typed = composedVietnamese(isName ? asked : withoutPoliteness(asked));
    const said = corrected(typed).replace(CONTRACTED_IS, "$1 is");
    // Every name, usual sentence and told change has a letter: "0900 000 001" is not compared with any.
    const named = LETTER.test(said) ? commandIn(said, context, text.startsWith("/")) : null;
    if (named && (isName || named.isBare)) return named.read;
    const standalone = readStandalone(commands.all, said);
    if (standalone && (named === null || named.read.command === standalone.command)) {
      return named?.isWhole ? named.read : standalone;
    }
    return readByModel({ text, said, named, context });
  }

  function readByModel(asked: Asked): Understanding {
    const { text, said, named } = asked;
    const opinion = opinionOf(corrected(text.replace(/^\//, "")), model);
    const decided = decide(opinion, evidenceOf(asked));
    if (decided.kind === "nothing") return decided;
    if (decided.kind === "unknown") return readBesideNumber(asked) ?? withoutGibberish(decided, said);
    if (named === null && opinion.act === "scope" && saysNothing(decided, "beyond")) {
      return { ...decided, args: { beyond: beyondIn(said) } };
    }
    return saysTooLittle(decided, asked) ?? replaced(decided, asked);
  }

  function evidenceOf({ text, said, named, context }: Asked): Evidence {
    const readAll = (name: string) => argumentReader.readUnsettled(name, said, context);
    return {
      knows: model.knows,
      commandOf: (name) => commands.find(name) ?? null,
      named,
      readAll,
      // The arguments matter only for a role.
      isUnasked: (command) =>
        isUnasked({ command, args: command === "role" ? readAll(command).args : {} }, said),
      // An explicit change names its field, so a new value in quotes is no quotation.
      isQuotation: !named?.isExplicit && isQuotation(text),
    };
  }

  /** Reads a number or address with few words beside it: it is most likely about that customer. */
  function readBesideNumber({ said, named }: Asked): CommandRead | null {
    const beside = readStandalone(commands.all, said, WORDS_BESIDE);
    if (beside === null) return null;
    return named?.isComplete && named.read.command === beside.command ? named.read : beside;
  }

  /** Returns "unknown" for a text without any value that does not clearly name the command. Null for any other text. */
  function saysTooLittle(decided: CommandRead, { named, said }: Asked): Understanding | null {
    if (Object.keys(decided.args).length > 0) return null;
    // A number that is too short: "0867".
    if (!LETTER.test(said)) return { kind: "unknown", nearest: [decided.command] };
    const opensForm = named === null && asksFirst(decided.command);
    return opensForm && !hasOwnWord(said) ? { kind: "unknown", nearest: [] } : null;
  }

  /** True for a write that needs a value: without any, its form opens. */
  function asksFirst(command: string): boolean {
    const { writes, arguments: all = [] } = commands.find(command) ?? {};
    return writes === true && all.some(({ required }) => required);
  }

  /** True for a command that has this argument, and was read without any but the subject: "help on tickets". */
  function saysNothing({ command, args }: CommandRead, argument: string): boolean {
    const takes = commands.find(command)?.arguments.some(({ name }) => name === argument);
    return takes === true && Object.keys(args).every((name) => name === "topic");
  }

  /** Applies a sentence that means another command than its words seem to: "huỷ đơn 3503" deletes nothing. */
  function replaced(decided: CommandRead, { named, said, context }: Asked): CommandRead {
    const folded = fold(said);
    const meant = replacing.find(
      ({ insteadOf, pattern }) => insteadOf === decided.command && pattern.test(folded),
    );
    if (!meant) return decided;
    if (named?.read.command === meant.command.name) return named.read;
    const args = { ...argumentReader.readArguments(meant.command.name, said, context), ...meant.said };
    return { kind: "command", command: meant.command.name, args };
  }

  return readRequest;
}

/** Returns the command whose alias is the first sign of a text without letters and digits: "?" and "??" for help. */
function commandOfSign(asked: string, commands: readonly CommandGrammar[]): CommandGrammar | undefined {
  if (/[\p{L}\p{N}]/u.test(asked)) return undefined;
  return commands.find(({ aliases }) => aliases.includes(asked.slice(0, 1)));
}

/** Offers no command for a text without a number or a word that can be spoken: "zzzz". */
function withoutGibberish(decided: Understanding, said: string): Understanding {
  return WORD_OR_NUMBER.test(fold(said)) ? decided : { kind: "unknown", nearest: [] };
}
