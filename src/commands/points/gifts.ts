import { z } from "zod";
import { reaches } from "../../access/roles.ts";
import { button, card, context, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { page } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import { paged } from "../paging.ts";
import { learnGifts } from "./gift-lists.ts";

const words = phrases({
  en: {
    name: "Gifts",
    summary: "The gifts that were redeemed so far, with their points",
    count: (count: string) => `${count} gifts`,
    points: (points: string) => `${points} points`,
    unknown: "points not known",
    last: (day: string) => `last redeemed ${day}`,
    none: "No gift was redeemed so far.",
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
    none: "Chưa có quà nào được đổi.",
    learned:
      "AntCRM không công bố danh mục quà: danh sách này lấy từ lịch sử đổi quà, với số điểm của lần gần nhất.",
    redeem: "Đổi quà",
  },
});

const labels = phrases({ en: { page: "Page" }, vi: { page: "Trang" } });

const SHOWN = 10;

export const gifts = defineCommand({
  name: "gifts",
  aliases: ["quà tặng", "danh sách quà", "các quà", "có quà gì", "list gifts"],
  role: "viewer",
  audited: false,
  words,
  labels,
  input: z.object({ page: page() }),

  async run({ crm, input, say, who, formats, learned, clock }) {
    const known = await crm.points.gifts();
    await learnGifts(known, { learned, clock });
    if (known.length === 0) return card(say.name, text(say.none), context(say.learned));
    const rows = known.map(({ code, name, points, lastAt }) => ({
      title: name === code ? code : `${name} (${code})`,
      detail: [
        points === null ? say.unknown : say.points(formats.number(points)),
        lastAt && say.last(formats.day(lastAt)),
      ]
        .filter(Boolean)
        .join(" · "),
      ...(reaches(who.role, "agent") && { buttons: [button(say.redeem, "redeem", { code })] }),
    }));
    const heading = say.count(formats.number(rows.length));
    const place = { page: input.page, size: SHOWN, heading, command: "gifts", args: {}, locale: who.locale };
    return card(say.name, ...paged(rows, place), context(say.learned));
  },
});
