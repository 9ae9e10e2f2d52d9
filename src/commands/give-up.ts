import { type Card, card, type ReadyCard, text } from "../cards/card.ts";
import { phrases } from "../i18n/phrases.ts";
import type { Call } from "./call.ts";
import type { Presses } from "./presses.ts";
import type { Scenes } from "./scenes.ts";

const words = phrases({
  en: {
    title: "Not tried again",
    why: "The bot had to restart twice while it handled this message, so it does not try again. Send it differently, or tell your admin.",
    look: "If it was to change something in AntCRM, type “operations” first (for a file, “my imports”): there you see what was done.",
  },
  vi: {
    title: "Bot không thử lại nữa",
    why: "Bot đã phải khởi động lại hai lần khi xử lý tin này nên không thử nữa. Bạn hãy gửi lại theo cách khác hoặc báo quản trị viên.",
    look: "Nếu tin này thay đổi dữ liệu trong AntCRM, hãy gõ “thao tác” trước (với tệp: “các lần nhập”) để xem việc nào đã làm.",
  },
});

/** Answers a call that `isGivenUp`, and runs no command. */
export function createGiveUp({ scenes, presses }: { scenes: Scenes; presses: Presses }) {
  return async function* giveUp(call: Call): AsyncGenerator<ReadyCard> {
    const who = await scenes.whoIs(call);
    const say = words[who.locale];
    const shown: Card = { ...card(say.title, text(say.why), text(say.look)), tone: "bad" };
    yield await presses.ready(shown, who, call.place);
  };
}
