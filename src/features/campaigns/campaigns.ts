import * as z from "zod";
import { page, range } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { askedArgs, paged } from "../../bot/pagination.ts";
import { type Block, button, buttons, type Card, card, context, list, text } from "../../cards/card.ts";
import type { Campaign } from "../../crm/campaign.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { rememberValues } from "../../settings/settings.ts";
import { fold } from "../../understanding/fold.ts";
import { campaignWord } from "../digests/campaign-words.ts";

const campaignsMessages = defineMessages({
  en: {
    name: "Campaigns",
    summary: "The campaigns, the newest first",
    title: (days: string) => `Campaigns${days && ` · ${days}`}`,
    count: (count: string) => `${count} campaigns`,
    noneYet: "There is no campaign.",
    report: "Report",
    unreadable: (count: number) => `Not readable: ${count}`,
    capped: "There are more; the newest are shown.",
    noneTitle: "Campaign not found",
    none: (asked: string, searched: number) =>
      `None of the ${searched} newest campaigns is called “${asked}”.`,
    severalTitle: "Which campaign?",
    several: "Several are called so. Pick one:",
    more: (count: number) => `… and ${count} more: add a word of the name.`,
    all: "All campaigns",
  },
  vi: {
    name: "Chiến dịch",
    summary: "Các chiến dịch, mới nhất trước",
    title: (days) => `Chiến dịch${days && ` · ${days}`}`,
    count: (count) => `${count} chiến dịch`,
    noneYet: "Không có chiến dịch nào.",
    report: "Báo cáo",
    unreadable: (count) => `Không đọc được: ${count}`,
    capped: "Còn nữa; đang hiện các chiến dịch mới nhất.",
    noneTitle: "Không tìm thấy chiến dịch",
    none: (asked, searched) => `Trong ${searched} chiến dịch mới nhất không có “${asked}”.`,
    severalTitle: "Chiến dịch nào?",
    several: "Có nhiều chiến dịch trùng tên, hãy chọn một:",
    more: (count) => `… còn ${count} chiến dịch nữa: thêm từ trong tên.`,
    all: "Mọi chiến dịch",
  },
});

const SHOWN = 10;
const PICK_FROM = 10;
const OBJECT_ID = /^[0-9a-f]{24}$/i;
/** The list of learned campaign names, which forms offer. */
export const CAMPAIGN_LIST = "campaign";

export const campaigns = defineCommand({
  name: "campaigns",
  aliases: ["chiến dịch", "các chiến dịch", "danh sách chiến dịch", "list campaigns"],
  role: "viewer",
  showsCustomers: false,
  messages: campaignsMessages,
  examples: {
    vi: ["danh sách chiến dịch", "các chiến dịch tháng này", "danh sach chien dich"],
    en: ["list campaigns"],
  },
  input: z.object({ range: range().optional(), page: page() }),

  async run(ctx) {
    const { crm, input, t, formats, who, common } = ctx;
    const days = input.range && daysIn(input.range, ctx);
    const { campaigns: found, complete, unreadable } = await crm.campaigns.list(days ?? {});
    await learnCampaigns(found, ctx);
    ctx.recordAccess(null, String(found.length));
    const rows = found.map(({ id, name, status, createdAt }) => ({
      title: name ?? common.unnamed,
      detail: [status && campaignWord(status, who.locale), createdAt && formats.day(createdAt)]
        .filter(Boolean)
        .join(" · "),
      buttons: [button(t.report, "campaign", { campaign: id })],
    }));
    const heading = t.count(formats.number(found.length));
    const place = { page: input.page, command: "campaigns", args: askedArgs(input), locale: who.locale };
    return card(
      t.title(days ? readableDays(days, ctx) : ""),
      ...(rows.length === 0 ? [text(t.noneYet)] : paged(rows, { ...place, size: SHOWN, heading })),
      ...leftOut({ complete, unreadable }, t.capped, who.locale),
    );
  },
});

/**
 * Finds one campaign by its ObjectId or by words of its name. Returns a card if none or several match. AntCRM can look
 * up neither, so its list is read: src/crm/API.md#get-campaigns
 * @param next the command that continues with the picked campaign, with its other arguments
 */
export async function oneCampaign(
  asked: string,
  ctx: Context,
  next: { command: string; args: Args },
): Promise<{ campaign: Campaign } | { card: Card }> {
  const { campaigns } = await ctx.crm.campaigns.list();
  await learnCampaigns(campaigns, ctx);
  const found = OBJECT_ID.test(asked)
    ? campaigns.filter(({ id }) => id === asked.toLowerCase())
    : namedSo(asked, campaigns);
  const [first, ...others] = found;
  if (first === undefined) return { card: none(asked, campaigns.length, ctx) };
  if (others.length > 0) return { card: several(found, ctx, next) };
  return { campaign: first };
}

/** Returns the campaign's name for a card. A record without a name gets a default text. */
export function campaignName(name: string | null, locale: Locale): string {
  return name ?? commonMessages[locale].unnamed;
}

/** Says in small print what a card of campaigns could not read. `capped` is the text for records beyond the limit. */
export function leftOut(
  { complete, unreadable }: { complete: boolean; unreadable: number },
  capped: string,
  locale: Locale,
): Block[] {
  const t = campaignsMessages[locale];
  return [
    ...(unreadable > 0 ? [context(t.unreadable(unreadable))] : []),
    ...(complete ? [] : [context(capped)]),
  ];
}

/** Stores the names that the list shows. Forms offer them. */
function learnCampaigns(campaigns: readonly Campaign[], ctx: Context): Promise<void> {
  return rememberValues(
    CAMPAIGN_LIST,
    campaigns.map(({ name }) => name),
    ctx,
  );
}

/** Returns the campaigns with exactly this name. If there are none: those whose name contains all the words. */
function namedSo(asked: string, campaigns: readonly Campaign[]): Campaign[] {
  const plain = fold(asked).trim();
  const exact = campaigns.filter(({ name }) => fold(name ?? "").trim() === plain);
  if (exact.length > 0) return exact;
  const parts = plain.split(/\s+/);
  return campaigns.filter(({ name }) => parts.every((part) => fold(name ?? "").includes(part)));
}

function none(asked: string, searched: number, { who }: Context): Card {
  const t = campaignsMessages[who.locale];
  return card(t.noneTitle, text(t.none(asked, searched)), buttons(button(t.all, "campaigns")));
}

function several(
  found: readonly Campaign[],
  { who, common, formats }: Context,
  next: { command: string; args: Args },
): Card {
  const t = campaignsMessages[who.locale];
  const rows = found.slice(0, PICK_FROM).map(({ id, name, createdAt }) => ({
    title: name ?? common.unnamed,
    ...(createdAt && { detail: formats.day(createdAt) }),
    buttons: [button(common.show, next.command, { ...next.args, campaign: id })],
  }));
  const left = found.length - rows.length;
  return card(t.severalTitle, list(t.several, rows), left > 0 ? context(t.more(left)) : null);
}
