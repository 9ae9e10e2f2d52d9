import { choiceNames } from "../../bot/forms/choice-names.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { priorityName } from "../../i18n/priority-name.ts";
import type { Watch } from "./rule.ts";

const ruleMessages = defineMessages({
  en: {
    ratings: (most: number) => (most === 1 ? "Ratings of 1★" : `Ratings of ${most}★ and less`),
    about: (what: string) => `about ${what}`,
    tickets: "New tickets",
    urgent: "Urgent tickets",
    priority: (priority: string) => `${priority} priority tickets`,
    ticket: (id: string) => `Ticket #${id}`,
    mine: "My tickets",
  },
  vi: {
    ratings: (most) => (most === 1 ? "Đánh giá 1★" : `Đánh giá từ ${most}★ trở xuống`),
    about: (what) => `về ${what}`,
    tickets: "Phiếu mới",
    urgent: "Phiếu khẩn cấp",
    priority: (priority) => `Phiếu ưu tiên ${priority.toLowerCase()}`,
    ticket: (id) => `Phiếu #${id}`,
    mine: "Phiếu của tôi",
  },
});

/** What is looked out for, as people read it: `"Đánh giá từ 2★ trở xuống · ZALO"`. */
export function ruleWords(watch: Watch, locale: Locale): string {
  const t = ruleMessages[locale];
  switch (watch.kind) {
    case "ratings": {
      const { most, channel, type } = watch;
      const parts = [t.ratings(most), channel, type && t.about(choiceNames[locale](type))];
      return parts.filter(Boolean).join(" · ");
    }
    case "tickets":
      return watch.priority === undefined ? t.tickets : priorityTickets(watch.priority, locale);
    case "ticket":
      return t.ticket(watch.ticket);
    case "mine":
      return t.mine;
  }
}

/** `"Phiếu khẩn cấp"`, `"Phiếu ưu tiên cao"`: a ticket is not high. */
function priorityTickets(priority: string, locale: Locale): string {
  const t = ruleMessages[locale];
  return priority === "Urgent" ? t.urgent : t.priority(priorityName(priority, locale));
}
