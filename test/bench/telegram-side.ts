import { createPendingAnswers } from "./pending-answers.ts";
import type { PlatformSide } from "./platform-side.ts";
import { listen, post } from "./wire.ts";

const SECRET = "bench-webhook-secret";

/** The parts that are read of a program's message. It is an API call or the answer to the webhook. */
interface Sent {
  chat_id?: number | string;
  text?: string;
}

/** Simulates Telegram: updates by webhook, each agent in a private chat. The card comes by `sendMessage` or an edit. */
export async function openTelegramSide(): Promise<PlatformSide> {
  const pending = createPendingAnswers();
  let messages = 1_000;

  function receive(body: string): void {
    const { chat_id, text = "" } = JSON.parse(body) as Sent;
    pending.receive(String(chat_id), text);
  }

  const telegram = await listen((path, body) => {
    const method = path.slice(path.lastIndexOf("/") + 1);
    if (method === "getMe") {
      const result = { id: 7_000_000_001, is_bot: true, first_name: "AntCRM", username: "antcrm_bot" };
      return { ok: true, result };
    }
    if (method !== "sendMessage" && method !== "editMessageText") return { ok: true, result: true };
    receive(body);
    messages += 1;
    return { ok: true, result: { message_id: messages, date: 1_764_032_400, chat: { id: 1 } } };
  });

  let update = 800_000_000;
  return {
    env: {
      TELEGRAM_API_ROOT: telegram.url,
      TELEGRAM_BOT_TOKEN: "7000000001:bench",
      TELEGRAM_WEBHOOK_URL: "https://bench.example",
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    },
    async ask(port, agent, question) {
      update += 1;
      const user = 500_000 + agent;
      const from = { id: user, is_bot: false, first_name: `Agent ${agent}`, language_code: "vi" };
      const chat = { id: user, type: "private", first_name: from.first_name };
      const message = { message_id: update, date: 1_764_032_400, from, chat, text: question.text };
      const answered = pending.wait(String(user), question);
      const reply = await deliver(port, { update_id: update, message }).catch((error: unknown) => {
        pending.forget(String(user));
        throw error;
      });
      // A program may answer in the webhook's own response.
      if (reply.startsWith("{")) receive(reply);
      await answered;
    },
    close: telegram.close,
  };
}

function deliver(port: number, update: object): Promise<string> {
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET };
  return post(`http://127.0.0.1:${port}/telegram/webhook`, headers, JSON.stringify(update));
}
