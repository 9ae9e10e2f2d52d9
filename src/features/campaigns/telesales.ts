import { z } from "zod";
import { choice, line, page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { daysIn } from "../../bot/days.ts";
import { askedArgs } from "../../bot/pagination.ts";
import { button, type Row } from "../../cards/card.ts";
import type { Telesale } from "../../crm/campaign.ts";
import { customerReference, shownAs } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { CAMPAIGN_LIST, oneCampaign } from "./find.ts";
import { recordsCard } from "./records-card.ts";

const telesalesMessages = defineMessages({
  en: {
    name: "Campaign members",
    summary: "The customers of a campaign, with their survey",
    title: (name: string) => `Members · ${name}`,
    count: (count: string) => `${count} members`,
    none: "There is nobody.",
    open: "Customer",
    unknown: "(unknown)",
  },
  vi: {
    name: "Khách của chiến dịch",
    summary: "Khách trong chiến dịch, kèm khảo sát",
    title: (name) => `Khách · ${name}`,
    count: (count) => `${count} khách`,
    none: "Không có ai.",
    open: "Khách hàng",
    unknown: "(chưa rõ)",
  },
});

const labels = defineMessages({
  en: { campaign: "Campaign", survey: "Survey", range: "Days", page: "Page" },
  vi: { campaign: "Chiến dịch", survey: "Khảo sát", range: "Khoảng ngày", page: "Trang" },
});

export const telesales = defineCommand({
  name: "telesales",
  aliases: ["khách của chiến dịch", "khách chiến dịch", "telesale", "campaign members"],
  role: "viewer",
  messages: telesalesMessages,
  labels,
  input: z.object({
    campaign: line(200, { learned: CAMPAIGN_LIST }),
    survey: choice(["surveyed"]).optional(),
    range: range({ keyed: true }).optional(),
    page: page(),
  }),

  async run(ctx) {
    const { crm, input, t } = ctx;
    const { campaign: asked, ...rest } = input;
    const one = await oneCampaign(asked, ctx, { command: "telesales", args: askedArgs(rest) });
    if ("card" in one) return one.card;
    const read = await crm.campaigns.telesales(one.campaign.id, {
      ...(input.range && daysIn(input.range, ctx)),
      ...(input.survey && { survey: true }),
    });
    ctx.recordAccess(null, String(read.telesales.length));
    const records = {
      ...read,
      rows: read.telesales.map((one) => memberRow(one, ctx, t)),
      page: input.page,
      command: "telesales",
      args: { ...askedArgs(rest), campaign: one.campaign.id },
      t,
    };
    return {
      ...recordsCard(one.campaign.name, records, ctx),
      names: read.telesales.map(({ customer }) => customer?.name ?? ""),
    };
  },
});

function memberRow(telesale: Telesale, { formats }: Context, t: { unknown: string; open: string }): Row {
  const { customer, status, result, assignedTo, note, survey, createdAt } = telesale;
  const answers = survey.map(({ question, answer }) => `${question}: ${answer}`);
  const detail = [status, result, assignedTo, createdAt && formats.day(createdAt), ...answers, note];
  const whom = customerReference(customer);
  const shown = shownAs(customer);
  return {
    title: customer?.name ?? t.unknown,
    detail: detail.filter(Boolean).join(" · "),
    ...(shown && { customer: shown }),
    ...(whom && { buttons: [button(t.open, "customer", { customer: whom })] }),
  };
}
