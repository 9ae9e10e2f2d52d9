import {
  chatOf,
  deliverAsTelegram,
  listenAsTelegram,
  pressUpdate,
  type Sent,
  telegramEnvironment,
  textUpdate,
} from "../telegram-wire.ts";
import { ACKNOWLEDGED_WITHIN_MS, type ChatSide, type PersonEvent, type Shown } from "./chat-side.ts";

/** Telegram with people who write to the bot in private chats and press its buttons. */
export async function openTelegramChats(): Promise<ChatSide> {
  let listener: (shown: Shown) => void = () => {};
  const receive = (body: string, newId: number) => listener(shownBy(JSON.parse(body) as Sent, newId));
  const telegram = await listenAsTelegram(receive);
  let updates = 800_000_000;
  let inResponses = 0;

  function event(agent: number, update: object): PersonEvent {
    return () => ({
      place: String(chatOf(agent)),
      async to(port) {
        const reply = await deliverAsTelegram(port, update, ACKNOWLEDGED_WITHIN_MS);
        inResponses -= 1;
        // A program may answer in the webhook's own response.
        if (reply.startsWith("{")) receive(reply, inResponses);
      },
    });
  }

  return {
    env: telegramEnvironment(telegram.url),
    says(agent, text) {
      updates += 1;
      return event(agent, textUpdate(updates, agent, text));
    },
    presses(agent, { id, text }, { press }) {
      updates += 1;
      return event(agent, pressUpdate(updates, agent, { messageId: Number(id), text, data: String(press) }));
    },
    onShown: (next) => {
      listener = next;
    },
    close: telegram.close,
  };
}

function shownBy({ chat_id, text = "", message_id, reply_markup }: Sent, newId: number): Shown {
  const buttons = (reply_markup?.inline_keyboard ?? []).flat();
  return {
    place: String(chat_id),
    id: String(message_id ?? newId),
    text,
    buttons: buttons.map(({ text: label, callback_data }) => ({ label, press: callback_data })),
  };
}
