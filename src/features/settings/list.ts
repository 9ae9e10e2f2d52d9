import { z } from "zod";
import { defineCommand } from "../../bot/command.ts";
import { button, buttons, card, context, list } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { SETTING_KEYS, type SettingKey } from "../../settings/definitions.ts";
import { settingOf } from "../../settings/settings.ts";
import { readable } from "./readable.ts";

const settingsListMessages = defineMessages({
  en: {
    name: "Settings",
    summary: "What the team has set",
    change: "Change",
    exportIt: "Export",
    unset: "not set",
    how: "Change one: settings set tickets.sla Standard",
  },
  vi: {
    name: "Cài đặt",
    summary: "Các cài đặt của nhóm",
    change: "Sửa",
    exportIt: "Xuất JSON",
    unset: "chưa đặt",
    how: "Sửa một mục: sửa cài đặt tickets.sla Standard",
  },
});

export const settingsList = defineCommand({
  name: "settings",
  aliases: ["settings list", "cài đặt", "danh sách cài đặt", "xem cài đặt", "thiết lập"],
  role: "admin",
  audited: false,
  messages: settingsListMessages,
  labels: { vi: {}, en: {} },
  input: z.object({}),

  async run({ t, who, settings }) {
    const row = async (key: SettingKey) => {
      const setting = settingOf(key);
      return {
        title: `${setting.messages[who.locale].name} · ${key}`,
        detail: readable(key, setting.shown(await settings.get(key)), who.locale) || t.unset,
        buttons: [button(t.change, "setting", { key })],
      };
    };
    return card(
      t.name,
      list("", await Promise.all(SETTING_KEYS.map(row))),
      context(t.how),
      buttons(button(t.exportIt, "settingsexport")),
    );
  },
});
