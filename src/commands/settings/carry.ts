import { z } from "zod";
import { button, buttons, type Card, card, context, field, fields, file, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { lines } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import { type SettingsBook, settingOf } from "./settings-book.ts";
import { SETTING_KEYS, type SettingKey } from "./table.ts";

const exportWords = phrases({
  en: {
    name: "Export settings",
    summary: "All settings as a JSON file",
    how: "To take them over elsewhere: “settings import” with the file's text.",
  },
  vi: {
    name: "Xuất cài đặt",
    summary: "Mọi cài đặt trong một tệp JSON",
    how: "Để dùng ở nơi khác: gõ “settings import” kèm nội dung tệp.",
  },
});

const importWords = phrases({
  en: {
    name: "Import settings",
    summary: "Take settings over from JSON",
    done: (count: number) => `${count} settings taken over`,
    wrongTitle: "Nothing was taken over",
    noJson: 'This is not JSON as “settings export” writes it: { "tickets.sla": "Standard" }.',
    wrong: (keys: string) => `These cannot be used, so nothing was changed: ${keys}.`,
    all: "All settings",
  },
  vi: {
    name: "Nhập cài đặt",
    summary: "Lấy cài đặt từ JSON",
    done: (count) => `Đã nhập ${count} cài đặt`,
    wrongTitle: "Chưa nhập gì",
    noJson: 'Đây không phải JSON như “settings export” tạo ra: { "tickets.sla": "Standard" }.',
    wrong: (keys) => `Các mục sau không dùng được nên bot chưa đổi gì: ${keys}.`,
    all: "Mọi cài đặt",
  },
});

const labels = phrases({ en: { json: "JSON" }, vi: { json: "JSON" } });

export const settingsExport = defineCommand({
  name: "settingsexport",
  aliases: ["settings export", "xuất cài đặt", "export settings"],
  role: "admin",
  deed: "write",
  words: exportWords,
  labels: { vi: {}, en: {} },
  input: z.object({}),

  async run({ say, settings }) {
    const pairs = await Promise.all(SETTING_KEYS.map(async (key) => [key, await settings.get(key)] as const));
    const json = JSON.stringify(Object.fromEntries(pairs), null, 2);
    const bytes = new TextEncoder().encode(`${json}\n`);
    return card(say.name, context(say.how), file({ name: "settings.json", mime: "application/json", bytes }));
  },
});

export const createSettingsImport = ({ settingsBook }: { settingsBook: SettingsBook }) =>
  defineCommand({
    name: "settingsimport",
    aliases: ["settings import", "nhập cài đặt", "import settings"],
    role: "admin",
    deed: "write",
    words: importWords,
    labels,
    input: z.object({ json: lines(50_000) }),

    async run({ input, say, who, looked }) {
      const back = buttons(button(say.all, "settings"));
      const refused = (sentence: string): Card => ({
        ...card(say.wrongTitle, text(sentence), back),
        tone: "bad",
      });
      const given = parsed(input.json);
      if (given === null) return refused(say.noJson);
      const wrong = Object.entries(given).filter(([key, value]) => !isValue(key, value));
      if (wrong.length > 0) return refused(say.wrong(wrong.map(([key]) => key).join(", ")));
      // All of them are right, or none is taken: half a set of settings is nobody's wish.
      const taken = Object.entries(given) as [SettingKey, never][];
      for (const [key, value] of taken) await settingsBook.set(key, value);
      looked(null, `imported: ${taken.map(([key]) => key).join(", ")}`);
      const rows = taken.map(([key, value]) =>
        field(settingOf(key).words[who.locale].name, settingOf(key).shown(value) || "–"),
      );
      return { ...card(say.done(taken.length), fields(...rows), back), tone: "good" } satisfies Card;
    },
  });

function parsed(json: string): Record<string, unknown> | null {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
  } catch {
    return null;
  }
}

function isValue(key: string, value: unknown): boolean {
  const known = SETTING_KEYS.find((one) => one === key);
  return known !== undefined && settingOf(known).schema.safeParse(value).success;
}
