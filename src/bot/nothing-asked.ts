import { button, buttons, type Card, card, text } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Act } from "../understanding/grammar.ts";

const nothingMessages = defineMessages({
  en: {
    title: "Nothing was changed",
    denial: "As you wish: the bot does nothing.",
    report: "The bot only read this. Say what you want to see, or what is to be done.",
    quotation: "These are somebody else's words, so the bot does nothing. Say yourself what is to be done.",
    condition: "The bot cannot wait for a condition. Say it again when it is time.",
    other: "There is nothing to do for the bot here. Say what you need at any time.",
    help: "Help",
  },
  vi: {
    title: "Không có gì thay đổi",
    denial: "Dạ, bot không làm gì ạ.",
    report: "Bot chỉ đọc vậy thôi. Cần xem hay làm gì, bạn nhắn bot nhé.",
    quotation: "Đây là lời của người khác nên bot không làm gì. Cần làm gì, bạn nhắn riêng một câu nhé.",
    condition: "Bot không tự chờ điều kiện được. Khi nào cần, bạn nhắn lại giúp nhé.",
    other: "Câu này bot không có việc gì để làm. Cần gì bạn cứ nhắn nhé.",
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

/**
 * Builds the answer to a text that asks for nothing: a denial, a report, the words of a customer.
 * @param act what is being done with the words: `"denial"`
 */
export function nothingCard(act: Act, locale: Locale): Card {
  const t = nothingMessages[locale];
  const said = act in SAID ? SAID[act as keyof typeof SAID] : "other";
  const ways = said === "denial" ? null : buttons(button(t.help, "help"));
  return card(t.title, text(t[said]), ways);
}
