import { button, buttons, type Card, card, text } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Act } from "../understanding/grammar.ts";

const nothingMessages = defineMessages({
  en: {
    title: "Nothing was changed",
    denial: "As you wish: the bot does nothing.",
    report: "The bot has read this, and stored nothing. Say what you want to see, or what is to be done.",
    quotation: "These are somebody else's words, so the bot does nothing. Say yourself what is to be done.",
    condition: "The bot cannot wait for a condition. Say it again when it is time.",
    other: "There is nothing to do for the bot here. Say what you need at any time.",
    beyondTitle: "The bot cannot help with this yet",
    beyond: "Press Help to see what the bot can do.",
    help: "Help",
  },
  vi: {
    title: "Không có gì thay đổi",
    denial: "Dạ, bot không làm gì ạ.",
    report: "Dạ, bot đã đọc và không lưu gì ạ. Cần xem hay làm gì, bạn nhắn bot nhé.",
    quotation: "Đây là lời của người khác nên bot không làm gì. Cần làm gì, bạn nhắn riêng một câu nhé.",
    condition: "Bot không tự chờ điều kiện được. Khi nào cần, bạn nhắn lại giúp nhé.",
    other: "Câu này bot không có việc gì để làm. Cần gì bạn cứ nhắn nhé.",
    beyondTitle: "Bot chưa giúp được việc này",
    beyond: "Bạn bấm Trợ giúp để xem bot làm được gì.",
    help: "Trợ giúp",
  },
});

const SAID = {
  denial: "denial",
  cancel: "denial",
  report: "report",
  quotation: "quotation",
  condition: "condition",
} as const;

/** Acts that ask for something. No command can do it. */
const BEYOND: ReadonlySet<Act> = new Set(["request", "question", "scope"]);

/** True if the words ask for something that the bot cannot do, as far as it understands them. */
export function asksBeyond(act: Act): boolean {
  return BEYOND.has(act);
}

/**
 * Builds the answer to a text that asks for nothing that the bot can do: a denial, a report, the words of a customer, or a
 * request without a command.
 * @param act what is being done with the words: `"denial"`
 */
export function nothingCard(act: Act, locale: Locale): Card {
  const t = nothingMessages[locale];
  const said = act in SAID ? SAID[act as keyof typeof SAID] : "other";
  const help = buttons(button(t.help, "help"));
  if (asksBeyond(act)) return card(t.beyondTitle, text(t.beyond), help);
  const ways = said === "denial" ? null : help;
  return card(t.title, text(t[said]), ways);
}
