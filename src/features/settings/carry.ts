import * as z from "zod";
import { lines } from "../../bot/arguments.ts";
import { defineCommand, onlyShown } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing.ts";
import {
  type Block,
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  file,
  text,
} from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { SETTING_KEYS, type SettingKey } from "../../settings/definitions.ts";
import { readJson, type SettingsBook, settingOf, shownSetting } from "../../settings/settings.ts";
import { readable } from "./setting.ts";

const exportWords = defineMessages({
  en: {
    name: "Export settings",
    summary: "All settings as a JSON file",
    how: "To take them over elsewhere: “settings import” with the file's text.",
  },
  vi: {
    name: "Xuất cài đặt",
    summary: "Mọi cài đặt trong một tệp JSON",
    how: "Để dùng ở nơi khác: gõ “nhập cài đặt” kèm nội dung tệp.",
  },
});

const importWords = defineMessages({
  en: {
    name: "Import settings",
    summary: "Take settings over from JSON",
    ask: (count: number) => `Change ${count} settings?`,
    everybody: "They count for the whole team, from now on.",
    confirm: "Import",
    already: "All settings in it are set like that already.",
    again: "The bot was interrupted before all of them were changed. Sending it again does no harm.",
    done: (count: number) => `${count} settings taken over`,
    wrongTitle: "Nothing was taken over",
    noJson:
      'This is not JSON as “settings export” writes it: { "tickets.sla": "Standard" }. Over 4,000 characters, send it in several parts, each of them complete JSON.',
    wrong: (keys: string) => `These cannot be used, so nothing was changed: ${keys}.`,
    unknown: "There is no such setting",
    all: "All settings",
  },
  vi: {
    name: "Nhập cài đặt",
    summary: "Lấy cài đặt từ JSON",
    ask: (count) => `Sửa ${count} cài đặt?`,
    everybody: "Áp dụng cho cả nhóm, ngay từ bây giờ.",
    confirm: "Nhập cài đặt",
    already: "Mọi cài đặt trong nội dung này đều đã như vậy.",
    again: "Bot bị gián đoạn trước khi sửa xong. Bạn có thể gửi lại, không ảnh hưởng gì.",
    done: (count) => `Đã nhập ${count} cài đặt`,
    wrongTitle: "Chưa nhập gì",
    noJson:
      'Đây không phải JSON như “xuất cài đặt” tạo ra: { "tickets.sla": "Standard" }. Nếu dài hơn 4.000 ký tự, hãy gửi thành nhiều phần, mỗi phần là một JSON đầy đủ.',
    wrong: (keys) => `Các mục sau không dùng được nên bot chưa đổi gì: ${keys}.`,
    unknown: "Không có cài đặt này",
    all: "Mọi cài đặt",
  },
});

const labels = defineMessages({ en: { json: "JSON" }, vi: { json: "JSON" } });
const jsonHint = { en: "paste the text of settings.json here", vi: "dán nội dung settings.json vào đây" };

export const settingsExport = defineCommand({
  name: "settingsexport",
  aliases: ["settings export", "xuất cài đặt", "export settings"],
  role: "admin",
  // It changes nothing, but the audit notes it like a write.
  effect: "write",
  undo: null,
  messages: exportWords,
  examples: {
    vi: ["xuất cài đặt", "xuất cài đặt ra tệp", "xuat cai dat"],
    en: ["export settings"],
  },
  input: z.object({}),

  async run({ t, settings, noteSecurity }) {
    const pairs = await Promise.all(SETTING_KEYS.map(async (key) => [key, await settings.get(key)] as const));
    const json = JSON.stringify(Object.fromEntries(pairs), null, 2);
    const bytes = new TextEncoder().encode(`${json}\n`);
    noteSecurity("exported", "all settings");
    return card(t.name, context(t.how), file({ name: "settings.json", mime: "application/json", bytes }));
  },
});

