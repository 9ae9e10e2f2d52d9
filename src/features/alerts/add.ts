import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { atMost, carried, choice, priority, ticket } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { undoButton } from "../../bot/undo.ts";
import { button, buttons, type Card, card, context, field, fields, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { LOW_SCORE } from "../ratings/ratings.ts";
import { staffEmailOf, type TeamPorts, unlinkedCard } from "../team/team.ts";
import { alertMessages } from "./alert-messages.ts";
import type { AlertPorts } from "./alert-service.ts";
import { mayAgentHave, type Rule, ruleWords, type Watch } from "./rule.ts";
import { changeOfRule, createAlertUndo } from "./undo-alert.ts";

const createAlertMessages = defineMessages({
  en: {
    name: "Set up an alert",
    summary: "Tell this chat of low ratings, urgent tickets, or a ticket's changes",
    which: "What shall I look out for?",
    stars: "Ratings have 1 to 5 stars.",
    noCondition: (said: string) =>
      `I cannot watch for “${said}”, so I have not set anything up. I can watch for:`,
    how: "Or type it: alert ratings <= 2 · alert tickets urgent · alert ticket 17464 · alert mine",
    done: (number: number) => `Alert ${number} is set up`,
    known: (number: number) => `That is alert ${number} already`,
    what: "About",
    where: "Where",
    pace: (seconds: string) => `I look into AntCRM every ${seconds} s. What happened before now is not told.`,
    noTicket: (id: string) => `There is no ticket #${id}`,
    invite: "In a channel I can only write when I am a member: invite me, if you have not.",
    terminal: "A terminal shows only what it asked for: set alerts up in Slack or Telegram.",
  },
  vi: {
    name: "Đặt cảnh báo",
    summary: "Báo vào nhóm chat khi có đánh giá thấp, phiếu khẩn, phiếu thay đổi",
    which: "Bạn muốn được báo khi nào?",
    stars: "Đánh giá có từ 1 đến 5 sao.",
    noCondition: (said) => `Bot chưa báo theo điều kiện “${said}” được nên chưa đặt gì. Bot báo được khi có:`,
    how: "Hoặc gõ: báo khi có đánh giá dưới 3 sao · báo phiếu khẩn cấp · theo dõi phiếu 17464 · báo phiếu của tôi",
    done: (number) => `Đã đặt cảnh báo số ${number}`,
    known: (number) => `Đã có sẵn cảnh báo số ${number} như vậy`,
    what: "Nội dung",
    where: "Nơi báo",
    pace: (seconds) => `Bot kiểm tra AntCRM mỗi ${seconds} giây, chỉ báo việc mới từ giờ trở đi.`,
    noTicket: (id) => `Không có phiếu #${id}`,
    invite: "Bot chỉ gửi được vào kênh mà bot là thành viên: hãy mời bot vào nếu chưa mời.",
    terminal: "Terminal chỉ hiện câu trả lời: hãy đặt cảnh báo trong Slack hoặc Telegram.",
  },
});

const labels = defineMessages({
  en: {
    about: "About",
    ticket: "Ticket",
    score: "Stars at most",
    channel: "Channel",
    type: "Rating of",
    place: "Where",
    condition: "Condition",
  },
  vi: {
    about: "Nội dung",
    ticket: "Phiếu",
    score: "Số sao tối đa",
    channel: "Kênh",
    type: "Đánh giá về",
    place: "Nơi báo",
    condition: "Điều kiện",
  },
});

const input = z.object({
  about: choice(["ratings", "tickets", "new-tickets", "mine"]).optional(),
  ticket: ticket().optional(),
  score: atMost().optional(),
  priority: priority().optional(),
  channel: choice(["ZALO", "FACEBOOK", "ZNS", "EMAIL", "ECOM", "CALL"]).optional(),
  type: choice(["ticket", "deal", "call", "omni", "other"]).optional(),
  place: choice(["here"]).optional(),
  condition: carried().optional(),
});

type AlertInput = z.output<typeof input>;

/** Creates an alert: `alert ratings <= 2 here`, "theo dõi phiếu 17464", "báo phiếu của tôi". */
export const createAlert = ({ alerts, ...team }: AlertPorts & TeamPorts): Command =>
  defineCommand({
    name: "alert",
    aliases: [
      "alert add",
      "add alert",
      "alert me",
      "notify me",
      "follow",
      "đặt cảnh báo",
      "thêm cảnh báo",
      "báo khi",
      "báo khi có",
      "báo cho tôi khi có",
      "cảnh báo khi",
      "cảnh báo khi có",
      "cảnh báo phiếu",
      "cảnh báo đánh giá",
      "alert when",
      "báo phiếu",
      "báo phiếu của tôi",
      "báo đánh giá",
      "theo dõi",
      "theo dõi phiếu của tôi",
    ],
    role: "agent",
    effect: "write",
    messages: createAlertMessages,
    examples: {
      vi: [
        "báo khi có phiếu gấp",
        "theo dõi phiếu 17464",
        "cảnh báo khi có đánh giá 1 sao",
        "bao khi co danh gia thap",
      ],
      en: ["alert me new tickets"],
    },
    labels,
    input,
    undo: createAlertUndo({ alerts }),

    async run(ctx) {
      const { input: asked, t, who, call } = ctx;
      ctx.recordAccess(null, "asked");
      if (asked.condition !== undefined) return offerCard(who.locale, t.noCondition(asked.condition));
      const watch = watchOf(asked);
      // "Đánh giá 17464" and "đánh giá cao" contain no stars. The parser reads a ticket number or a priority from them.
      const isOther = asked.ticket !== undefined || asked.priority !== undefined;
      const isOfStars = asked.about === "ratings" && asked.score === undefined && isOther;
      if (watch === null || isOfStars) return offerCard(who.locale, isOfStars ? t.stars : null);
      const isPersonal =
        !call.place.shared || watch.kind === "mine" || (watch.kind === "ticket" && asked.place === undefined);
      if (!mayAgentHave(watch, isPersonal) && !reaches(who.role, "manager")) {
        throw new AppError("forbidden", "a chat's alerts are set up by managers");
      }
      if (watch.kind === "mine" && (await staffEmailOf(who.person, team)) === null) {
        return unlinkedCard(ctx);
      }
      const followed = watch.kind === "ticket" ? await ctx.crm.tickets.byId(watch.ticket) : null;
      if (watch.kind === "ticket" && followed === null) return card(t.noTicket(watch.ticket));
      const order = { person: who.person, place: call.place, isPersonal, locale: who.locale, watch };
      const { rule, known } = await alerts.rules.add(order);
      const isNew = known === null;
      if (isNew && followed !== null) await alerts.know(rule, followed);
      if (isNew) await alerts.knowOpen(rule);
      ctx.recordAccess(null, `${rule.number}: ${isNew ? "set up" : "there already"}`);
      return ruleCard(rule, known, ctx, t);
    },
  });

function watchOf({
  about: said,
  ticket: id,
  score,
  priority: wanted,
  channel,
  type,
}: AlertInput): Watch | null {
  const about = said === "new-tickets" ? "tickets" : said;
  if (about === "mine") return { kind: "mine" };
  if (id !== undefined && about !== "ratings") return { kind: "ticket", ticket: id };
  const isOfRatings = about === "ratings" || score !== undefined || channel !== undefined;
  if (isOfRatings && about !== "tickets") {
    return { kind: "ratings", most: score ?? LOW_SCORE, ...(channel && { channel }), ...(type && { type }) };
  }
  if (about === "tickets" || wanted !== undefined) {
    return { kind: "tickets", ...(wanted && { priority: wanted }) };
  }
  return null;
}

function offerCard(locale: Locale, why: string | null): Card {
  const t = createAlertMessages[locale];
  const offers: readonly Watch[] = [
    { kind: "ratings", most: LOW_SCORE },
    { kind: "tickets", priority: "Urgent" },
    { kind: "tickets" },
    { kind: "mine" },
  ];
  return card(
    t.which,
    why === null ? null : text(why),
    buttons(...offers.map((watch) => button(ruleWords(watch, locale), "alert", argsOf(watch)))),
    context(t.how),
  );
}

function argsOf(watch: Watch): Record<string, string> {
  switch (watch.kind) {
    case "ratings":
      return { about: "ratings", score: String(watch.most) };
    case "tickets":
      return { about: "tickets", ...(watch.priority && { priority: watch.priority }) };
    case "ticket":
      return { ticket: watch.ticket };
    case "mine":
      return { about: "mine" };
  }
}

async function ruleCard(
  rule: Rule,
  known: Rule | null,
  ctx: Context,
  t: (typeof createAlertMessages)["vi"],
): Promise<Card> {
  const { who, common, call, settings, formats } = ctx;
  const { platform, shared } = call.place;
  const messages = alertMessages[who.locale];
  const seconds = formats.number(await settings.get("alerts.interval"));
  const number = String(rule.number);
  return {
    ...card(
      known === null ? t.done(rule.number) : t.known(rule.number),
      fields(
        field(t.what, ruleWords(rule.watch, who.locale)),
        field(t.where, rule.isPersonal ? messages.direct : messages.here),
      ),
      context(t.pace(seconds)),
      platform === "slack" && shared && !rule.isPersonal ? context(t.invite) : null,
      platform === "terminal" ? context(t.terminal) : null,
      buttons(
        undoButton({ command: "alert", changes: [changeOfRule(known, rule)] }, ctx),
        button(common.remove, "alertchange", { effect: "remove", number }),
        button(messages.quietHours, "quiet"),
        button(messages.all, "alerts"),
      ),
    ),
    about: [
      { kind: "alert", reference: number, name: `#${number}` },
      ...(rule.watch.kind === "ticket"
        ? [{ kind: "ticket" as const, reference: String(rule.watch.ticket), name: `#${rule.watch.ticket}` }]
        : []),
    ],
    tone: "good",
  };
}
