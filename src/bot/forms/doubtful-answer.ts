import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { corrects } from "../../understanding/amendment-words.ts";
import { speaksAbout } from "../../understanding/answers-to-question.ts";
import { isPutToBot, isQuestion, tellsOfSomebody } from "../../understanding/asks-bot.ts";
import { asksToWait } from "../../understanding/asks-to-wait.ts";
import type { ArgumentKind, Understanding } from "../../understanding/grammar.ts";
import { type Command, isComplete } from "../command.ts";
import type { Registry } from "../registry.ts";
import type { Offer } from "../request-kinds.ts";
import type { Draft } from "./draft.ts";
import { asksClearly, isProse } from "./other-request.ts";
import { stillOpenLine } from "./prompts.ts";

const doubtMessages = defineMessages({
  en: {
    title: "Not stored yet",
    asked: (said: string, field: string) => `Is “${said}” the ${field}, or something else?`,
    use: (field: string) => `Use as ${field}`,
  },
  vi: {
    title: "Bot chưa ghi lại",
    asked: (said, field) => `“${said}” là ${field}, hay là chuyện khác?`,
    use: (field) => `Ghi làm ${field}`,
  },
});

/** Kinds whose values are free words, so that nearly any text can be read as one. */
const ANY_WORDS: ReadonlySet<ArgumentKind> = new Set(["line", "lines", "list", "code"]);
/** Kinds whose value is found among other words: "số 0867 123 456 có ai dùng chưa ta" holds a phone number. */
const AMONG_WORDS: ReadonlySet<ArgumentKind> = new Set(["customer", "phone", "phones", "email", "emails"]);

/**
 * Returns null if the text is the answer to the form's question. If it may also ask the bot for something, such as to wait,
 * the bot must ask first: returns the commands to offer, which may be none.
 */
export function doubtIn(
  command: Command,
  asking: string,
  said: string,
  understood: Understanding,
  registry: Registry,
): readonly Offer[] | null {
  const asked = command.asked.find(({ name }) => name === asking);
  if (asked === undefined) return null;
  if (AMONG_WORDS.has(asked.kind)) return isAside(said) ? readingOf(command, understood, registry) : null;
  if (!ANY_WORDS.has(asked.kind)) return null;
  if (asksToWait(said)) return [];
  const other = otherCommandIn(command, said, understood, registry);
  if (other !== null) return [other];
  const asks = isProse(asked) ? isPutToBot(said) : isQuestion(said);
  return asks ? [] : null;
}

/** True for a text that asks to wait, asks something, or tells of a number: "số 0867 123 456 có ai dùng chưa". */
export function isAside(said: string): boolean {
  return asksToWait(said) || isQuestion(said) || (speaksAbout(said) && !corrects(said));
}

/** Returns the look-up that the text asks for in full: whose number it is. */
function readingOf(command: Command, understood: Understanding, registry: Registry): readonly Offer[] {
  if (understood.kind !== "command" || understood.isUncertain) return [];
  const other = registry.get(understood.command);
  const isRead = other.effect !== "write" && other.name !== command.name;
  return isRead && isComplete(other, understood.args) ? [{ command: other, args: understood.args }] : [];
}

/** Returns another command that the text asks for with all its values, or null. */
function otherCommandIn(
  command: Command,
  said: string,
  understood: Understanding,
  registry: Registry,
): Offer | null {
  if (understood.kind !== "command" || understood.ignored !== undefined || understood.isUncertain)
    return null;
  const other = registry.get(understood.command);
  const { args } = understood;
  if (other.name === command.name || !isComplete(other, args) || tellsOfSomebody(said)) return null;
  return asksClearly(other, said, understood) ? { command: other, args } : null;
}

/** Asks whether a text is the answer to the form's question. The form stays open. */
export function doubtCard(
  command: Command,
  { draft, said, offers }: { draft: Draft; said: string; offers: readonly Offer[] },
  locale: Locale,
): Card {
  const t = doubtMessages[locale];
  const asking = draft.asking ?? "";
  const field = command.asked.find(({ name }) => name === asking)?.label[locale] ?? "";
  const use = button(t.use(field), ":answer", { draft: draft.id, field: asking, value: said });
  const others = offers.map((one) => button(one.command.title(locale), one.command.name, one.args));
  return {
    ...card(
      t.title,
      text(t.asked(said, field)),
      buttons(...others, use),
      context(stillOpenLine(command, draft, locale)),
    ),
    tone: "warning",
  };
}