export const createSettingsImport = ({ settingsBook }: { settingsBook: SettingsBook }) =>
  defineCommand({
    name: "settingsimport",
    aliases: ["settings import", "nhập cài đặt", "import settings"],
    role: "admin",
    inBot: true,
    messages: importWords,
    examples: {
      vi: ["nhập cài đặt", "nhập lại cài đặt", "nhap cai dat"],
      en: ["import settings"],
    },
    labels,
    input: z.object({ json: lines(50_000, { hint: jsonHint }) }),

    async ask({ input, t, who, common, recordAccess }) {
      const back = buttons(button(t.all, "settings"));
      const refused = (sentence: string, allowed: Block | null = null) =>
        onlyShown({ ...card(t.wrongTitle, text(sentence), allowed, back), tone: "bad" });
      recordAccess(null, "refused");
      const given = parsed(input.json);
      if (given === null) return refused(t.noJson);
      const wrong = Object.keys(given).filter((key) => !isValue(key, given[key]));
      if (wrong.length > 0) {
        return refused(t.wrong(wrong.join(", ")), allowedFor(wrong, who.locale, t.unknown));
      }
      const after = changesIn(input.json);
      const before = await shownNow(after, settingsBook);
      const changed = after.filter(({ key, shown }) => before[key] !== shown);
      if (changed.length === 0) return onlyShown(card(common.nothingToChange, text(t.already), back));
      recordAccess(null, "asked");
      const inWords = (key: SettingKey, value: string) => readable(key, value, who.locale) || "–";
      const rows = changed.map(({ key, shown }) =>
        field(
          settingOf(key).messages[who.locale].name,
          `${inWords(key, before[key] ?? "")} → ${inWords(key, shown)}`,
        ),
      );
      return {
        card: {
          ...card(t.ask(changed.length), fields(...rows), text(t.everybody)),
          tone: "warning",
        },
        customer: null,
        args: { json: input.json, ...asShown(before) },
        confirmLabel: t.confirm,
      };
    },

    write: {
      async prepare({ input }, operation) {
        // If one setting is invalid, none is stored, because nobody wants only a part of them.
        const changes = changesIn(input.json);
        mustBeAsShown(operation, await shownNow(changes, settingsBook));
        return {
          seen: [],
          async send() {
            for (const { key, value } of changes) await settingsBook.set(key, value);
            return null;
          },
        };
      },

      async evidence({ input }, operation) {
        const changes = changesIn(input.json);
        const now = await shownNow(changes, settingsBook);
        return evidenceOfState(
          operation,
          changes.every(({ key, shown }) => now[key] === shown),
          null,
        );
      },

      repeatable: ({ t }) => t.again,
    },

    auditOutcome: ({ input }) =>
      `imported: ${changesIn(input.json)
        .map(({ key }) => key)
        .join(", ")}`,

    async receipt({ input, t, who }) {
      const taken = changesIn(input.json);
      const rows = taken.map(({ key, shown }) =>
        field(settingOf(key).messages[who.locale].name, readable(key, shown, who.locale) || "–"),
      );
      const back = buttons(button(t.all, "settings"));
      return { ...card(t.done(taken.length), fields(...rows), back), tone: "good" } satisfies Card;
    },
  });

/** Returns the settings in a text that `isValue` has accepted, each with its value as people read it. */
function changesIn(json: string) {
  const given = parsed(json) ?? {};
  return SETTING_KEYS.flatMap((key) => {
    const { success, data } = readJson(key, given[key]);
    return success ? [{ key, value: data as never, shown: settingOf(key).shown(data) }] : [];
  });
}

/** Returns the current values of these settings, as people read them. */
async function shownNow(
  changes: readonly { key: SettingKey }[],
  settingsBook: SettingsBook,
): Promise<Readonly<Record<string, string>>> {
  const pairs = changes.map(async ({ key }) => [key, await shownSetting(key, settingsBook.current)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

function parsed(json: string): Record<string, unknown> | null {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
  } catch {
    return null;
  }
}

function isValue(key: string, value: unknown): boolean {
  const known = keyOf(key);
  return known !== undefined && readJson(known, value).success;
}

function keyOf(name: string): SettingKey | undefined {
  return SETTING_KEYS.find((one) => one === name);
}

/** Lists the allowed values of each refused key. */
function allowedFor(names: readonly string[], locale: Locale, unknown: string): Block | null {
  const rows = names.slice(0, SETTING_KEYS.length).map((name) => {
    const key = keyOf(name);
    return field(name, key === undefined ? unknown : settingOf(key).messages[locale].hint);
  });
  return fields(...rows);
}
