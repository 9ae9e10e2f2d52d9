import type { SeenMessage } from "../../telegram/view.ts";
import { drawTelegram, firstLine } from "../drawing.ts";
import type { Colleague } from "../world.ts";
import { type ChatClient, NO_TIMEOUT_MS, repeat, type Shown } from "./chat-client.ts";

/** Returns the client of a person in their private chat with the bot. */
export function createTelegramClient({ name, telegram: person }: Colleague): ChatClient {
  const chat = person.user.id;

  function shown(message: SeenMessage): Shown {
    return {
      drawing: drawTelegram(message),
      audience: "chat riêng · private chat",
      isAside: false,
      async click(buttonId) {
        const result = await person.clicks(message, buttonId);
        return result === "too late"
          ? "bot không trả lời nút này · the bot did not answer this button"
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
      const next = () => person.nextMessage(chat, () => true, { timeoutMs: NO_TIMEOUT_MS });
      void repeat(next, (message) => show(shown(message)));
    },
    view: () => person.sees(chat).map(({ from, text }) => `${from}: ${firstLine(text)}`),
  };
}
