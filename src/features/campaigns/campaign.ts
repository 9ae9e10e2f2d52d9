import * as z from "zod";
import { line, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { askedArgs } from "../../bot/pagination.ts";
import { button, buttons, card, context, type Field, field, fields } from "../../cards/card.ts";
import type { CampaignsApi, CampaignWindow } from "../../crm/campaigns.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { campaignWord } from "../digests/campaign-words.ts";
import { callTexts } from "../digests/campaigns-card.ts";
import { addCall, type CallFigures, callFigures, hourIn, noCalls } from "../digests/figures/calls.ts";
import type { WalkEnd } from "../digests/figures/sums.ts";
import { figureTable, percent } from "../digests/parts.ts";
import { CAMPAIGN_LIST, campaignName, leftOut, oneCampaign } from "./campaigns.ts";

const campaignMessages = defineMessages({
  en: {
    ...callTexts.en,
    name: "Campaign report",
    summary: "One campaign: members, calls, results, agents, hours",
    title: (name: string) => `Campaign · ${name}`,
    members: "Members",
    surveyed: "With survey",
    averageTalk: "Average talk",
    totalTalk: "Total talk",
    window: (days: string) => `Days: ${days}`,
    capped: "There is too much to read: the figures cover the newest part.",
    telesales: "Members",
    telecalls: "Calls",
    minutes: (minutes: string, seconds: string) => `${minutes} min ${seconds} s`,
  },
  vi: {
    ...callTexts.vi,
    name: "Báo cáo chiến dịch",
    summary: "Một chiến dịch: khách, cuộc gọi, kết quả, nhân viên, giờ",
    title: (name) => `Chiến dịch · ${name}`,
    members: "Khách trong chiến dịch",
    surveyed: "Có khảo sát",
    averageTalk: "Đàm thoại trung bình",
    totalTalk: "Tổng đàm thoại",
    window: (days) => `Khoảng ngày: ${days}`,
    capped: "Dữ liệu quá nhiều, bot chỉ tính phần mới nhất.",
    telesales: "Khách",
    telecalls: "Cuộc gọi",
    minutes: (minutes, seconds) => `${minutes} phút ${seconds} giây`,
  },
});

const labels = defineMessages({ en: { campaign: "Campaign" }, vi: { campaign: "Chiến dịch" } });

/** More agents than this do not fit a phone. */
const AGENTS_SHOWN = 10;

// Names of campaigns contain months ("… tháng 11"), so the range is read only behind its own label.
export const campaign = defineCommand({
  name: "campaign",
  aliases: ["báo cáo chiến dịch", "chiến dịch tên", "xem chiến dịch", "campaign report"],
  role: "viewer",
  showsCustomers: false,
  messages: campaignMessages,
  examples: {
    vi: ["báo cáo chiến dịch Tri ân khách hàng", "xem chiến dịch Tri ân", "bao cao chien dich Tri an"],
    en: ["campaign report Tri an"],
  },
  labels,
  input: z.object({
    campaign: line(200, { learned: CAMPAIGN_LIST }),
    range: range({ keyed: true }).optional(),
  }),

  async run(ctx) {
    const { crm, input, t, timeZone } = ctx;
    const { campaign: asked, ...rest } = input;
    const one = await oneCampaign(asked, ctx, { command: "campaign", args: askedArgs(rest) });
    if ("card" in one) return one.card;
    const days = input.range && daysIn(input.range, ctx);
    const figures = await campaignFigures(crm.campaigns, one.campaign.id, days ?? {}, timeZone);
    ctx.recordAccess(null, "shown");
    const args = { ...askedArgs(rest), campaign: one.campaign.id };
    const name = campaignName(one.campaign.name, ctx.who.locale);
    return {
      ...card(
        t.title(name),
        days ? context(t.window(readableDays(days, ctx))) : null,
        fields(...headline(figures, ctx, t)),
        agentTable(figures, ctx, t),
        ...leftOut(figures, t.capped, ctx.who.locale),
        buttons(button(t.telesales, "telesales", args), button(t.telecalls, "telecalls", args)),
      ),
      about: [{ kind: "campaign", reference: one.campaign.id, name }],
    };
  },
});

type Texts = (typeof campaignMessages)["vi"];

/** The figures of one campaign. */
interface CampaignFigures extends CallFigures, WalkEnd {
  members: number;
  withSurvey: number;
}

/** Reads one campaign page by page and adds up its records. Memory use does not grow with the campaign. */
async function campaignFigures(
  campaigns: Pick<CampaignsApi, "eachTelesalePage" | "eachTelecallPage">,
  campaignId: string,
  window: CampaignWindow,
  timeZone: string,
): Promise<CampaignFigures> {
  const members = campaigns.eachTelesalePage(campaignId, window);
  // Only the CRM knows whether a survey has values, so the members with a survey are asked for separately.
  const surveyed = campaigns.eachTelesalePage(campaignId, { ...window, survey: true });
  const calls = campaigns.eachTelecallPage(campaignId, window);
  const sums = noCalls();
  const [memberCount, surveyCount] = await Promise.all([
    counted(members),
    counted(surveyed),
    (async () => {
      for await (const page of calls)
        for (const call of page) addCall(sums, call, call.at && hourIn(call.at, timeZone));
    })(),
  ]);
  return {
    members: memberCount,
    withSurvey: surveyCount,
    ...callFigures(sums),
    unreadable: members.unreadable + calls.unreadable,
    complete: members.complete && surveyed.complete && calls.complete,
  };
}

async function counted(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page.length;
  return count;
}

function headline(figures: CampaignFigures, { common, formats, who }: Context, t: Texts): Field[] {
  const number = formats.number;
  const { calls, reached, averageTalkSeconds, byResult, byHour } = figures;
  const results = byResult.map(
    ([result, tally]) => `${campaignWord(result, who.locale) || common.unknown} ${number(tally.calls)}`,
  );
  const hours = byHour.flatMap(({ calls: made }, hour) =>
    made === 0 ? [] : [`${String(hour).padStart(2, "0")}h ${number(made)}`],
  );
  return [
    field(t.members, number(figures.members)),
    field(t.surveyed, number(figures.withSurvey)),
    field(t.calls, number(calls)),
    field(t.reached, reached === null ? common.unknown : `${number(reached)} (${percent(reached, calls)})`),
    field(t.averageTalk, averageTalkSeconds === null ? common.unknown : clock(averageTalkSeconds, t)),
    field(t.totalTalk, clock(figures.totalTalkSeconds, t)),
    ...(results.length === 0 ? [] : [field(t.byResult, results.join(" · "))]),
    ...(hours.length === 0 ? [] : [field(t.byHour, hours.join(" · "))]),
  ];
}

function agentTable({ byAgent, reached }: CampaignFigures, { formats }: Context, t: Texts) {
  const rows = byAgent
    .slice(0, AGENTS_SHOWN)
    .map(([agent, tally]) => [
      agent || t.nobody,
      formats.number(tally.calls),
      reached === null ? "–" : formats.number(tally.reached),
    ]);
  return figureTable(t.agent, [t.calls, t.reached], rows);
}

function clock(seconds: number, t: Texts): string {
  const whole = Math.round(seconds);
  return t.minutes(String(Math.floor(whole / 60)), String(whole % 60));
}
