import * as z from "zod";
import { choice, lines } from "../../bot/arguments.ts";
import { defineCommand, onlyShown } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown, shownBefore } from "../../bot/editing.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { button, buttons, type Card, card, context, field, fields, list, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { SETTING_KEYS, type SettingKey } from "../../settings/definitions.ts";
import { readTyped, type SettingsBook, settingOf, shownSetting } from "../../settings/settings.ts";

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
  examples: {
    vi: ["cài đặt", "danh sách cài đặt", "xem cai dat"],
    en: ["settings list"],
  },
  input: z.object({}),

  async run({ t, who, settings }) {
    const row = async (key: SettingKey) => {
      const setting = settingOf(key);
      return {
        title: `${setting.messages[who.locale].name} · ${key}`,
        detail: readable(key, await shownSetting(key, settings), who.locale) || t.unset,
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

const settingMessages = defineMessages({
  en: {
    name: "Setting",
    summary: "Show or change one setting",
    now: "Now",
    before: "Before",
    unset: "not set",
    ask: (name: string) => `Change ${name}?`,
    everybody: "It counts for the whole team, from now on.",
    confirm: "Change it",
    again: "The bot was interrupted, and the change is not there. Sending it again does no harm.",
    done: (name: string) => `${name}: changed`,
    wrong: (name: string) => `${name}: this cannot be its value`,
    how: "To change it, type the new value after its key; “empty” clears it.",
    all: "All settings",
  },
  vi: {
    name: "Một cài đặt",
    summary: "Xem hoặc sửa một cài đặt",
    now: "Hiện tại",
    before: "Trước đó",
    unset: "chưa đặt",
    ask: (name) => `Sửa cài đặt “${name}”?`,
    everybody: "Áp dụng cho cả nhóm, ngay từ bây giờ.",
    confirm: "Lưu cài đặt",
    again: "Bot bị gián đoạn và chưa thấy thay đổi. Bạn có thể gửi lại, không ảnh hưởng gì.",
    done: (name) => `Đã sửa: ${name}`,
    wrong: (name) => `${name}: giá trị này không dùng được`,
    how: "Muốn sửa, gõ giá trị mới sau tên cài đặt; gõ “trống” để bỏ.",
    all: "Mọi cài đặt",
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
    changesWith: ["value"],
    inBot: true,
    messages: settingMessages,
    examples: {
      vi: ["sửa cài đặt tickets.sla", "đổi cài đặt alerts.interval 60", "doi cai dat tickets.closed"],
      en: ["settings get quota.agent"],
    },
    labels,
    input: z.object({ key: choice(SETTING_KEYS), value: lines(5_000).optional() }),

    async ask({ input: { key, value }, t, who, common, recordAccess }) {
      const setting = settingOf(key);
      const { name, hint } = setting.messages[who.locale];
      const before = await shownSetting(key, settingsBook.current);
      const all = button(t.all, "settings");
      const inWords = (value: string) => readable(key, value, who.locale) || t.unset;
      recordAccess(`setting:${key}`, "shown");
      const shown = (title: string) =>
        onlyShown(card(title, fields(field(t.now, inWords(before))), text(hint), text(t.how), buttons(all)));
      if (value === undefined) return shown(name);
      const read = readTyped(key, value);
      if (!read.success) return onlyShown({ ...card(t.wrong(name), text(hint), buttons(all)), tone: "bad" });
      const after = setting.shown(read.data);
      if (after === before) return shown(common.nothingToChange);
      return {
        card: {
          ...card(
            t.ask(name),
            fields(field(name, `${inWords(before)} → ${inWords(after)}`)),
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
        const before = await shownSetting(key, settingsBook.current);
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
        const read = readTyped(key, value);
        const isSo =
          read.success && (await shownSetting(key, settingsBook.current)) === settingOf(key).shown(read.data);
        return evidenceOfState(operation, isSo, shownBefore(operation)[key] ?? null);
      },

      repeatable: ({ t }) => t.again,
    },

    auditOutcome: ({ input: { key } }) => `${key}: changed`,

    async receipt({ input: { key, value = "" }, t, who, common }, before) {
      const setting = settingOf(key);
      const { name } = setting.messages[who.locale];
      const read = readTyped(key, value);
      const after = read.success ? setting.shown(read.data) : value;
      const inWords = (one: string) => readable(key, one, who.locale) || t.unset;
      const undo = before === null ? null : button(common.undo, "setting", { key, value: before || "-" });
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

/** Returns a value as people read it. A choice has its name, with the word to type: `"chỉ xem (viewer)"`. */
export function readable(key: SettingKey, shown: string, locale: Locale): string {
  const isWord = settingOf(key).values?.includes(shown) === true;
  const name = isWord ? choiceNames[locale](shown) : shown;
  return name === shown ? shown : `${name} (${shown})`;
}
