import * as z from "zod";
import type { PeopleRepository } from "../../access/people.ts";
import { choice } from "../../bot/arguments.ts";
import { PLATFORM_NAMES } from "../../bot/call.ts";
import { defineCommand } from "../../bot/command.ts";
import { type UndoSpec, undoButton } from "../../bot/undo.ts";
import { buttons, card, field, fields, text } from "../../cards/card.ts";
import { defineMessages, LOCALES } from "../../i18n/messages.ts";
import type { IndexFill } from "../../search/fill.ts";
import type { ProductFill } from "../../search/product-fill.ts";

const languageMessages = defineMessages({
  en: {
    name: "Language",
    summary: "Choose the language I speak with you",
    done: "I speak English with you from now on.",
    unchosen: "You have chosen no language: I follow your app.",
  },
  vi: {
    name: "Ngôn ngữ",
    summary: "Chọn ngôn ngữ bot dùng với bạn",
    done: "Từ giờ bot sẽ nói tiếng Việt với bạn.",
    unchosen: "Bạn chưa chọn ngôn ngữ: bot dùng theo ứng dụng của bạn.",
  },
});

const labels = defineMessages({ en: { language: "Language" }, vi: { language: "Ngôn ngữ" } });

/** The state of a person who has chosen no language. */
const UNCHOSEN = "unchosen";
const PERSON = "person:";

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
    undo: createLanguageUndo({ people }),
    messages: languageMessages,
    examples: {
      vi: ["đổi ngôn ngữ sang tiếng Anh", "tiếng Việt", "doi ngon ngu"],
      en: ["change language to Vietnamese"],
    },
    labels,
    input: z.object({ language: choice(["vi", "en"]) }),

    async run({ who, input: { language }, clock }) {
      const before = (await people.find(who.person))?.locale ?? UNCHOSEN;
      await people.setLocale(who.person, language, clock.now());
      const t = languageMessages[language];
      const change = { subject: `${PERSON}${who.person}`, before, after: language, version: language };
      const undo = undoButton(
        { command: "language", changes: [change] },
        { who: { ...who, locale: language }, clock },
      );
      return card(t.done, text(t.summary), buttons(undo));
    },
  });

/** Only the person changes their language, so the language that was chosen tells whether it was changed again. */
function createLanguageUndo({ people }: LanguagePorts): UndoSpec {
  const chosenBy = async (subject: string) =>
    (await people.find(subject.slice(PERSON.length)))?.locale ?? UNCHOSEN;

  return {
    async restore({ subject, before, version }, { clock }) {
      if ((await chosenBy(subject)) !== version) return false;
      const locale = before === UNCHOSEN ? null : before;
      await people.setLocale(subject.slice(PERSON.length), locale, clock.now());
      return true;
    },
    async standing(subject, { who }) {
      const state = await chosenBy(subject);
      const locale = LOCALES.find((one) => one === state);
      const words =
        locale === undefined ? languageMessages[who.locale].unchosen : languageMessages[locale].done;
      return { state, words };
    },
  };
}

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
    index: "Customer index",
    indexOff: "off",
    indexFull: (count: string, at: string) => `all ${count} customers · as of ${at}`,
    indexFilling: (count: string) => `filling, ${count} customers so far`,
    productIndex: "Product index",
    productsFull: (count: string, at: string) => `all ${count} products · as of ${at}`,
    productsFilling: (count: string) => `filling, ${count} products so far`,
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
    store: "Cơ sở dữ liệu",
    storeFine: "bình thường",
    storeBad: "không ghi được",
    index: "Chỉ mục khách",
    indexOff: "đang tắt",
    indexFull: (count, at) => `đủ ${count} khách · tính đến ${at}`,
    indexFilling: (count) => `đang đọc, đã có ${count} khách`,
    productIndex: "Chỉ mục sản phẩm",
    productsFull: (count, at) => `đủ ${count} sản phẩm · tính đến ${at}`,
    productsFilling: (count) => `đang đọc, đã có ${count} sản phẩm`,
  },
});

export interface Health {
  crm: { state: "up" | "down"; since: Date };
  platforms: readonly { name: string; connected: boolean; standsBy: boolean }[];
  store: boolean;
}

export interface StatusPorts {
  health(): Promise<Health>;
  indexFill: Pick<IndexFill, "progress" | "count">;
  productFill: Pick<ProductFill, "progress" | "count">;
}

export const createStatus = ({ health, indexFill, productFill }: StatusPorts) =>
  defineCommand({
    name: "status",
    aliases: ["trạng thái", "tình trạng", "kiểm tra kết nối"],
    role: "viewer",
    audited: false,
    messages: statusMessages,
    examples: {
      vi: ["trạng thái", "kiểm tra kết nối", "tinh trang bot"],
      en: ["status"],
    },
    input: z.object({}),

    async run({ t, formats }) {
      const index = await indexFill.progress();
      const count = index === null ? "" : formats.number(await indexFill.count());
      const products = await productFill.progress();
      const productCount = products === null ? "" : formats.number(await productFill.count());
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
            field(
              t.index,
              index === null
                ? t.indexOff
                : index.isFull
                  ? t.indexFull(count, formats.time(index.readTo))
                  : t.indexFilling(count),
            ),
            field(
              t.productIndex,
              products === null
                ? t.indexOff
                : products.readAt === null
                  ? t.productsFilling(productCount)
                  : t.productsFull(productCount, formats.time(products.readAt)),
            ),
          ),
        ),
        tone: fine ? "good" : "bad",
      };
    },
  });

export interface LanguagePorts {
  people: PeopleRepository;
}
