import { rangeOf } from "../../bot/days.ts";
import { type Block, button, buttons, context, field, fields, list, type Row } from "../../cards/card.ts";
import { shortened } from "../../cards/plain-text.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { campaignWord } from "./campaign-words.ts";
import type { DigestCard, DigestContext } from "./digest-context.ts";
import type { CallFigures } from "./figures/calls.ts";
import { type CampaignOfPeriod, type CampaignsFigures, campaignsFigures } from "./figures/campaigns.ts";
import {
  changes,
  csvButton,
  durationText,
  figureTable,
  joined,
  leftOutNotes,
  percent,
  periodName,
  picture,
  quietCard,
  safe,
  sharedCard,
  staffName,
} from "./parts.ts";
import type { Period } from "./period.ts";

/** The names of the figures about calls. */
export const callTexts = defineMessages({
  en: {
    calls: "Calls",
    reached: "Reached",
    byResult: "By result",
    byHour: "By hour",
    agent: "Agent",
    nobody: "(nobody)",
  },
  vi: {
    calls: "Cuộc gọi",
    reached: "Nghe máy",
    byResult: "Theo kết quả",
    byHour: "Theo giờ",
    agent: "Nhân viên",
    nobody: "(chưa rõ)",
  },
});

const campaignsCardMessages = defineMessages({
  en: {
    ...callTexts.en,
    title: (period: string) => `Campaigns · ${period}`,
    none: "No calls, and no new members.",
    talk: "Talk",
    average: (time: string) => `${time} on average`,
    total: (time: string) => `${time} in all`,
    bestHour: "Best hour",
    best: (hour: number, share: string, calls: string) =>
      `${hour}–${hour + 1}h: ${share} reached (of ${calls} calls)`,
    unnamed: "(no name)",
    campaigns: "Campaigns",
    of: (calls: string) => `${calls} calls`,
    reachedOf: (reached: string, share: string) => `${reached} reached (${share})`,
    members: (members: string) => `${members} members`,
    fresh: (members: string) => `+${members}`,
    surveyed: (members: string) => `${members} with survey`,
    more: (count: string) => `… and ${count} more campaigns: “Show all”.`,
    open: "Show",
    all: "Show all",
    byHourTitle: "Calls by hour, 7 days",
    funnelTitle: (name: string) => `${name}: members called`,
  },
  vi: {
    ...callTexts.vi,
    title: (period) => `Chiến dịch · ${period}`,
    none: "Không có cuộc gọi và khách mới.",
    talk: "Đàm thoại",
    average: (time) => `trung bình ${time}`,
    total: (time) => `tổng ${time}`,
    bestHour: "Giờ tốt nhất",
    best: (hour, share, calls) => `${hour}–${hour + 1}h: nghe máy ${share} (trong ${calls} cuộc gọi)`,
    unnamed: "(chưa có tên)",
    campaigns: "Các chiến dịch",
    of: (calls) => `${calls} cuộc`,
    reachedOf: (reached, share) => `nghe máy ${reached} (${share})`,
    members: (members) => `${members} khách`,
    fresh: (members) => `+${members}`,
    surveyed: (members) => `${members} có khảo sát`,
    more: (count) => `… còn ${count} chiến dịch: bấm “Xem tất cả”.`,
    open: "Xem",
    all: "Xem tất cả",
    byHourTitle: "Cuộc gọi theo giờ, 7 ngày qua",
    funnelTitle: (name) => `${name}: khách đã gọi`,
  },
});

type Texts = (typeof campaignsCardMessages)["vi"];

const CAMPAIGNS_SHOWN = 6;
const AGENTS_SHOWN = 8;
const RESULTS_SHOWN = 6;
const NAME_SHOWN = 80;

/** @throws AppError as the CRM does */
export async function tellCampaigns(period: Period, ctx: DigestContext): Promise<DigestCard> {
  const t = campaignsCardMessages[ctx.locale];
  const figures = await campaignsFigures(ctx.crm.campaigns, period, ctx.timeZone);
  const title = t.title(periodName(period, ctx));
  if (figures.active.length === 0) return quietCard(title, t.none, figures, ctx);
  const left = figures.active.length - CAMPAIGNS_SHOWN;
  return {
    card: sharedCard(
      title,
      headline(figures, ctx, t),
      list(t.campaigns, campaignRows(figures, period, ctx, t)),
      left > 0 ? context(t.more(ctx.formats.number(left))) : null,
      byAgent(figures, ctx, t),
      ...(await pictures(figures, ctx, t)),
      ...leftOutNotes(figures, ctx),
      buttons(button(t.all, "campaigns", {}, { by: "anyone" }), csvButton("campaigns", period)),
    ),
  };
}

