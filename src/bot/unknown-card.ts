import { reaches } from "../access/roles.ts";
import { button, buttons, type Card, card, text } from "../cards/card.ts";
import { defineMessages } from "../i18n/messages.ts";
import type { Who } from "./context.ts";
import type { Offer } from "./request.ts";

const unknownCardMessages = defineMessages({
  en: {
    title: "I did not understand that",
    near: "Did you mean one of these?",
    nothingNear: "See what you can ask for:",
    help: "Help",
  },
  vi: {
    title: "Bot chưa hiểu",
    near: "Có phải bạn muốn một trong các việc này?",
    nothingNear: "Xem những việc bạn có thể hỏi:",
    help: "Trợ giúp",
  },
});

/** How many are offered. */
const OFFERED = 2;

/** What was not understood gets the nearest commands as buttons, of those that this person may use. */
export function unknownCard(nearest: readonly Offer[], { locale, role }: Who): Card {
  const t = unknownCardMessages[locale];
  const choices = nearest
    .filter(({ command }) => command.name !== "help" && !command.hidden && reaches(role, command.role))
    .slice(0, OFFERED)
    .map(({ command, args }) => button(command.title(locale), command.name, args));
  const advice = choices.length > 0 ? t.near : t.nothingNear;
  return card(t.title, text(advice), buttons(...choices, button(t.help, "help")));
}
