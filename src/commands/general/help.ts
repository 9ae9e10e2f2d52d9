import { z } from "zod";
import { type Role, reaches } from "../../access/roles.ts";
import { card, context, list, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { carried } from "../arguments.ts";
import { type Command, defineCommand } from "../command.ts";
import { beyondApi } from "./beyond-api.ts";

const words = phrases({
  en: {
    name: "Help",
    summary: "What you can ask me",
    title: "What you can ask",
    intro: "Paste a phone number, an e-mail or a ticket number (#17464), or say it in your own words:",
    examples:
      "who is 0867 123 456 · create ticket for 0867 123 456: printer broken, urgent · redeem DAUMAY01 for 0900 000 001",
    commands: "Commands",
    nothing: "You have no role yet that lets you see customers. Ask an admin of this bot.",
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
    nothing: "Bạn chưa có vai trò để xem khách hàng. Hãy nhờ quản trị viên của bot.",
    private: "Thông tin khách hàng chỉ hiện với riêng bạn, trừ khi bạn chia sẻ.",
  },
});

export interface HelpPorts {
  commands(role: Role): readonly Command[];
}

export const createHelp = ({ commands }: HelpPorts) =>
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
    words,
    labels: { vi: { beyond: "" }, en: { beyond: "" } },
    // Only a sentence says it, by its own words: "giao phiếu 17464 cho Minh".
    input: z.object({ beyond: carried().optional() }),

    run({ input, say, who }) {
      const beyond = input.beyond === undefined ? null : beyondApi(input.beyond, who.locale);
      if (beyond !== null) return beyond;
      const rows = commands(who.role).map((command) => ({
        title: command.title(who.locale),
        detail: `${command.summary(who.locale)} · ${command.name}`,
      }));
      return card(
        say.title,
        text(`${say.intro}\n${say.examples}`),
        reaches(who.role, "viewer") ? null : text(say.nothing),
        list(say.commands, rows),
        context(say.private),
      );
    },
  });
