import type { Customer } from "../../crm/customer.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { fold } from "../../understanding/fold.ts";
import { isStaffCalled } from "../team/staff-name.ts";

/** What AntCRM has no filter for, so that the bot compares what it has read. */
interface ListFilters {
  tag?: string | undefined;
  rank?: string | undefined;
  /** An address or a name: `"minh.cskh@example.com"`, `"Minh"`. */
  staff?: string | undefined;
}

const filterMessages = defineMessages({
  en: {
    tag: (tag: string) => `tag ${tag}`,
    rank: (rank: string) => `rank ${rank}`,
    staff: (staff: string) => `in the care of ${staff}`,
  },
  vi: {
    tag: (tag) => `nhãn ${tag}`,
    rank: (rank) => `hạng ${rank}`,
    staff: (staff) => `do ${staff} phụ trách`,
  },
});

/** True for a customer whom the filters let through. */
export function isListed(
  { tags, rank, owner }: Pick<Customer, "tags" | "rank" | "owner">,
  asked: ListFilters,
): boolean {
  return (
    (asked.tag === undefined || hasTag(tags, asked.tag)) &&
    (asked.rank === undefined || fold(rank ?? "") === fold(asked.rank)) &&
    (asked.staff === undefined || isStaffCalled(asked.staff, owner ?? ""))
  );
}

/** True if one of the tags has these words, with or without accents: "VIP" is in "Khách VIP". */
export function hasTag(tags: readonly string[], words: string): boolean {
  const wanted = ` ${fold(words)} `;
  return tags.some((tag) => ` ${fold(tag)} `.includes(wanted));
}

/** Returns the filters for a title: `["nhãn VIP", "hạng Gold"]`. */
export function filterNames({ tag, rank, staff }: ListFilters, locale: Locale): string[] {
  const t = filterMessages[locale];
  return [
    ...(tag === undefined ? [] : [t.tag(tag)]),
    ...(rank === undefined ? [] : [t.rank(rank)]),
    ...(staff === undefined ? [] : [t.staff(staff)]),
  ];
}
