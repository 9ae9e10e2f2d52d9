import { z } from "zod";
import { page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { askedArgs, paged } from "../../bot/pagination.ts";
import { button, card, context, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { learnCampaigns } from "./find.ts";

const campaignsMessages = defineMessages({
  en: {
    name: "Campaigns",
    summary: "The campaigns, the newest first",
    title: (days: string) => `Campaigns${days && ` · ${days}`}`,
    count: (count: string) => `${count} campaigns`,
    none: "There is no campaign.",
    open: "Report",
    unnamed: "(no name)",
    unreadable: (count: number) => `Not readable: ${count}`,
    capped: "There are more; the newest are shown.",
  },
  vi: {
    name: "Chiến dịch",
    summary: "Các chiến dịch, mới nhất trước",
    title: (days) => `Chiến dịch${days && ` · ${days}`}`,
    count: (count) => `${count} chiến dịch`,
    none: "Không có chiến dịch nào.",
    open: "Báo cáo",
    unnamed: "(chưa có tên)",
    unreadable: (count) => `Không đọc được: ${count}`,
    capped: "Còn nữa; đang hiện các chiến dịch mới nhất.",
  },
});

const labels = defineMessages({
  en: { range: "Days", page: "Page" },
  vi: { range: "Khoảng ngày", page: "Trang" },
});

const SHOWN = 10;

export const campaigns = defineCommand({
  name: "campaigns",
  aliases: ["chiến dịch", "các chiến dịch", "danh sách chiến dịch", "list campaigns"],
  role: "viewer",
  showsCustomers: false,
  messages: campaignsMessages,
  labels,
  input: z.object({ range: range().optional(), page: page() }),

  async run(ctx) {
    const { crm, input, t, formats, who } = ctx;
    const days = input.range && daysIn(input.range, ctx);
    const { campaigns: found, complete, unreadable } = await crm.campaigns.list(days ?? {});
    await learnCampaigns(found, ctx);
    ctx.recordAccess(null, String(found.length));
    const rows = found.map(({ id, name, status, createdAt }) => ({
      title: name ?? t.unnamed,
      detail: [status, createdAt && formats.day(createdAt)].filter(Boolean).join(" · "),
      buttons: [button(t.open, "campaign", { campaign: id })],
    }));
    const heading = t.count(formats.number(found.length));
    const place = { page: input.page, command: "campaigns", args: askedArgs(input), locale: who.locale };
    return card(
      t.title(days ? readableDays(days, ctx) : ""),
      ...(rows.length === 0 ? [text(t.none)] : paged(rows, { ...place, size: SHOWN, heading })),
      unreadable > 0 ? context(t.unreadable(unreadable)) : null,
      complete ? null : context(t.capped),
    );
  },
});
