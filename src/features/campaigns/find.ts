import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { button, type Card, card, context, list, text } from "../../cards/card.ts";
import type { Campaign } from "../../crm/campaign.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { rememberValues } from "../../settings/learned.ts";
import { fold } from "../../understanding/fold.ts";

const findMessages = defineMessages({
  en: {
    noneTitle: "Campaign not found",
    none: (asked: string, looked: number) => `None of the ${looked} newest campaigns is called “${asked}”.`,
    severalTitle: "Which campaign?",
    several: "Several are called so. Pick one:",
    more: (count: number) => `… and ${count} more: add a word of the name.`,
    open: "Open",
    unnamed: "(no name)",
    all: "All campaigns",
  },
  vi: {
    noneTitle: "Không tìm thấy chiến dịch",
    none: (asked, looked) => `Trong ${looked} chiến dịch mới nhất không có “${asked}”.`,
    severalTitle: "Chiến dịch nào?",
    several: "Có nhiều chiến dịch trùng tên, hãy chọn một:",
    more: (count) => `… còn ${count} chiến dịch nữa: thêm từ trong tên.`,
    open: "Mở",
    unnamed: "(chưa có tên)",
    all: "Mọi chiến dịch",
  },
});

/** The list under which campaigns' names are learned, to be offered in forms. */
export const CAMPAIGN_LIST = "campaign";

const PICK_FROM = 10;
const OBJECT_ID = /^[0-9a-f]{24}$/i;

/**
 * The one campaign meant by an ObjectId or by words of its name, or the card that says why there is none. AntCRM can look
 * up neither, so its list is read: src/crm/API.md#get-campaigns
 * @param next the command that goes on with the picked campaign, with its other arguments
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

/** Remembers the names that the list shows. Forms offer them. */
export function learnCampaigns(campaigns: readonly Campaign[], ctx: Context): Promise<void> {
  return rememberValues(
    CAMPAIGN_LIST,
    campaigns.map(({ name }) => name),
    ctx,
  );
}

/** The one of exactly this name, else those whose name holds all the words. */
function namedSo(asked: string, campaigns: readonly Campaign[]): Campaign[] {
  const plain = fold(asked).trim();
  const exact = campaigns.filter(({ name }) => fold(name ?? "").trim() === plain);
  if (exact.length > 0) return exact;
  const parts = plain.split(/\s+/);
  return campaigns.filter(({ name }) => parts.every((part) => fold(name ?? "").includes(part)));
}

function none(asked: string, looked: number, { who }: Context): Card {
  const t = findMessages[who.locale];
  const all = button(t.all, "campaigns");
  return card(t.noneTitle, text(t.none(asked, looked)), { kind: "buttons", buttons: [all] });
}

function several(
  found: readonly Campaign[],
  { who, formats }: Context,
  next: { command: string; args: Args },
): Card {
  const t = findMessages[who.locale];
  const rows = found.slice(0, PICK_FROM).map(({ id, name, createdAt }) => ({
    title: name ?? t.unnamed,
    ...(createdAt && { detail: formats.day(createdAt) }),
    buttons: [button(t.open, next.command, { ...next.args, campaign: id })],
  }));
  const left = found.length - rows.length;
  return card(t.severalTitle, list(t.several, rows), left > 0 ? context(t.more(left)) : null);
}
