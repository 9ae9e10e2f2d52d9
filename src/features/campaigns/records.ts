import * as z from "zod";
import { choice, line, page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { type Days, daysIn } from "../../bot/days.ts";
import { askedArgs, paged } from "../../bot/pagination.ts";
import { type Card, card, type Row, text } from "../../cards/card.ts";
import type { Telecall, Telesale } from "../../crm/campaign.ts";
import { customerReference, readablePhone, shownAs } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { campaignWord } from "../digests/campaign-words.ts";
import { CAMPAIGN_LIST, campaignName, leftOut, oneCampaign } from "./campaigns.ts";

const recordsMessages = defineMessages({
  en: {
    seconds: (seconds: string) => `talked ${seconds} s`,
    capped: "There are more; the newest are shown.",
  },
  vi: {
    seconds: (seconds) => `đàm thoại ${seconds} giây`,
    capped: "Còn nữa; đang hiện phần mới nhất.",
  },
});

const telecallsMessages = defineMessages({
  en: {
    name: "Campaign calls",
    summary: "The calls made in a campaign",
    title: (name: string) => `Calls · ${name}`,
    count: (count: string) => `${count} calls`,
    none: "No call was made.",
  },
  vi: {
    name: "Cuộc gọi chiến dịch",
    summary: "Các cuộc gọi của một chiến dịch",
    title: (name) => `Cuộc gọi · ${name}`,
    count: (count) => `${count} cuộc gọi`,
    none: "Chưa có cuộc gọi nào.",
  },
});

const telesalesMessages = defineMessages({
  en: {
    name: "Campaign members",
    summary: "The customers of a campaign, with their survey",
    title: (name: string) => `Members · ${name}`,
    count: (count: string) => `${count} members`,
    none: "There is nobody.",
  },
  vi: {
    name: "Khách của chiến dịch",
    summary: "Khách trong chiến dịch, kèm khảo sát",
    title: (name) => `Khách · ${name}`,
    count: (count) => `${count} khách`,
    none: "Không có ai.",
  },
});

const labels = defineMessages({
  en: { campaign: "Campaign", survey: "Survey" },
  vi: { campaign: "Chiến dịch", survey: "Khảo sát" },
});

const SHOWN = 10;

const campaignInput = () => line(200, { learned: CAMPAIGN_LIST });
const daysInput = () => range({ keyed: true }).optional();

export const telecalls = defineCommand({
  name: "telecalls",
  aliases: ["cuộc gọi của chiến dịch", "cuộc gọi chiến dịch", "telecall", "campaign calls"],
  role: "viewer",
  messages: telecallsMessages,
  examples: {
    vi: [
      "cuộc gọi của chiến dịch Tri ân",
      "cuộc gọi chiến dịch Tri ân khách hàng",
      "cuoc goi cua chien dich Tri an",
    ],
    en: ["campaign calls Tri an"],
  },
  labels,
  input: z.object({ campaign: campaignInput(), range: daysInput(), page: page() }),

  run: (ctx) =>
    recordsCard("telecalls", ctx, async (id, days) => {
      const { telecalls: records, ...end } = await ctx.crm.campaigns.telecalls(id, days);
      return { ...end, records, rows: records.map((one) => callRow(one, ctx)) };
    }),
});

export const telesales = defineCommand({
  name: "telesales",
  aliases: ["khách của chiến dịch", "khách chiến dịch", "telesale", "campaign members"],
  role: "viewer",
  messages: telesalesMessages,
  examples: {
    vi: ["khách của chiến dịch Tri ân", "khách chiến dịch Tri ân khách hàng", "khach cua chien dich Tri an"],
    en: ["campaign members Tet"],
  },
  labels,
  input: z.object({
    campaign: campaignInput(),
    survey: choice(["surveyed"]).optional(),
    range: daysInput(),
    page: page(),
  }),

  run: (ctx) =>
    recordsCard("telesales", ctx, async (id, days) => {
      const filter = { ...days, ...(ctx.input.survey && { survey: true }) };
      const { telesales: records, ...end } = await ctx.crm.campaigns.telesales(id, filter);
      return { ...end, records, rows: records.map((one) => memberRow(one, ctx)) };
    }),
});

interface TelecallsInput {
  campaign: string;
  survey?: "surveyed" | undefined;
  range?: { first: string; last: string } | undefined;
  page: number;
}

interface TelecallRows {
  records: readonly Pick<Telesale, "customer">[];
  rows: readonly Row[];
  complete: boolean;
  unreadable: number;
}

/** Builds the card that lists one campaign's records page by page, with notes about records that could not be read. */
async function recordsCard(
  command: "telecalls" | "telesales",
  ctx: CommandContext<TelecallsInput, (typeof telecallsMessages)["vi"]>,
  read: (campaign: string, days: Partial<Days>) => Promise<TelecallRows>,
): Promise<Card> {
  const { input, t, formats } = ctx;
  const { locale } = ctx.who;
  const { campaign: asked, ...rest } = input;
  const one = await oneCampaign(asked, ctx, { command, args: askedArgs(rest) });
  if ("card" in one) return one.card;
  const { id, name } = one.campaign;
  const { records, rows, ...end } = await read(id, input.range ? daysIn(input.range, ctx) : {});
  ctx.recordAccess(null, String(records.length));
  const heading = t.count(formats.number(rows.length));
  const args = { ...askedArgs(rest), campaign: id };
  const place = { page: input.page, size: SHOWN, heading, command, args, locale };
  return {
    ...card(
      t.title(campaignName(name, locale)),
      ...(rows.length === 0 ? [text(t.none)] : paged(rows, place)),
      ...leftOut(end, recordsMessages[locale].capped, locale),
    ),
    names: records.map(({ customer }) => customer?.name ?? ""),
  };
}

function callRow(call: Telecall, { who, common, formats }: Context): Row {
  const t = recordsMessages[who.locale];
  const { customer, phone, result, agent, at, talkSeconds } = call;
  const talked = talkSeconds === null || talkSeconds === 0 ? null : t.seconds(formats.number(talkSeconds));
  const said = result && campaignWord(result, who.locale);
  const detail = [said, talked, phone && readablePhone(phone), agent, at && formats.time(at)];
  const whom = customerReference(customer) ?? phone;
  const shown = whom ?? shownAs(customer);
  return {
    title: customer?.name ?? common.anonymous,
    detail: detail.filter(Boolean).join(" · "),
    ...(agent && { staff: agent }),
    ...(shown && { customer: shown }),
    ...(whom && { buttons: [customerButton(whom, who.locale)] }),
  };
}

function memberRow(telesale: Telesale, { who, common, formats }: Context): Row {
  const { customer, status, result, assignedTo, note, survey, createdAt } = telesale;
  const answers = survey.map(({ question, answer }) => `${question}: ${answer}`);
  const said = [status, result].map((word) => word && campaignWord(word, who.locale));
  const detail = [...said, assignedTo, createdAt && formats.day(createdAt), ...answers, note];
  const whom = customerReference(customer);
  const shown = shownAs(customer);
  return {
    title: customer?.name ?? common.anonymous,
    detail: detail.filter(Boolean).join(" · "),
    ...(shown && { customer: shown }),
    ...(whom && { buttons: [customerButton(whom, who.locale)] }),
  };
}
