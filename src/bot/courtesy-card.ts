import { button, buttons, type Card, card, text } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Courtesy } from "../understanding/courtesy.ts";

const courtesyMessages = defineMessages({
  en: {
    thanks: "You are welcome",
    thanksText: "I am here for whatever comes next.",
    greeting: "Hello",
    greetingText: "Paste a phone number, an e-mail or a ticket number (#17464), or say what you need.",
    assent: "Nothing was done",
    assentText: "Nothing is confirmed by typing: the card that asks for it has a button of its own.",
    help: "Help",
  },
  vi: {
    thanks: "Không có gì ạ",
    thanksText: "Cần gì bạn cứ nhắn tiếp nhé.",
    greeting: "Chào bạn",
    greetingText: "Dán số điện thoại, e-mail hoặc số phiếu (#17464), hay cứ nói việc bạn cần.",
    assent: "Bot chưa làm gì thêm",
    assentText: "Gõ chữ không phải là xác nhận: thẻ đang chờ xác nhận có nút riêng.",
    help: "Trợ giúp",
  },
});

export function courtesyCard(said: Courtesy, locale: Locale): Card {
  const t = courtesyMessages[locale];
  const ways = said === "thanks" ? null : buttons(button(t.help, "help"));
  return card(t[said], text(t[`${said}Text`]), ways);
}
