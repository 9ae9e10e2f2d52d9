import type { Context } from "../../bot/context.ts";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { STAFF } from "../team/team.ts";
import type { TicketIndex } from "../tickets/ticket-index.ts";

const colleagueMessages = defineMessages({
  en: {
    title: "That is a colleague",
    is: (email: string) =>
      `No customer has the address ${email}: it is a colleague's. AntCRM has no filter by colleague, so I can only go over the customers of some days.`,
    tickets: "Their tickets",
    customers: "Their customers",
  },
  vi: {
    title: "Đây là một đồng nghiệp",
    is: (email) =>
      `Chưa có khách nào dùng e-mail ${email}: đây là e-mail của một đồng nghiệp. AntCRM không lọc khách theo người phụ trách, nên bot chỉ lọc được trong số khách của một khoảng ngày.`,
    tickets: "Phiếu đang phụ trách",
    customers: "Khách đang phụ trách",
  },
});

const MOST_STAFF = 500;

/**
 * Returns the card of an address that belongs to a colleague and to no customer. Null if the bot does not know it as one.
 */
export async function colleagueCard(
  email: string,
  ticketIndex: Pick<TicketIndex, "assignees">,
  { learned, who }: Context,
): Promise<Card | null> {
  const staff = [...(await learned.values(STAFF, MOST_STAFF)), ...(await ticketIndex.assignees(null))];
  if (!staff.some((one) => one.toLowerCase() === email.toLowerCase())) return null;
  const t = colleagueMessages[who.locale];
  return card(
    t.title,
    text(t.is(email)),
    buttons(
      button(t.customers, "customers", { staff: email }),
      button(t.tickets, "tickets", { assignee: email }),
    ),
  );
}
