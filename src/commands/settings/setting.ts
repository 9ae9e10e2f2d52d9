import { z } from "zod";
import { button, buttons, type Card, card, field, fields, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { fold } from "../../intents/fold.ts";
import { choice, lines } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import type { Setting } from "./kinds.ts";
import { type SettingsBook, settingOf } from "./settings-book.ts";
import { SETTING_KEYS } from "./table.ts";

const words = phrases({
  en: {
    name: "Setting",
    summary: "Show or change one setting",
    now: "Now",
    before: "Before",
    unset: "not set",
    done: (name: string) => `${name}: changed`,
    wrong: (name: string) => `${name}: this cannot be its value`,
    how: "To change it, type the new value after its key; “empty” clears it.",
    all: "All settings",
    undo: "Undo",
  },
  vi: {
    name: "Một cài đặt",
    summary: "Xem hoặc sửa một cài đặt",
    now: "Hiện tại",
    before: "Trước đó",
    unset: "chưa đặt",
    done: (name) => `Đã sửa: ${name}`,
    wrong: (name) => `${name}: giá trị này không dùng được`,
    how: "Muốn sửa, gõ giá trị mới sau tên cài đặt; gõ “trống” để bỏ.",
    all: "Mọi cài đặt",
    undo: "Hoàn tác",
  },
});

const labels = phrases({
  en: { key: "Setting", value: "New value" },
  vi: { key: "Cài đặt", value: "Giá trị mới" },
});

/** As a value: "leave it empty". */
const EMPTY = /^(-|trong|bo trong|de trong|empty|none)$/;

export interface SettingPorts {
  settingsBook: SettingsBook;
}

export const createSetting = ({ settingsBook }: SettingPorts) =>
  defineCommand({
    name: "setting",
    aliases: ["settings get", "settings set", "sửa cài đặt", "đổi cài đặt", "đặt cài đặt"],
    role: "admin",
    deed: "write",
    words,
    labels,
    input: z.object({ key: choice(SETTING_KEYS), value: lines(5_000).optional() }),

    async run({ input: { key, value }, say, who, looked }) {
      const setting = settingOf(key) as Setting<unknown>;
      const { name, hint } = setting.words[who.locale];
      const before = await settingsBook.get(key);
      const shown = (one: unknown) => setting.shown(one) || say.unset;
      const all = button(say.all, "settings");
      looked(null, `${key}: shown`);
      if (value === undefined) {
        return card(name, fields(field(say.now, shown(before))), text(hint), text(say.how), buttons(all));
      }
      const read = setting.schema.safeParse(setting.typed(EMPTY.test(fold(value).trim()) ? "" : value));
      if (!read.success)
        return { ...card(say.wrong(name), text(hint), buttons(all)), tone: "bad" } satisfies Card;
      await settingsBook.set(key, read.data as never);
      looked(null, `${key}: changed`);
      const undo = button(say.undo, "setting", { key, value: setting.shown(before) || "-" });
      return {
        ...card(
          say.done(name),
          fields(field(say.before, shown(before)), field(say.now, shown(read.data))),
          buttons(all, undo),
        ),
        tone: "good",
      } satisfies Card;
    },
  });
