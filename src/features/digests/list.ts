import * as z from "zod";
import { number, page } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { paged } from "../../bot/pagination.ts";
import { button, buttons, type Card, card, context, type Row, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { nextDue } from "../../scheduling/due.ts";
import { placeWords, runWords, subscriptionButtons, subscriptionWords } from "./subscription-messages.ts";
import type { Run, Subscription, SubscriptionState, Subscriptions } from "./subscriptions.ts";

const digestListMessages = defineMessages({
  en: {
    name: "Digests",
    summary: "Scheduled digests: last time, next time, and why one was not sent",
    none: "No digest is scheduled yet.",
    how: "Set one up: digest add ratings campaigns daily 08:30 here",
    count: (count: string) => `${count} scheduled`,
    next: (time: string) => `next ${time}`,
    skips: "skips empty periods",
    now: "Send now",
    before: (what: string) => `before that ${what}`,
    more: "digest status 2, digest pause 2, digest resume 2, digest remove 2, digest now 2 work, too.",
  },
  vi: {
    name: "Các báo cáo",
    summary: "Báo cáo định kỳ: lần gửi gần nhất, lần tới, lý do không gửi",
    none: "Chưa đặt báo cáo định kỳ nào.",
    how: "Cách đặt: gửi báo cáo đánh giá, chiến dịch mỗi ngày 8h30",
    count: (count) => `${count} báo cáo định kỳ`,
    next: (time) => `lần tới ${time}`,
    skips: "bỏ qua kỳ trống",
    now: "Gửi ngay",
    before: (what) => `trước đó ${what}`,
    more: "Cũng có thể gõ: trạng thái báo cáo 2, tạm dừng báo cáo 2, gửi tiếp báo cáo 2, gỡ báo cáo 2, báo cáo ngay 2.",
  },
});

const states = defineMessages<Record<SubscriptionState, string>>({
  en: {
    active: "",
    paused: "paused",
    "shut-out": "stopped: the chat does not let the bot write",
    broken: "stopped: it was changed outside the bot; remove it and set it up again",
    removed: "removed",
  },
  vi: {
    active: "",
    paused: "đang tạm dừng",
    "shut-out": "đã dừng: nhóm chat không cho bot gửi tin",
    broken: "đã dừng: dữ liệu bị sửa ngoài bot, bạn gỡ rồi đặt lại nhé",
    removed: "đã gỡ",
  },
});

const labels = defineMessages({ en: { number: "Digest" }, vi: { number: "Báo cáo số" } });

const SHOWN = 8;
/** The number of past due times that are shown for one digest, and searched for a missed one. */
const TIMES = 10;

/** Lists all scheduled digests (`digest list`, `digest status`), or the past due times of one (`digest status 2`). */
export const createDigestList = ({ subscriptions }: { subscriptions: Subscriptions }): Command =>
  defineCommand({
    name: "digests",
    aliases: [
      "digest list",
      "digest status",
      "list digests",
      "scheduled digests",
      "các báo cáo",
      "danh sách báo cáo",
      "báo cáo đã đặt",
      "trạng thái báo cáo",
    ],
    role: "manager",
    audited: false,
    messages: digestListMessages,
    examples: {
      vi: ["danh sách báo cáo", "báo cáo đã đặt", "danh sach bao cao"],
      en: ["list digests"],
    },
    labels,
    input: z.object({ number: number().optional(), page: page() }),

    async run({ input, t, ...ctx }) {
      if (input.number !== undefined) return ofOne(subscriptions, input.number, ctx);
      const all = await subscriptions.list();
      if (all.length === 0) return card(t.name, text(t.none), context(t.how));
      const rows = await Promise.all(
        all.map(async (one) => row(one, await lastTimes(subscriptions, one), ctx)),
      );
      const heading = t.count(ctx.formats.number(all.length));
      const place = { page: input.page, command: "digests", args: {}, locale: ctx.who.locale };
      return card(t.name, ...paged(rows, { ...place, size: SHOWN, heading }), context(t.more));
    },
  });

/** Shows the past due times of one digest, each with its outcome and reason. */
async function ofOne(subscriptions: Subscriptions, which: number, ctx: Context): Promise<Card> {
  const one = await subscriptions.find(which);
  const times = await lastTimes(subscriptions, one);
  const shown = row(one, times.slice(0, 1), ctx);
  const earlier = times.slice(1).map((time) => timeWords(time, ctx));
  return card(
    shown.title,
    shown.detail ? text(shown.detail) : null,
    earlier.length > 0 ? text(earlier.join("\n")) : null,
    buttons(...(shown.buttons ?? [])),
  );
}

/** The runs of one due time, one for each kind. */
type DueTime = readonly Run[];

/** Returns the past due times, the newest first. */
async function lastTimes(subscriptions: Subscriptions, one: Subscription): Promise<DueTime[]> {
  const times = new Map<number, Run[]>();
  for (const run of await subscriptions.lastRuns(one, one.kinds.length * TIMES)) {
    const at = run.dueAt.getTime();
    times.set(at, [...(times.get(at) ?? []), run]);
  }
  return [...times.values()];
}

/** True if the digest of this due time should have been sent and was not. */
function isMissed(time: DueTime): boolean {
  return time.some(({ state, reason }) => state === "failed" || (state === "skipped" && reason !== "empty"));
}

function row(one: Subscription, [latest = [], ...earlier]: readonly DueTime[], ctx: Context): Row {
  const { who, call, formats, clock, timeZone } = ctx;
  const { locale } = who;
  const t = digestListMessages[locale];
  const { pause, resume, remove } = subscriptionButtons(one.number, locale);
  const missed = isMissed(latest) ? undefined : earlier.find(isMissed);
  const next = one.state === "active" ? nextDue(one.schedule, timeZone, clock.now()) : null;
  const detail = [
    placeWords(one.place, call.place, locale),
    one.locale === locale ? "" : choiceNames[locale](one.locale),
    one.skipEmpty ? t.skips : "",
    states[locale][one.state],
    timeWords(latest, ctx),
    missed === undefined ? "" : t.before(timeWords(missed, ctx)),
    next === null ? "" : t.next(formats.time(next)),
  ];
  const isActive = one.state === "active";
  const title = `#${one.number} ${subscriptionWords(one, locale)}`;
  return {
    title,
    about: { kind: "digest", reference: String(one.number), name: title },
    detail: detail.filter(Boolean).join(" · "),
    buttons: [
      ...(one.state === "broken" ? [] : [isActive ? pause : resume]),
      ...(isActive ? [button(t.now, "digestnow", { number: String(one.number) })] : []),
      remove,
    ],
  };
}

/** Describes the outcome of a due time. If its kinds had different outcomes, each is shown with its kind. */
function timeWords(time: DueTime, ctx: Context): string {
  const outcomes = new Set(time.map((run) => runWords(run, ctx)));
  if (outcomes.size <= 1) return runWords(time[0], ctx);
  return time.map((run) => `${choiceNames[ctx.who.locale](run.kind)}: ${runWords(run, ctx)}`).join(" · ");
}
