import { type Listening, listen, post } from "./wire.ts";

const SECRET = "bench-webhook-secret";
const DATE = 1_764_032_400;

/** The parts that are read of a program's message. It is an API call or the answer to the webhook. */
export interface Sent {
  chat_id?: number | string;
  text?: string;
  message_id?: number;
  reply_markup?: { inline_keyboard?: { text: string; callback_data?: string }[][] };
}

/** The environment that connects a program to this Telegram. */
export function telegramEnvironment(url: string): Record<string, string> {
  return {
    TELEGRAM_API_ROOT: url,
    TELEGRAM_BOT_TOKEN: "7000000001:bench",
    TELEGRAM_WEBHOOK_URL: "https://bench.example",
    TELEGRAM_WEBHOOK_SECRET: SECRET,
  };
}

/**
 * Starts Telegram's side of the wire. Each message gets the next id.
 * @param receive  takes the body of each `sendMessage` and `editMessageText`, and the id that the message has
 */
export function listenAsTelegram(receive: (body: string, messageId: number) => void): Promise<Listening> {
  let messages = 1_000;
  return listen((path, body) => {
    const method = path.slice(path.lastIndexOf("/") + 1);
    if (method === "getMe") {
      const result = { id: 7_000_000_001, is_bot: true, first_name: "AntCRM", username: "antcrm_bot" };
      return { ok: true, result };
    }
    if (method !== "sendMessage" && method !== "editMessageText") return { ok: true, result: true };
    messages += 1;
    receive(body, messages);
    return { ok: true, result: { message_id: messages, date: DATE, chat: { id: 1 } } };
  });
}

/** The chat of an agent with the bot. */
export const chatOf = (agent: number) => 500_000 + agent;

function personOf(agent: number) {
  return { id: chatOf(agent), is_bot: false, first_name: `Agent ${agent}`, language_code: "vi" };
}

/** Returns an update with a message in the agent's private chat. */
export function textUpdate(updateId: number, agent: number, text: string): object {
  const from = personOf(agent);
  const chat = { id: from.id, type: "private", first_name: from.first_name };
  return {
    update_id: updateId,
    message: { message_id: updateId, date: DATE, from, chat, text },
  };
}

/** Returns an update with a press on a button of the bot's message. */
export function pressUpdate(
  updateId: number,
  agent: number,
  { messageId, text, data }: { messageId: number; text: string; data: string },
): object {
  const from = personOf(agent);
  const chat = { id: from.id, type: "private", first_name: from.first_name };
  const bot = { id: 7_000_000_001, is_bot: true, first_name: "AntCRM" };
  return {
    update_id: updateId,
    callback_query: {
      id: String(updateId),
      from,
      chat_instance: String(from.id),
      message: { message_id: messageId, date: DATE, from: bot, chat, text },
      data,
    },
  };
}

/** Delivers an update to a program's webhook. @throws Error when it was not acknowledged (in time) */
export function deliverAsTelegram(port: number, update: object, timeoutMs?: number): Promise<string> {
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET };
  return post(`http://127.0.0.1:${port}/telegram/webhook`, headers, JSON.stringify(update), timeoutMs);
}
