import { z } from "zod";
import { line, page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { daysIn } from "../../bot/days.ts";
import { askedArgs } from "../../bot/pagination.ts";
import { button, type Row } from "../../cards/card.ts";
import type { Telecall } from "../../crm/campaign.ts";
import { customerReference, readablePhone, shownAs } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { CAMPAIGN_LIST, oneCampaign } from "./find.ts";
import { recordsCard } from "./records-card.ts";

const telecallsMessages = defineMessages({
  en: {
    name: "Campaign calls",
    summary: "The calls made in a campaign",
    title: (name: string) => `Calls · ${name}`,
    count: (count: string) => `${count} calls`,
    none: "No call was made.",
    open: "Customer",
    unknown: "(unknown)",
    seconds: (seconds: string) => `talked ${seconds} s`,
  },
  vi: {
    name: "Cuộc gọi chiến dịch",
    summary: "Các cuộc gọi của một chiến dịch",
    title: (name) => `Cuộc gọi · ${name}`,
    count: (count) => `${count} cuộc gọi`,
    none: "Chưa có cuộc gọi nào.",
    open: "Khách hàng",
    unknown: "(chưa rõ)",
    seconds: (seconds) => `đàm thoại ${seconds} giây`,
  },
});

const labels = defineMessages({
  en: { campaign: "Campaign", range: "Days", page: "Page" },
  vi: { campaign: "Chiến dịch", range: "Khoảng ngày", page: "Trang" },
});

export const telecalls = defineCommand({
  name: "telecalls",
  aliases: ["cuộc gọi của chiến dịch", "cuộc gọi chiến dịch", "telecall", "campaign calls"],
  role: "viewer",
  messages: telecallsMessages,
  labels,
  input: z.object({
    campaign: line(200, { learned: CAMPAIGN_LIST }),
    range: range({ keyed: true }).optional(),
    page: page(),
  }),

  async run(ctx) {
    const { crm, input, t } = ctx;
    const { campaign: asked, ...rest } = input;
    const one = await oneCampaign(asked, ctx, { command: "telecalls", args: askedArgs(rest) });
    if ("card" in one) return one.card;
    const days = input.range && daysIn(input.range, ctx);
    const read = await crm.campaigns.telecalls(one.campaign.id, days ?? {});
    ctx.recordAccess(null, String(read.telecalls.length));
    const records = {
      ...read,
      rows: read.telecalls.map((one) => callRow(one, ctx, t)),
      page: input.page,
      command: "telecalls",
      args: { ...askedArgs(rest), campaign: one.campaign.id },
      t,
    };
    return {
      ...recordsCard(one.campaign.name, records, ctx),
      names: read.telecalls.map(({ customer }) => customer?.name ?? ""),
    };
  },
});

interface Texts {
  unknown: string;
  open: string;
  seconds(seconds: string): string;
}

function callRow(call: Telecall, { formats }: Context, t: Texts): Row {
  const { customer, phone, result, agent, at, talkSeconds } = call;
  const talked = talkSeconds === null || talkSeconds === 0 ? null : t.seconds(formats.number(talkSeconds));
  const detail = [result, talked, phone && readablePhone(phone), agent, at && formats.time(at)];
  const whom = customerReference(customer) ?? phone;
  const shown = whom ?? shownAs(customer);
  return {
    title: customer?.name ?? t.unknown,
    detail: detail.filter(Boolean).join(" · "),
    ...(agent && { staff: agent }),
    ...(shown && { customer: shown }),
    ...(whom && { buttons: [button(t.open, "customer", { customer: whom })] }),
  };
}
