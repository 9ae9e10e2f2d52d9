import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { paged } from "../../bot/pagination.ts";
import { type Card, card, context, type Row, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";

const recordsCardMessages = defineMessages({
  en: {
    unnamed: "(no name)",
    unreadable: (count: number) => `Not readable: ${count}`,
    capped: "There are more; the newest are shown.",
  },
  vi: {
    unnamed: "(chưa có tên)",
    unreadable: (count) => `Không đọc được: ${count}`,
    capped: "Còn nữa; đang hiện phần mới nhất.",
  },
});

/** What was read of a campaign, and how it was asked for. */
interface Records {
  rows: readonly Row[];
  complete: boolean;
  unreadable: number;
  page: number;
  command: string;
  args: Args;
  /** The command's own words: `title("Chăm sóc tháng 11")`, `count("120")`, `none`. */
  t: { title(name: string): string; count(count: string): string; none: string };
}

const SHOWN = 10;

/** One campaign's records as a list that pages, and what of it could not be read. */
export function recordsCard(name: string | null, records: Records, { who, formats }: Context): Card {
  const { rows, complete, unreadable, page, command, args, t } = records;
  const own = recordsCardMessages[who.locale];
  const heading = t.count(formats.number(rows.length));
  const place = { page, size: SHOWN, heading, command, args, locale: who.locale };
  return card(
    t.title(name ?? own.unnamed),
    ...(rows.length === 0 ? [text(t.none)] : paged(rows, place)),
    unreadable > 0 ? context(own.unreadable(unreadable)) : null,
    complete ? null : context(own.capped),
  );
}
