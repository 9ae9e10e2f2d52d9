import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";

/** What people say that asks for nothing. */
export type Courtesy = "thanks" | "greeting" | "assent";

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

/** Whom it is said to, and what makes it warmer. */
const BESIDE =
  "(?: (?:em|anh|chi|ban|bac|co|chu|bot|shop|ad|oi|nhe|nha|nhieu|lam|a|da|moi nguoi|there|bot|all|so much|very much|a lot|you))*";
const SAID: readonly (readonly [Courtesy, RegExp])[] = [
  ["thanks", new RegExp(`^(?:da |vang |ok |oke )*(?:cam on|thanks|thank|thx|tks|tk)${BESIDE}$`)],
  ["greeting", new RegExp(`^(?:da |em )*(?:alo+|hello|hi|hey|chao|xin chao)${BESIDE}$`)],
  [
    "assent",
    new RegExp(
      `^(?:(?:ok|oke|okay|okie|oki|uh|um|u|da|vang|yes|yep|dong y|xac nhan|duoc(?: roi)?|roi)(?: |$))+${BESIDE.trim()}$`,
    ),
  ],
];
/** Longer texts say something. */
const MOST_CHARS = 40;

/**
 * What a text says that is nothing but courtesy: `"cảm ơn em nhé"` → `"thanks"`, `"alo"` → `"greeting"`, `"ok"` →
 * `"assent"`; null for anything else, `"cảm ơn, tạo phiếu cho 0867…"` too.
 */
export function courtesyOf(text: string): Courtesy | null {
  if (text.length > MOST_CHARS) return null;
  const said = fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return SAID.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}

export function courtesyCard(said: Courtesy, locale: Locale): Card {
  const t = courtesyMessages[locale];
  const ways = said === "thanks" ? null : buttons(button(t.help, "help"));
  return card(t[said], text(t[`${said}Text`]), ways);
}
