import type { Customer } from "../../crm/customer.ts";
import type { Ticket } from "../../crm/tickets.ts";

/** Is the ticket about this customer? A ticket holds a contact of its own, and not always the customer's id. */
export function isAbout({ contact }: Pick<Ticket, "contact">, customer: Customer): boolean {
  if (contact === null) return false;
  const { objectId, phones, emails } = contact;
  return (
    (objectId !== null && objectId === customer.objectId) ||
    phones.some((phone) => customer.phones.includes(phone)) ||
    emails.some((email) => customer.emails.includes(email))
  );
}

/** Returns whom a ticket shows, for the audit and the quota. A ticket without a contact counts as a person of its own. */
export function shownIn({ id, title, summaryHtml, contact }: Ticket): string | null {
  const isSaid = title !== "" || summaryHtml !== "";
  return referenceTo(contact) ?? (isSaid ? `ticket:${id}` : null);
}

/** AntCRM may name a ticket's customer by an ObjectId. */
function referenceTo(contact: Ticket["contact"]): string | null {
  if (contact === null) return null;
  if (contact.objectId !== null) return `contact:${contact.objectId}`;
  return contact.phones[0] ?? contact.emails[0] ?? (contact.name && `name:${contact.name}`);
}
