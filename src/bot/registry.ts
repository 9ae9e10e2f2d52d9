import { type Role, reaches } from "../access/roles.ts";
import { AppError } from "../errors.ts";
import { defineMessages, LOCALES, type Locale } from "../i18n/messages.ts";
import { fold } from "../understanding/fold.ts";
import type { ArgumentGrammar, CommandGrammar } from "../understanding/grammar.ts";
import type { Command, CommandArgument } from "./command.ts";
import { choiceNames, choiceSynonyms } from "./forms/choice-names.ts";

/** The topics of the help. */
export const TOPICS = ["customers", "tickets", "points", "deals", "insight", "work", "team"] as const;

const names = defineMessages<Record<Topic, string>>({
  en: {
    customers: "Customers",
    tickets: "Tickets",
    points: "Points and gifts",
    deals: "Deals and products",
    insight: "Ratings and campaigns",
    work: "My work",
    team: "Bot and team",
  },
  vi: {
    customers: "Khách hàng",
    tickets: "Phiếu",
    points: "Điểm và quà",
    deals: "Đơn hàng, sản phẩm",
    insight: "Đánh giá, chiến dịch",
    work: "Việc của tôi",
    team: "Bot và nhóm",
  },
});

export const topicName = (topic: Topic, locale: Locale): string => names[locale][topic];

/** The one list of commands; help, menus, forms and the reader of free text are derived from it. */
export interface Registry {
  find(name: string): Command | null;
  /** Returns the command of a stored button, draft or operation. @throws AppError `expired` this version has none */
  get(name: string): Command;
  /** Returns the command that a customer's name alone asks for. */
  ofName(): Command | null;
  /** Returns what a person of this role sees in help and menus. */
  visibleTo(role: Role): readonly Command[];
  grammars: readonly CommandGrammar[];
  /** True if the whole text is a command's name or alias, with or without accents: `"tro giup"`. */
  isName(text: string): boolean;
}

/** These come first, and are offered for a text that is like no command. */
const MOST_WANTED = ["customer", "ticket"];

/** Returns the commands of a topic that a person of this role may use. */
export type VisibleIn = (topic: Topic, role: Role) => readonly Command[];

/**
 * @param catalogue  every command but help
 * @param createHelp makes the command that lists the others
 */
export function createRegistry(
  catalogue: Catalogue,
  createHelp: (visibleIn: VisibleIn) => Command,
): Registry {
  const visibleIn: VisibleIn = (topic, role) =>
    catalogue[topic].filter((command) => !command.hidden && reaches(role, command.role));
  const help = createHelp(visibleIn);
  const commands = [...TOPICS.flatMap((topic) => catalogue[topic]), help];
  const visibleTo = (role: Role) => [...TOPICS.flatMap((topic) => visibleIn(topic, role)), help];
  const byName = new Map(commands.map((command) => [command.name, command]));
  const names = new Set(commands.flatMap(({ name, aliases }) => [name, ...aliases]).map(fold));
  return {
    find: (name) => byName.get(name) ?? null,
    get(name) {
      const command = byName.get(name);
      if (command === undefined) throw new AppError("expired", `there is no command ${name} any more`);
      return command;
    },
    ofName: () => commands.find(({ standalone }) => standalone.includes("name")) ?? null,
    visibleTo,
    grammars: [...commands].sort((a, b) => wanted(b) - wanted(a)).map(grammarOf),
    isName: (text) => names.has(fold(text).trim()),
  };
}

function wanted({ name }: Command): number {
  return MOST_WANTED.includes(name) ? 1 : 0;
}

function grammarOf(command: Command): CommandGrammar {
  return {
    name: command.name,
    writes: command.effect === "write",
    ...(command.changesWith !== null && { changesWith: command.changesWith }),
    aliases: command.aliases,
    examples: LOCALES.flatMap((locale) => command.examples(locale)),
    standalone: command.standalone,
    arguments: command.arguments.map(argumentGrammar),
  };
}

function argumentGrammar(argument: CommandArgument): ArgumentGrammar {
  const { label, values, learned: _, alsoCalled = [], ...note } = argument;
  const grammar = { ...note, keys: [...new Set([label.vi, label.en, argument.name, ...alsoCalled])] };
  if (values === undefined) return grammar;
  const labels = (value: string) => [
    ...LOCALES.map((locale) => choiceNames[locale](value)),
    ...(choiceSynonyms[value] ?? []),
  ];
  return { ...grammar, choices: values.map((value) => ({ value, labels: [...new Set(labels(value))] })) };
}

/** The commands by topic, in the order in which help and menus show them. */
export type Catalogue = Readonly<Record<Topic, readonly Command[]>>;

export type Topic = (typeof TOPICS)[number];
