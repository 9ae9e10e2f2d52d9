import { namesNothing } from "../understanding/about-one.ts";
import type { Reading } from "../understanding/arguments.ts";
import { fold } from "../understanding/fold.ts";
import type { ArgumentKind, CommandRead, Understanding } from "../understanding/grammar.ts";
import { type NewValue, readNewValue } from "../understanding/new-value.ts";
import { mayBeName } from "../understanding/person-name.ts";
import type { Args, Command, CommandArgument } from "./command.ts";
import type { Conversation } from "./conversation.ts";
import type { Pointed } from "./pointing.ts";
import type { Registry } from "./registry.ts";

interface AskingAgainPorts {
  registry: Registry;
  /** Reads the arguments of a command, and the words that are none. */
  readAll(command: string, text: string): Reading;
}

/** Kinds that nearly any words fit. Such a value counts only in words that clearly ask again: "nồi cơm thì sao". */
const ANY_WORDS: ReadonlySet<ArgumentKind> = new Set(["line", "lines", "list", "code", "product", "person"]);
/** Arguments that say whose records are meant. A new one replaces the others. */
const WHOSE: ReadonlySet<string> = new Set(["whose", "assignee", "person"]);
/** Kinds whose values are words of a choice, and how many such words there are at most. */
const CHOSEN: ReadonlySet<ArgumentKind> = new Set(["choice", "priority"]);
const CHOICE_WORDS = 3;
/** The plain name of a list at the start of a text. */
const NAMES_RECORDS =
  /^\W*(?:(?:xem|coi|ds|danh sach|cac|nhung) )*(?:phieu|don(?: hang)?|khach(?: hang)?|danh gia|chien dich|viec|qua|tickets?|orders?|deals?|customers?|ratings?|tasks?|gifts?)(?!\p{L})/u;
/** What a person does not type, and what belongs to the first question only. */
const NOT_KEPT: ReadonlySet<ArgumentKind> = new Set(["page", "carried"]);

/**
 * Understands a text that asks for the same as before with another value: after yesterday's low ratings, "tuần trước thì
 * sao" asks for those of last week. Only a command that reads is asked again.
 */
export function understandAskedAgain(
  text: string,
  understood: Understanding,
  { asked }: Conversation,
  { registry, readAll }: AskingAgainPorts,
): Pointed | null {
  const command = asked === null ? null : registry.find(asked.command);
  const said = readNewValue(text);
  if (asked === null || command === null || said === null || command.effect === "write") return null;
  if (asksItself(text, understood, command, said, registry)) return null;
  const read = readAll(command.name, said.value);
  const args = { ...read.args, ...colleagueIn(said, command, asked.args) };
  const given = command.arguments.filter(({ name }) => args[name] !== undefined);
  // A word that chooses stays among the others: "gấp", "đã đóng".
  const isChoice =
    given.every(({ kind }) => CHOSEN.has(kind)) && said.value.split(" ").length <= CHOICE_WORDS;
  if (given.length === 0 || (read.leftover !== "" && !isChoice && !isColleague(given))) return null;
  const isVague = given.some(
    ({ name, kind }) => ANY_WORDS.has(kind) || (args[name]?.startsWith("name:") ?? false),
  );
  const isOther = understood.kind === "command" && !isRecordAlone(understood, registry);
  if (isVague && (said.asksAgain !== "clear" || isOther || namesNothing(said.value))) return null;
  return {
    kind: "command",
    command,
    args: { ...kept(command, asked.args, args), ...args },
    recalled: [],
    ignored: null,
    isCertain: true,
  };
}

/** Reads a colleague's name where the question before was about somebody's tickets or tasks: "còn Minh". */
function colleagueIn({ value, asksAgain }: NewValue, command: Command, before: Args): Args {
  const whose = command.arguments.filter(({ name }) => WHOSE.has(name));
  const argument = whose.find(({ kind }) => kind === "line");
  const isAboutColleagues =
    whose.some(({ name }) => before[name] !== undefined) ||
    command.arguments.every(({ kind }) => kind !== "customer");
  if (argument === undefined || !isAboutColleagues || asksAgain !== "clear" || !mayBeName(value)) return {};
  return { [argument.name]: value };
}

function isColleague(given: readonly CommandArgument[]): boolean {
  return given.length === 1 && given.every(({ name }) => WHOSE.has(name));
}

/** True if the text is a request of its own: it writes, or its number alone opens another record. */
function asksItself(
  text: string,
  understood: Understanding,
  asked: Command,
  { asksAgain }: NewValue,
  registry: Registry,
): boolean {
  if (understood.kind !== "command") return false;
  const command = registry.get(understood.command);
  const isAlone = isRecordAlone(understood, registry);
  const isNumber = !/\p{L}{2}/u.test(text.replace(/\b(?:chu|nua|lai)\b|chứ|nữa|lại/giu, ""));
  const takesNumber = asked.arguments.some(({ kind }) => kind === "ticket" || kind === "deal");
  if (isAlone && asksAgain === "none") return !(isNumber && takesNumber);
  if (isAlone && isNumber) return false;
  if (understood.isUncertain) return false;
  // "Phiếu đang mở" names what it asks for, and is no value of the question before.
  if (command.name === asked.name && asksAgain === "none" && NAMES_RECORDS.test(fold(text))) return true;
  // With words that ask again, another reading command was only guessed: the text holds nothing but a value.
  return command.name !== asked.name && (command.effect === "write" || asksAgain === "none");
}

/** True if only a record was read, which its number or name alone would open. */
function isRecordAlone({ command, args }: CommandRead, registry: Registry): boolean {
  return Object.keys(args).length === 1 && registry.get(command).standalone.length > 0;
}

/** Returns the values of the first question that the new ones leave as they are. */
function kept(command: Command, before: Args, now: Args): Args {
  const saysWhose = Object.keys(now).some((name) => WHOSE.has(name));
  return Object.fromEntries(
    command.arguments.flatMap(({ name, kind }) => {
      const value = before[name];
      const isDropped = NOT_KEPT.has(kind) || (saysWhose && WHOSE.has(name));
      return value === undefined || isDropped ? [] : [[name, value] as const];
    }),
  );
}
