import type { Customer } from "../../crm/customer.ts";
import type { Ticket } from "../../crm/ticket.ts";

/** Is this ticket that customer's? A ticket holds who it is about in its own words, and not always their id. */
export function isAbout({ contact }: Pick<Ticket, "contact">, customer: Customer): boolean {
  if (contact === null) return false;
  const { objectId, phones, emails } = contact;
  return (
    (objectId !== null && objectId === customer.objectId) ||
    phones.some((phone) => customer.phones.includes(phone)) ||
    emails.some((email) => customer.emails.includes(email))
  );
}

/** Whom a ticket shows, for the audit and the quota: where it names nobody, whoever its words are about. */
export function shownIn({ id, title, summaryHtml, contact }: Ticket): string | null {
  const isSaid = title !== "" || summaryHtml !== "";
  return referenceTo(contact) ?? (isSaid ? `ticket:${id}` : null);
}

/** AntCRM names a ticket's customer by an ObjectId, if at all. */
function referenceTo(contact: Ticket["contact"]): string | null {
  if (contact === null) return null;
  if (contact.objectId !== null) return `contact:${contact.objectId}`;
  return contact.phones[0] ?? contact.emails[0] ?? (contact.name && `name:${contact.name}`);
}
