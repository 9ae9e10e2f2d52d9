import { createPendingAnswers } from "./pending-answers.ts";
import type { PlatformSide } from "./platform-side.ts";
import {
  chatOf,
  deliverAsTelegram,
  listenAsTelegram,
  type Sent,
  telegramEnvironment,
  textUpdate,
} from "./telegram-wire.ts";

/** Simulates Telegram: updates by webhook, each agent in a private chat. The card comes by `sendMessage` or an edit. */
export async function openTelegramSide(): Promise<PlatformSide> {
  const pending = createPendingAnswers();

  function receive(body: string): void {
    const { chat_id, text = "" } = JSON.parse(body) as Sent;
    pending.receive(String(chat_id), text);
  }

  const telegram = await listenAsTelegram(receive);
  let update = 800_000_000;
  return {
    env: telegramEnvironment(telegram.url),
    async ask(port, agent, question) {
      update += 1;
      const chat = String(chatOf(agent));
      const answered = pending.wait(chat, question);
      const reply = await deliverAsTelegram(port, textUpdate(update, agent, question.text)).catch(
        (error: unknown) => {
          pending.forget(chat);
          throw error;
        },
      );
      // A program may answer in the webhook's own response.
      if (reply.startsWith("{")) receive(reply);
      await answered;
    },
    close: telegram.close,
  };
}
