import * as z from "zod";
import { page } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { paged } from "../../bot/pagination.ts";
import { button, buttons, card, context, type Row, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { alertMessages } from "./alert-messages.ts";
import type { AlertPorts } from "./alert-service.ts";
import { writeQuietHours } from "./quiet-hours.ts";
import { isNotifiedHere, isSeenBy, type Rule, ruleWords } from "./rule.ts";

const alertListMessages = defineMessages({
  en: {
    name: "Alerts",
    summary: "What this chat, and you, are told of as it happens",
    count: (count: number) => `${count} alerts`,
    elsewhere: (chat: string) => `in ${chat}`,
    snoozed: (time: string) => `snoozed until ${time}`,
    shutOut: "stopped: its chat does not let me write",
    broken: "stopped: it was changed outside the bot; remove it and set it up again",
    quiet: (hours: string) => `This chat is left alone ${hours}; what comes then is told after.`,
    add: "Set up an alert",
  },
  vi: {
    name: "Cảnh báo",
    summary: "Những gì nhóm chat này và bạn được báo ngay khi xảy ra",
    count: (count) => `${count} cảnh báo`,
    elsewhere: (chat) => `ở ${chat}`,
    snoozed: (time) => `tạm dừng đến ${time}`,
    shutOut: "đã dừng: nhóm chat không cho bot gửi tin",
    broken: "đã dừng: dữ liệu bị sửa ngoài bot, bạn gỡ rồi đặt lại nhé",
    quiet: (hours) => `Giờ yên lặng ở đây: ${hours}; việc xảy ra lúc đó được báo sau.`,
    add: "Đặt cảnh báo",
  },
});

const SHOWN = 10;

export const createAlertList = ({ alerts }: AlertPorts): Command =>
  defineCommand({
    name: "alerts",
    aliases: [
      "alert list",
      "list alerts",
      "cảnh báo",
      "danh sách cảnh báo",
      "các cảnh báo",
      "mọi cảnh báo",
      "xem cảnh báo",
      "my alerts",
    ],
    role: "agent",
    audited: false,
    messages: alertListMessages,
    examples: {
      vi: ["danh sách cảnh báo", "xem cảnh báo", "danh sach canh bao"],
      en: ["list alerts"],
    },
    input: z.object({ page: page() }),

    async run({ input, t, ...ctx }) {
      const { who, call } = ctx;
      const shown = (await alerts.rules.list()).filter((rule) => isSeenBy(rule, call.place, who));
      const listener = { person: who.person, place: call.place, isPersonal: false };
      const hours = await alerts.rules.quietHours(listener);
      const place = { page: input.page, size: SHOWN, command: "alerts", args: {}, locale: who.locale };
      return card(
        t.name,
        shown.length === 0 ? text(alertMessages[who.locale].none) : null,
        ...paged(
          shown.map((rule) => ruleRow(rule, ctx)),
          { ...place, heading: t.count(shown.length) },
        ),
        hours && context(t.quiet(writeQuietHours(hours))),
        buttons(button(t.add, "alert"), button(alertMessages[who.locale].quietHours, "quiet")),
      );
    },
  });

function ruleRow(rule: Rule, { who, common, call, clock, formats }: Omit<Context, "input">): Row {
  const t = alertListMessages[who.locale];
  const messages = alertMessages[who.locale];
  const { number, place, snoozedUntil, state } = rule;
  const isHere = isNotifiedHere(rule, call.place, who.person);
  const isSnoozed = snoozedUntil !== null && snoozedUntil > clock.now();
  const where = rule.isPersonal
    ? messages.direct
    : isHere
      ? messages.here
      : t.elsewhere(`${place.platform}:${place.chat}`);
  const detail = [
    where,
    isSnoozed && t.snoozed(formats.time(snoozedUntil)),
    state === "shut-out" && t.shutOut,
    state === "broken" && t.broken,
  ];
  const title = `${number}. ${ruleWords(rule.watch, who.locale)}`;
  const change = (label: string, effect: string) =>
    button(label, "alertchange", { effect, number: String(number) });
  const [resume, snooze] = [change(common.resume, "resume"), change(messages.snooze, "snooze")];
  return {
    title,
    about: { kind: "alert", reference: String(number), name: title },
    detail: detail.filter(Boolean).join(" · "),
    buttons: [
      ...(state === "broken" ? [] : [isSnoozed || state === "shut-out" ? resume : snooze]),
      change(common.remove, "remove"),
    ],
  };
}
