import { z } from "zod";
import type { PeopleRepository } from "../../access/people.ts";
import { choice } from "../../bot/arguments.ts";
import { PLATFORM_NAMES } from "../../bot/call.ts";
import { defineCommand } from "../../bot/command.ts";
import { card, field, fields, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";

const languageMessages = defineMessages({
  en: {
    name: "Language",
    summary: "Choose the language I speak with you",
    done: "I speak English with you from now on.",
  },
  vi: {
    name: "Ngôn ngữ",
    summary: "Chọn ngôn ngữ bot dùng với bạn",
    done: "Từ giờ bot sẽ nói tiếng Việt với bạn.",
  },
});

const labels = defineMessages({ en: { language: "Language" }, vi: { language: "Ngôn ngữ" } });

export const createLanguage = ({ people }: LanguagePorts) =>
  defineCommand({
    name: "language",
    aliases: [
      "ngôn ngữ",
      "đổi ngôn ngữ",
      "chọn ngôn ngữ",
      "change language",
      "tiếng việt",
      "tiếng anh",
      "english",
      "vietnamese",
    ],
    role: "none",
    audited: false,
    messages: languageMessages,
    labels,
    input: z.object({ language: choice(["vi", "en"]) }),

    async run({ who, input, clock }) {
      await people.setLocale(who.person, input.language, clock.now());
      return card(languageMessages[input.language].done, text(languageMessages[input.language].summary));
    },
  });

const statusMessages = defineMessages({
  en: {
    name: "Status",
    summary: "Is everything connected?",
    fine: "Everything is up",
    trouble: "Something is down",
    up: (since: string) => `up since ${since}`,
    down: (since: string) => `down since ${since}`,
    connected: "connected",
    standby: "standing by (another process receives the messages)",
    disconnected: "not connected",
    store: "Store",
    storeFine: "can write",
    storeBad: "cannot write",
  },
  vi: {
    name: "Trạng thái",
    summary: "Kiểm tra kết nối",
    fine: "Mọi thứ đang hoạt động",
    trouble: "Có thành phần đang gián đoạn",
    up: (since) => `hoạt động từ ${since}`,
    down: (since) => `gián đoạn từ ${since}`,
    connected: "đã kết nối",
    standby: "sẵn sàng dự phòng (một bản khác của bot đang nhận tin)",
    disconnected: "chưa kết nối",
    store: "Kho dữ liệu",
    storeFine: "ghi được",
    storeBad: "không ghi được",
  },
});

export interface Health {
  crm: { state: "up" | "down"; since: Date };
  platforms: readonly { name: string; connected: boolean; standsBy: boolean }[];
  store: boolean;
}

export interface StatusPorts {
  health(): Promise<Health>;
}

export const createStatus = ({ health }: StatusPorts) =>
  defineCommand({
    name: "status",
    aliases: ["trạng thái", "tình trạng", "kiểm tra kết nối"],
    role: "viewer",
    audited: false,
    messages: statusMessages,
    input: z.object({}),

    async run({ t, formats }) {
      const { crm, platforms, store } = await health();
      const fine = crm.state === "up" && store && platforms.every((platform) => platform.connected);
      return {
        ...card(
          fine ? t.fine : t.trouble,
          fields(
            field("AntCRM", t[crm.state](formats.time(crm.since))),
            ...platforms.map(({ name, connected, standsBy }) =>
              field(
                PLATFORM_NAMES[name] ?? name,
                connected ? (standsBy ? t.standby : t.connected) : t.disconnected,
              ),
            ),
            field(t.store, store ? t.storeFine : t.storeBad),
          ),
        ),
        tone: fine ? "good" : "bad",
      };
    },
  });

export interface LanguagePorts {
  people: PeopleRepository;
}