function headline(figures: CampaignsFigures, ctx: DigestContext, t: Texts): Block | null {
  const { all, before, bestHour } = figures;
  const { number } = ctx.formats;
  const { calls, byResult, byHour } = all;
  const talk = talkTime(all, t);
  const results = byResult.slice(0, RESULTS_SHOWN).map(([result, tally]) => {
    const word = safe(campaignWord(result, ctx.locale));
    return `${word || commonMessages[ctx.locale].unknown} ${number(tally.calls)}`;
  });
  const hours = byHour.flatMap((tally, hour) =>
    tally.calls === 0 ? [] : [`${hour}h ${number(tally.calls)}`],
  );
  const best =
    bestHour && t.best(bestHour.hour, percent(bestHour.reached, bestHour.calls), number(bestHour.calls));
  return fields(
    field(t.calls, joined(number(calls), changes("calls", all, before, ctx))),
    field(t.reached, reachedOf(figures, ctx)),
    talk === null ? null : field(t.talk, talk),
    best === null ? null : field(t.bestHour, best),
    results.length === 0 ? null : field(t.byResult, results.join(" · ")),
    hours.length === 0 ? null : field(t.byHour, hours.join(" · ")),
  );
}

function talkTime({ averageTalkSeconds, totalTalkSeconds }: CallFigures, t: Texts): string | null {
  if (averageTalkSeconds === null) return null;
  return joined(t.average(durationText(averageTalkSeconds)), t.total(durationText(totalTalkSeconds)));
}

function reachedOf({ all, before }: CampaignsFigures, ctx: DigestContext): string {
  if (all.reached === null) return commonMessages[ctx.locale].unknown;
  const share = `${ctx.formats.number(all.reached)} (${percent(all.reached, all.calls)})`;
  return joined(share, changes("reached", all, before, ctx));
}

function campaignRows({ active }: CampaignsFigures, period: Period, ctx: DigestContext, t: Texts): Row[] {
  const range = rangeOf(period, ctx);
  return active.slice(0, CAMPAIGNS_SHOWN).map((one) => ({
    title: shortened(safe(one.campaign.name ?? t.unnamed), NAME_SHOWN),
    detail: campaignLine(one, ctx, t),
    buttons: [button(t.open, "campaign", { campaign: one.campaign.id, range }, { by: "anyone" })],
  }));
}

function campaignLine(one: CampaignOfPeriod, ctx: DigestContext, t: Texts): string {
  const { number } = ctx.formats;
  const { calls, members, newMembers, withSurvey, before } = one;
  const { reached } = calls;
  const came = newMembers > 0 ? ` (${t.fresh(number(newMembers))})` : "";
  return joined(
    t.of(number(calls.calls)),
    // The comparison with the week before is left out: with both the line would be too long.
    changes("calls", calls, before.slice(0, 1), ctx),
    reached === null ? null : t.reachedOf(number(reached), percent(reached, calls.calls)),
    talkTime(calls, t),
    `${t.members(number(members))}${came}`,
    t.surveyed(number(withSurvey)),
  );
}

function byAgent({ all }: CampaignsFigures, { formats }: DigestContext, t: Texts): Block | null {
  const rows = all.byAgent
    .slice(0, AGENTS_SHOWN)
    .map(([agent, { calls, reached }]) => [
      staffName(agent) || t.nobody,
      formats.number(calls),
      ...(all.reached === null ? ["–", "–"] : [formats.number(reached), percent(reached, calls)]),
    ]);
  return figureTable(t.agent, [t.calls, t.reached, "%"], rows);
}

function pictures(
  { days, byDay, funnel }: CampaignsFigures,
  ctx: DigestContext,
  t: Texts,
): Promise<(Block | null)[]> {
  const { locale, timeZone } = ctx;
  const same = { locale, timeZone };
  const drawn = [picture({ kind: "calls-by-hour", title: t.byHourTitle, days, cells: byDay, ...same }, ctx)];
  if (funnel !== null) {
    const { campaign, members, called, reached, withSurvey: surveyed } = funnel;
    const title = t.funnelTitle(shortened(safe(campaign.name ?? t.unnamed), NAME_SHOWN));
    drawn.push(picture({ kind: "campaign-funnel", title, members, called, reached, surveyed, ...same }, ctx));
  }
  return Promise.all(drawn);
}
