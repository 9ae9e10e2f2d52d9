import { ticket } from "../../bot/arguments.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { shownIn } from "./contact.ts";
import { noTicketCard } from "./show.ts";

export const ticketTarget: RecordTarget<Ticket> = {
  argument: "ticket",
  schema: ticket(),
  label: { en: "Ticket number", vi: "Số phiếu" },
  async find(id, { crm, who, recordAccess }) {
    const found = await crm.tickets.byId(id);
    recordAccess(`ticket:${id}`, found === null ? "none" : "shown");
    return found === null ? { card: noTicketCard(id, who.locale) } : { found };
  },
  read: (id, { crm }) => crm.tickets.byId(id),
  referenceOf: ({ id }) => id,
  keyOf: ({ id }) => `ticket:${id}`,
  titleOf: ({ id }) => id,
  shownIn: (found) => [shownIn(found)].filter((shown) => shown !== null),
  namesOf: ({ contact }) => (contact?.name ? [contact.name] : []),
};
