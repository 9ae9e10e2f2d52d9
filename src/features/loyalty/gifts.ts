import { z } from "zod";
import { reaches } from "../../access/roles.ts";
import { below, page } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { learnedEntry } from "../../bot/forms/values.ts";
import { paged } from "../../bot/pagination.ts";
import { button, card, context, text } from "../../cards/card.ts";
import type { Gift } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { rememberValues } from "../../settings/settings.ts";

const giftsMessages = defineMessages({
  en: {
    name: "Gifts",
    summary: "The gifts that were redeemed so far, with their points",
    count: (count: string) => `${count} gifts`,
    points: (points: string) => `${points} points`,
    unknown: "points not known",
    last: (day: string) => `last redeemed ${day}`,
    under: (points: string) => `under ${points} points`,
    none: "No gift was redeemed so far.",
    noneSuch: "No gift that is known costs so little.",
    learned:
      "AntCRM publishes no list of gifts: these are learned from past redemptions, with the price last paid.",
    redeem: "Redeem",
  },
  vi: {
    name: "Quà tặng",
    summary: "Các quà từng được đổi, kèm số điểm",
    count: (count) => `${count} quà`,
    points: (points) => `${points} điểm`,
    unknown: "chưa biết điểm",
    last: (day) => `đổi gần nhất ${day}`,
    under: (points) => `dưới ${points} điểm`,
    none: "Chưa có quà nào được đổi.",
    noneSuch: "Chưa biết quà nào ít điểm như vậy.",
    learned:
      "AntCRM không công bố danh mục quà: danh sách này lấy từ lịch sử đổi quà, với số điểm của lần gần nhất.",
    redeem: "Đổi quà",
  },
});

const labels = defineMessages({ en: { below: "Under (points)" }, vi: { below: "Dưới (điểm)" } });

const SHOWN = 10;
/** The list of learned gifts: AntCRM has no call that lists them. See src/crm/API.md#get-history-point */
export const GIFT_LIST = "gift";

export const gifts = defineCommand({
  name: "gifts",
  aliases: ["quà tặng", "danh sách quà", "các quà", "có quà gì", "list gifts"],
  role: "viewer",
  audited: false,
  messages: giftsMessages,
  labels,
  input: z.object({ below: below().optional(), page: page() }),

  async run({ crm, input, t, who, formats, learned, clock }) {
    const known = await crm.points.gifts();
    await learnGifts(known, { learned, clock });
    if (known.length === 0) return card(t.name, text(t.none), context(t.learned));
    const { below: most } = input;
    const asked = most === undefined ? known : known.filter(({ points }) => points !== null && points < most);
    const title = [t.name, most === undefined ? "" : t.under(formats.number(most))]
      .filter(Boolean)
      .join(" · ");
    if (asked.length === 0) return card(title, text(t.noneSuch), context(t.learned));
    const rows = asked.map(({ code, name, points, lastAt }) => ({
      title: name === code ? code : `${name} (${code})`,
      detail: [
        points === null ? t.unknown : t.points(formats.number(points)),
        lastAt && t.last(formats.day(lastAt)),
      ]
        .filter(Boolean)
        .join(" · "),
      ...(reaches(who.role, "agent") && { buttons: [button(t.redeem, "redeem", { code })] }),
    }));
    const heading = t.count(formats.number(rows.length));
    const args: Args = most === undefined ? {} : { below: String(most) };
    const place = { page: input.page, size: SHOWN, heading, command: "gifts", args, locale: who.locale };
    return card(title, ...paged(rows, place), context(t.learned));
  },
});

/** Stores the gifts that the history shows. Forms offer them by name. Never rejects. */
export async function learnGifts(
  gifts: readonly Pick<Gift, "code" | "name" | "points">[],
  ctx: Pick<Context, "learned" | "clock">,
): Promise<void> {
  const entries = gifts.map(({ code, name, points }) => {
    const parts = [code, name === code ? null : name, points === null ? null : `${points}★`];
    return learnedEntry(code, parts.filter(Boolean).join(" · "));
  });
  await rememberValues(GIFT_LIST, entries, ctx);
}
