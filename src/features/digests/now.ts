import { TZDate } from "@date-fns/tz";
import * as z from "zod";
import { choices, number, range } from "../../bot/arguments.ts";
import { type Args, type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { type Block, button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { composeDigest } from "./compose.ts";
import { DIGEST_KINDS, type DigestContexts, type DigestKind } from "./digest-context.ts";
import { type Period, periodOf } from "./period.ts";
import { placeWords, subscriptionButtons, subscriptionWords } from "./subscription-messages.ts";
import type { Subscriptions } from "./subscriptions.ts";

const digestNowMessages = defineMessages({
  en: {
    name: "Digest now",
    summary: "A digest at once: of a scheduled one by its number, or by what it is about",
    which: "About what?",
    sent: (number: number) => `Digest ${number} is on its way`,
    soon: (where: string) =>
      `It is sent ${where === "here" ? "here" : `to ${where}`} as soon as it is counted.`,
    paused: (number: number) => `Digest ${number} is paused`,
    resumeFirst: "Resume it first.",
  },
  vi: {
    name: "Báo cáo ngay",
    summary: "Xem ngay một báo cáo: theo số đã đặt, hoặc theo nội dung",
    which: "Báo cáo về nội dung nào?",
    sent: (number) => `Đang gửi báo cáo số ${number}`,
    soon: (where) => `Báo cáo sẽ có ${where === "ở đây" ? "ở đây" : `trong ${where}`} ngay khi đếm xong.`,
    paused: (number) => `Báo cáo số ${number} đang tạm dừng`,
    resumeFirst: "Hãy cho gửi tiếp trước.",
  },
});

const labels = defineMessages({
  en: { number: "Digest", kinds: "About" },
  vi: { number: "Báo cáo số", kinds: "Nội dung" },
});

export interface DigestNowPorts {
  subscriptions: Subscriptions;
  digestContexts: DigestContexts;
}

/** Shows or sends a digest at once: `digest now ratings`, `digest now 2`, "xem báo cáo đánh giá ngay". */
export const createDigestNow = ({ subscriptions, digestContexts }: DigestNowPorts): Command =>
  defineCommand({
    name: "digestnow",
    aliases: [
      "digest now",
      "báo cáo ngay",
      "gửi báo cáo ngay",
      "xem báo cáo",
      "tổng kết",
      "báo cáo tổng hợp",
    ],
    role: "manager",
    showsCustomers: false,
    messages: digestNowMessages,
    examples: {
      vi: ["báo cáo hôm qua", "tổng kết tuần này", "tong ket hom nay", "xem báo cáo ngay"],
      en: ["digest now"],
    },
    labels,
    input: z.object({
      number: number().optional(),
      kinds: choices(DIGEST_KINDS).optional(),
      range: range().optional(),
    }),

    async run({ input, t, ...ctx }) {
      if (input.number !== undefined) return sentSoon(subscriptions, input.number, ctx);
      const [kind, ...others] = input.kinds ?? [];
      const asked = input.range === undefined ? null : periodOfDays(input.range, ctx);
      const days: Args = asked === null ? {} : { range: `${input.range?.first}/${input.range?.last}` };
      if (kind === undefined) {
        const title = asked === null ? t.name : `${t.name} · ${readableDays(asked, ctx)}`;
        return card(title, text(t.which), ofKinds(DIGEST_KINDS, days, ctx));
      }
      ctx.recordAccess(null, kind);
      const digestCtx = digestContexts.open(ctx.who.locale, ctx.signal, ctx.budget);
      const digest = await composeDigest(kind, asked ?? periodNow(ctx), digestCtx);
      if (digest === null) return card(t.name);
      return {
        ...digest,
        blocks: [...digest.blocks, ofKinds(others, days, ctx)].filter((block) => block !== null),
      };
    },
  });

/**
 * Schedules the last period of a subscription. The runner sends it to the subscription's chat, once, like any due digest.
 */
async function sentSoon(subscriptions: Subscriptions, which: number, ctx: Context): Promise<Card> {
  const { who, call, recordAccess } = ctx;
  const t = digestNowMessages[who.locale];
  const one = await subscriptions.find(which);
  const about = text(subscriptionWords(one, who.locale));
  if (one.state !== "active") {
    const { resume } = subscriptionButtons(which, who.locale);
    return card(t.paused(which), about, text(t.resumeFirst), buttons(resume));
  }
  await subscriptions.sendNow(one, call.id);
  recordAccess(null, `${which}: sent now`);
  return card(t.sent(which), about, text(t.soon(placeWords(one.place, call.place, who.locale))));
}

function ofKinds(kinds: readonly DigestKind[], days: Args, { who }: Context): Block | null {
  const names = choiceNames[who.locale];
  return buttons(...kinds.map((kind) => button(names(kind), "digestnow", { kinds: kind, ...days })));
}

/** Returns the days asked for, today only until now. Null if they are yet to come. */
function periodOfDays(range: { first: string; last: string }, ctx: Context): Period | null {
  const { from, to } = daysIn(range, ctx);
  const now = ctx.clock.now();
  return from < now ? { from, to: new Date(Math.min(to.getTime(), now.getTime())) } : null;
}

/** Returns the period of a daily digest that is due at this minute. */
function periodNow({ clock, timeZone }: Context): Period {
  const now = new TZDate(Math.floor(clock.now().getTime() / 60_000) * 60_000, timeZone);
  const at = { hour: now.getHours(), minute: now.getMinutes() };
  return periodOf({ kind: "daily", at }, new Date(now.getTime()), timeZone);
}
