import * as z from "zod";
import { carried, choice } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Who } from "../../bot/context.ts";
import { TOPICS, type Topic, topicName, type VisibleIn } from "../../bot/registry.ts";
import { button, buttons, type Card, card, context, field, fields, list, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";

const helpMessages = defineMessages({
  en: {
    name: "Help",
    summary: "What you can ask me",
    title: "What you can ask",
    intro: "Paste a phone number, an e-mail or a ticket number (#17464), or say it in your own words:",
    examples:
      "who is 0867 123 456 · create ticket for 0867 123 456: printer broken, urgent · redeem DAUMAY01 for 0900 000 001",
    commands: "Commands",
    type: "Type, for example",
    all: "All topics",
    private: "Customer data is shown to you alone, unless you share it.",
  },
  vi: {
    name: "Trợ giúp",
    summary: "Bạn có thể hỏi gì",
    title: "Bạn có thể hỏi gì",
    intro:
      "Dán số điện thoại, e-mail hoặc số phiếu (#17464), hay nói tự nhiên, có dấu hay không dấu đều được:",
    examples:
      "ai là 0867 123 456 · tạo phiếu cho 0867 123 456: máy in hỏng, gấp · đổi quà DAUMAY01 cho 0900 000 001",
    commands: "Các lệnh",
    type: "Gõ, ví dụ",
    all: "Mọi chủ đề",
    private: "Thông tin khách hàng chỉ hiện với riêng bạn, trừ khi bạn chia sẻ.",
  },
});

const labels = defineMessages({ en: { topic: "Topic" }, vi: { topic: "Chủ đề" } });

type Texts = (typeof helpMessages)["vi"];

export const createHelp = (visibleIn: VisibleIn) =>
  defineCommand({
    name: "help",
    aliases: [
      "trợ giúp",
      "giúp",
      "giúp đỡ",
      "hướng dẫn",
      "bắt đầu",
      "xin chào",
      "chào",
      "chào bạn",
      "hello",
      "hi",
      "start",
      "làm được gì",
      "làm được những gì",
      "bot làm được gì",
      "what can you do",
      "?",
    ],
    role: "none",
    audited: false,
    messages: helpMessages,
    examples: {
      vi: ["trợ giúp", "bot làm được gì", "tro giup phieu"],
      en: ["what can you do"],
    },
    labels,
    // The text parser sets `beyond` for requests that the API cannot do: "giao phiếu 17464 cho Minh" gives "assign".
    input: z.object({
      beyond: carried().optional(),
      about: carried().optional(),
      topic: choice(TOPICS).optional(),
    }),

    run({ input, t, who }) {
      const beyond = input.beyond === undefined ? null : beyondApi(input.beyond, who.locale);
      if (beyond !== null) return beyond;
      const about = input.about === undefined ? null : calledIn(input.about, who, visibleIn);
      if (about !== null)
        return "command" in about
          ? commandCard(about.command, who, t)
          : topicCard(about.topic, who, visibleIn(about.topic, who.role), t);
      return input.topic === undefined
        ? overview(who, t, visibleIn)
        : topicCard(input.topic, who, visibleIn(input.topic, who.role), t);
    },
  });

/** Builds the card of all topics. Each has one line about its commands, and a button for more. */
function overview({ role, locale }: Who, t: Texts, visibleIn: VisibleIn): Card {
  const topics = TOPICS.map((topic) => ({ topic, commands: visibleIn(topic, role) })).filter(
    ({ commands }) => commands.length > 0,
  );
  const lines = topics.map(({ topic, commands }) =>
    field(topicName(topic, locale), commands.map((command) => command.title(locale)).join(" · ")),
  );
  return card(
    t.title,
    text(`${t.intro}\n${t.examples}`),
    fields(...lines),
    buttons(
      ...topics.map(({ topic }) => button(topicName(topic, locale), "help", { topic }, { inPlace: true })),
    ),
    context(t.private),
  );
}

/**
 * Returns the topic, or the command that the person may use, with this name. Of several commands whose names hold the
 * words, the one with the shortest such name counts: "đổi quà" is "Đổi quà", not "lịch sử đổi quà".
 */
function calledIn(
  about: string,
  { role, locale }: Who,
  visibleIn: VisibleIn,
): { topic: Topic } | { command: Command } | null {
  const said = fold(about).trim();
  const topic = TOPICS.find((one) => one === said || fold(topicName(one, locale)) === said);
  if (topic !== undefined) return { topic };
  const named = TOPICS.flatMap((one) => visibleIn(one, role)).flatMap((command) =>
    [command.name, command.title("vi"), command.title("en"), ...command.aliases].map((name) => ({
      command,
      name: fold(name),
    })),
  );
  const [best] = named
    .filter(
      ({ name }) =>
        ` ${name} `.includes(` ${said} `) || (name.includes(" ") && ` ${said} `.includes(` ${name} `)),
    )
    .sort((a, b) => Math.abs(a.name.length - said.length) - Math.abs(b.name.length - said.length));
  return best === undefined ? null : { command: best.command };
}

/** Explains one command, with texts to type. */
function commandCard(command: Command, { locale }: Who, t: Texts): Card {
  const rows = command.examples(locale).map((example) => ({ title: example, detail: "" }));
  return card(
    command.title(locale),
    text(command.summary(locale)),
    list(t.type, rows),
    buttons(button(command.title(locale), command.name), button(t.all, "help", {}, { inPlace: true })),
  );
}

function topicCard(topic: Topic, { locale }: Who, commands: readonly Command[], t: Texts): Card {
  const rows = commands.map((command) => ({
    title: command.title(locale),
    detail: [command.summary(locale), command.examples(locale)[0]].filter(Boolean).join(" · "),
  }));
  return card(
    topicName(topic, locale),
    list(t.commands, rows),
    buttons(button(t.all, "help", {}, { inPlace: true })),
  );
}

/** The texts about what AntCRM's API cannot do, and what people can do instead: src/crm/API.md#not-available */
const beyondApiMessages = defineMessages({
  en: {
    title: "AntCRM does not let me do this",
    ownTitle: "I cannot help with this yet",
    assign:
      "Please assign tickets in AntCRM itself. Here you can change a ticket's status or priority: “edit ticket 17464 priority: high”.",
    comment: "Please comment in AntCRM itself. Here you can change what a ticket says: “edit ticket 17464”.",
    convert:
      "Please convert a lead into a customer in AntCRM itself. Here you can create the customer anew: “create customer”.",
    points:
      "I cannot add or take off points by hand: they come with a code on what was bought (“earn points CODE for 0867 123 456”) and go with a gift (“redeem CODE for 0867 123 456”).",
    merge:
      "Please merge or split records in AntCRM itself. Here you can copy what is missing into one of them: “edit customer 0867 123 456”.",
    message:
      "I write to nobody but you and your team, and call nobody. Here you find a customer's number and address: “customer 0867 123 456”.",
    birthdays:
      "AntCRM does not find customers by birthday. Here you see the birthday of one customer: “customer 0867 123 456”.",
    ranking:
      "AntCRM does not rank customers, staff, deals or products. Here you see the large deals of some days, “deals above 5m this month”, and one customer's points: “points 0867 123 456”.",
    segments:
      "AntCRM does not tell its segments or who is in one: please look there. Here you can add customers to a segment: “add 0867 123 456 to segment VIP”.",
    undo: "Please press the Undo button under the change: those of digests, alerts and settings have one for 5 minutes. What AntCRM has saved can be changed again: “edit customer 0867 123 456”.",
    export:
      "I write no customers, orders or products into a file. Here you can list them: “customers this month”, “orders this month”.",
    other: "Press Help to see what I can do.",
    clear:
      "Please empty a birthday, a sex or who is in charge in AntCRM itself. Here they can be given another value: “edit customer 0867 123 456 in charge: lan@shop.vn”.",
  },
  vi: {
    title: "AntCRM chưa cho bot làm việc này",
    ownTitle: "Bot chưa giúp được việc này",
    assign:
      "Bạn giao phiếu trực tiếp trong AntCRM nhé. Ở đây bạn đổi được trạng thái hoặc độ ưu tiên của phiếu: “sửa phiếu 17464 ưu tiên: cao”.",
    comment:
      "Bạn bình luận trực tiếp trong AntCRM nhé. Ở đây bạn sửa được nội dung phiếu: “sửa phiếu 17464”.",
    convert:
      "Bạn chuyển khách tiềm năng thành khách hàng trực tiếp trong AntCRM nhé. Ở đây bạn tạo được khách hàng mới: “tạo khách”.",
    points:
      "Bot không cộng hay trừ điểm bằng tay được. Điểm chỉ tăng khi nhập mã tích điểm trên sản phẩm (“tích điểm MÃ cho 0867 123 456”) và giảm khi đổi quà (“đổi quà MÃ cho 0867 123 456”).",
    merge:
      "Bạn gộp hoặc tách trực tiếp trong AntCRM nhé. Ở đây bạn chép phần còn thiếu sang một bên: “sửa khách 0867 123 456”.",
    message:
      "Bot không nhắn tin hay gọi cho khách được. Ở đây bạn xem được số điện thoại và e-mail của khách: “khách 0867 123 456”.",
    birthdays:
      "AntCRM không tìm khách theo sinh nhật. Ở đây bạn xem được ngày sinh của từng khách: “khách 0867 123 456”.",
    ranking:
      "AntCRM không xếp hạng khách, nhân viên, đơn hay sản phẩm. Ở đây bạn xem được đơn lớn của những ngày bạn chọn, “đơn trên 5 triệu tháng này”, và điểm của từng khách: “điểm 0867 123 456”.",
    segments:
      "AntCRM không cho bot biết có những phân khúc nào và trong đó có ai, bạn xem trực tiếp trong AntCRM nhé. Ở đây bạn thêm được khách vào phân khúc: “thêm 0867 123 456 vào phân khúc VIP”.",
    undo: "Bạn bấm nút Hoàn tác dưới thay đổi đó nhé: thay đổi về báo cáo, cảnh báo và cài đặt có nút này trong 5 phút. Thông tin đã lưu trong AntCRM thì bạn sửa lại được: “sửa khách 0867 123 456”.",
    export:
      "Bot không xuất khách, đơn hàng hay sản phẩm ra tệp được. Ở đây bạn xem được danh sách: “khách tháng này”, “đơn hàng tháng này”.",
    other: "Bạn bấm Trợ giúp để xem bot làm được gì.",
    clear:
      "Ngày sinh, giới tính và người phụ trách thì bạn xoá trực tiếp trong AntCRM nhé. Ở đây bạn đổi được sang giá trị khác: “sửa khách 0867 123 456 phụ trách: lan@shop.vn”.",
  },
});

/** What AntCRM could not do either: nobody has to look for it there. */
const OWN: ReadonlySet<string> = new Set(["message", "export", "undo", "other"]);

/** @param request a key of `beyondApiMessages`, such as `"assign"`; returns null for other texts */
function beyondApi(request: string, locale: Locale): Card | null {
  const { title, ownTitle, ...reasons } = beyondApiMessages[locale];
  const reason = new Map<string, string>(Object.entries(reasons)).get(request);
  const help = buttons(button(helpMessages[locale].name, "help"));
  return reason === undefined ? null : card(OWN.has(request) ? ownTitle : title, text(reason), help);
}
