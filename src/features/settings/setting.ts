import { z } from "zod";
import { choice, lines } from "../../bot/arguments.ts";
import { defineCommand, onlyShown } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown, shownBefore } from "../../bot/editing.ts";
import { button, buttons, type Card, card, field, fields, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { SETTING_KEYS } from "../../settings/definitions.ts";
import type { Setting } from "../../settings/kinds.ts";
import { readTyped } from "../../settings/read-value.ts";
import { type SettingsBook, settingOf } from "../../settings/settings.ts";
import { readable } from "./readable.ts";

const settingMessages = defineMessages({
  en: {
    name: "Setting",
    summary: "Show or change one setting",
    now: "Now",
    before: "Before",
    unset: "not set",
    ask: (name: string) => `Change ${name}?`,
    fromTo: (before: string, after: string) => `${before} → ${after}`,
    everybody: "It counts for the whole team, from now on.",
    confirm: "Change it",
    alreadyTitle: "Nothing to change",
    again: "The bot was interrupted, and the change is not there. Sending it again does no harm.",
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
    ask: (name) => `Sửa cài đặt “${name}”?`,
    fromTo: (before, after) => `${before} → ${after}`,
    everybody: "Áp dụng cho cả nhóm, ngay từ bây giờ.",
    confirm: "Lưu cài đặt",
    alreadyTitle: "Không có gì thay đổi",
    again: "Bot bị gián đoạn và chưa thấy thay đổi. Bạn có thể gửi lại, không ảnh hưởng gì.",
    done: (name) => `Đã sửa: ${name}`,
    wrong: (name) => `${name}: giá trị này không dùng được`,
    how: "Muốn sửa, gõ giá trị mới sau tên cài đặt; gõ “trống” để bỏ.",
    all: "Mọi cài đặt",
    undo: "Hoàn tác",
  },
});

const labels = defineMessages({
  en: { key: "Setting", value: "New value" },
  vi: { key: "Cài đặt", value: "Giá trị mới" },
});

export interface SettingPorts {
  settingsBook: SettingsBook;
}

export const createSetting = ({ settingsBook }: SettingPorts) =>
  defineCommand({
    name: "setting",
    aliases: ["settings get", "settings set", "sửa cài đặt", "đổi cài đặt", "đặt cài đặt"],
    role: "admin",
    inBot: true,
    messages: settingMessages,
    labels,
    input: z.object({ key: choice(SETTING_KEYS), value: lines(5_000).optional() }),

    async ask({ input: { key, value }, t, who, recordAccess }) {
      const setting = settingOf(key) as Setting<unknown>;
      const { name, hint } = setting.messages[who.locale];
      const before = setting.shown(await settingsBook.get(key));
      const all = button(t.all, "settings");
      const inWords = (value: string) => readable(key, value, who.locale) || t.unset;
      recordAccess(`setting:${key}`, "shown");
      const shown = (title: string) =>
        onlyShown(card(title, fields(field(t.now, inWords(before))), text(hint), text(t.how), buttons(all)));
      if (value === undefined) return shown(name);
      const read = readTyped(key, value);
      if (!read.success) return onlyShown({ ...card(t.wrong(name), text(hint), buttons(all)), tone: "bad" });
      const after = setting.shown(read.data);
      if (after === before) return shown(t.alreadyTitle);
      return {
        card: {
          ...card(
            t.ask(name),
            fields(field(name, t.fromTo(inWords(before), inWords(after)))),
            text(t.everybody),
          ),
          tone: "warning",
        },
        customer: `setting:${key}`,
        args: { key, value, ...asShown({ [key]: before }) },
        confirmLabel: t.confirm,
      };
    },

    write: {
      async prepare({ input: { key, value = "" } }, operation) {
        const setting = settingOf(key) as Setting<unknown>;
        const before = setting.shown(await settingsBook.get(key));
        mustBeAsShown(operation, { [key]: before });
        const read = readTyped(key, value);
        if (!read.success) throw new AppError("invalid", `${key}: the value cannot be used any more`);
        return {
          seen: [],
          async send() {
            await settingsBook.set(key, read.data as never);
            return before;
          },
        };
      },

      async evidence({ input: { key, value = "" } }, operation) {
        const setting = settingOf(key) as Setting<unknown>;
        const read = readTyped(key, value);
        const isSo = read.success && setting.shown(await settingsBook.get(key)) === setting.shown(read.data);
        return evidenceOfState(operation, isSo, shownBefore(operation)[key] ?? null);
      },

      repeatable: ({ t }) => t.again,
    },

    onRecord: ({ input: { key } }) => `${key}: changed`,

    async receipt({ input: { key, value = "" }, t, who }, before) {
      const setting = settingOf(key) as Setting<unknown>;
      const { name } = setting.messages[who.locale];
      const read = readTyped(key, value);
      const after = read.success ? setting.shown(read.data) : value;
      const inWords = (one: string) => readable(key, one, who.locale) || t.unset;
      const undo = before === null ? null : button(t.undo, "setting", { key, value: before || "-" });
      return {
        ...card(
          t.done(name),
          fields(before === null ? null : field(t.before, inWords(before)), field(t.now, inWords(after))),
          buttons(button(t.all, "settings"), undo),
        ),
        tone: "good",
      } satisfies Card;
    },
  });
