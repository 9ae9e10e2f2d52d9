import { Telegraf } from "telegraf";
import { afterEach } from "vitest";
import {
  startTelegram,
  type TelegramOptions,
  type TelegramSandbox,
} from "../../../src/sandbox/telegram/server.ts";

const running: TelegramSandbox[] = [];

afterEach(async () => {
  for (const telegram of running.splice(0)) await telegram.stop();
});

/** Creates a simulator with two people, a clock that only the test advances, and a real telegraf connected to it. */
export async function createFixture(options: TelegramOptions = {}) {
  const clock = { ms: Date.UTC(2026, 10, 2, 1, 0, 0) };
  const telegram = await startTelegram({ now: () => clock.ms, ...options });
  running.push(telegram);
  const lanUser = telegram.addUser({ first_name: "Lan", username: "lan_cskh", language_code: "vi" });
  const minhUser = telegram.addUser({ first_name: "Minh", language_code: "vi" });
  const bot = new Telegraf(telegram.token, { telegram: { apiRoot: telegram.url } });
  const lan = telegram.person(lanUser.id);
  const minh = telegram.person(minhUser.id);
  return {
    telegram,
    api: bot.telegram,
    lan,
    minh,
    /** Private chat with Lan. */
    chat: lanUser.id,
    later(seconds: number) {
      clock.ms += seconds * 1000;
      telegram.tick();
    },
    /** Makes a call without telegraf; resolves with the whole answer. */
    async raw(method: string, params: object = {}, token = telegram.token) {
      const response = await fetch(`${telegram.url}/bot${token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(params),
      });
      return (await response.json()) as ApiAnswer;
    },
    /** telegraf's `callApi`, for methods and fields that its types do not contain. */
    call(method: string, params: object) {
      type AnyCall = (method: string, params: object) => Promise<ApiAnswer["result"]>;
      return (bot.telegram.callApi.bind(bot.telegram) as AnyCall)(method, params);
    },
    group(
      extra: {
        botIsAdmin?: boolean;
        type?: "group" | "supergroup";
        topics?: boolean;
        privacyMode?: boolean;
      } = {},
    ) {
      return telegram.addGroup({ title: "CSKH", members: [lanUser, minhUser], ...extra });
    },
  };
}

export interface ApiAnswer {
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: results differ by method; each test names what it expects.
  result?: any;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
}
