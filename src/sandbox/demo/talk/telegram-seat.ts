import type { SeenMessage } from "../../telegram/view.ts";
import { drawTelegram, firstLine } from "../drawing.ts";
import type { Colleague } from "../world.ts";
import { AS_LONG_AS_IT_TAKES_MS, repeat, type Seat, type Shown } from "./seat.ts";

/** A person in their private chat with the bot. */
export function createTelegramSeat({ name, telegram: person }: Colleague): Seat {
  const chat = person.user.id;

  function shown(message: SeenMessage): Shown {
    return {
      drawing: drawTelegram(message),
      audience: "chat riêng · private chat",
      isAside: false,
      async click(buttonId) {
        const result = await person.clicks(message, buttonId);
        return result === "too late"
          ? "bot không trả lời nút này · the bot left the button unanswered"
          : result.text;
      },
    };
  }

  return {
    person: name,
    platform: "Telegram",
    place: "chat riêng với bot · private chat",
    async says(text) {
      await person.says(chat, text);
      return undefined;
    },
    watch(show) {
      const next = () => person.nextMessage(chat, () => true, { timeoutMs: AS_LONG_AS_IT_TAKES_MS });
      void repeat(next, (message) => show(shown(message)));
    },
    view: () => person.sees(chat).map(({ from, text }) => `${from}: ${firstLine(text)}`),
  };
}
