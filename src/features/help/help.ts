import { z } from "zod";
import { carried, choice } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Who } from "../../bot/context.ts";
import type { VisibleIn } from "../../bot/registry.ts";
import { TOPICS, type Topic, topicName } from "../../bot/registry.ts";
import { button, buttons, type Card, card, context, field, fields, list, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { beyondApi } from "./beyond-api.ts";

const helpMessages = defineMessages({
  en: {
    name: "Help",
    summary: "What you can ask me",
    title: "What you can ask",
    intro: "Paste a phone number, an e-mail or a ticket number (#17464), or say it in your own words:",
    examples:
      "who is 0867 123 456 · create ticket for 0867 123 456: printer broken, urgent · redeem DAUMAY01 for 0900 000 001",
    commands: "Commands",
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
    all: "Mọi chủ đề",
    private: "Thông tin khách hàng chỉ hiện với riêng bạn, trừ khi bạn chia sẻ.",
  },
});

const labels = defineMessages({
  en: { beyond: "", topic: "Topic" },
  vi: { beyond: "", topic: "Chủ đề" },
});

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
      "?",
    ],
    role: "none",
    audited: false,
    messages: helpMessages,
    labels,
    // Only a sentence says it, by its own words: "giao phiếu 17464 cho Minh".
    input: z.object({ beyond: carried().optional(), topic: choice(TOPICS).optional() }),

    run({ input, t, who }) {
      const beyond = input.beyond === undefined ? null : beyondApi(input.beyond, who.locale);
      if (beyond !== null) return beyond;
      return input.topic === undefined
        ? overview(who, t, visibleIn)
        : topicCard(input.topic, who, visibleIn(input.topic, who.role), t);
    },
  });

/** All topics, each with what it can do in a line, and a button for more. */
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

function topicCard(topic: Topic, { locale }: Who, commands: readonly Command[], t: Texts): Card {
  const rows = commands.map((command) => ({
    title: command.title(locale),
    detail: `${command.summary(locale)} · ${command.name}`,
  }));
  return card(
    topicName(topic, locale),
    list(t.commands, rows),
    buttons(button(t.all, "help", {}, { inPlace: true })),
  );
}
