import { AppError } from "../errors.ts";
import { asEmails, asPhones } from "./contacts-write.ts";
import { type CustomField, customFieldsToSend } from "./custom-fields.ts";
import { plainToHtml } from "./html.ts";
import { checkNumberId, checkText, given } from "./input.ts";
import { readObjectId } from "./shapes.ts";
import type { Priority } from "./ticket.ts";

/** What src/crm/API.md#put-tickets can change, without deal and files, whose shapes are not documented. */
export interface TicketChanges {
  title?: string;
  /** Plain text; sent as escaped HTML with its line breaks. */
  summary?: string;
  priority?: Priority;
  sla?: string;
  category?: string;
  status?: string;
  resolution?: string;
  /** Replaces the whole list: read, change, send back. */
  customFields?: CustomField[];
}

export interface NewTicket {
  title: string;
  /** The name of one of the tenant's SLA policies. AntCRM requires it and has no call that lists them. */
  sla: string;
  /** `objectId` identifies the customer; without it the name counts. */
  contact: { objectId?: string; name: string; phones?: string[]; emails?: string[] };
  /** Plain text; sent as escaped HTML with its line breaks. */
  summary?: string;
  priority?: Priority;
  status?: string;
  category?: string;
  group?: string;
  resolution?: string;
  customFields?: CustomField[];
  /** The caller's own code: the operation's id. */
  ticketIdApiRing?: string;
}

/** The body of src/crm/API.md#post-tickets */
export function newTicketBody(input: NewTicket): Record<string, unknown> {
  const title = checkText(input.title, "title", 1_000);
  const sla = checkText(input.sla, "SLA", 200);
  return {
    ...ticketBody({ ...input, title, sla }),
    contact: contactBody(input.contact),
    ...given({ group: input.group, ticketIdApiRing: input.ticketIdApiRing }),
  };
}

/** The body of src/crm/API.md#put-tickets */
export function ticketChangesBody(id: string, changes: TicketChanges): Record<string, unknown> {
  const body = ticketBody(changes);
  if (Object.keys(body).length === 0) throw new AppError("invalid", "there is nothing to change");
  return { TicketId: checkNumberId(id, "TicketId"), ...body };
}

function ticketBody(fields: TicketChanges): Record<string, unknown> {
  const { title, summary, priority, sla, category, status, resolution, customFields } = fields;
  return given({
    title: title === undefined ? undefined : checkText(title, "title", 1_000),
    SLA: sla === undefined ? undefined : checkText(sla, "SLA", 200),
    summary: summary === undefined ? undefined : plainToHtml(summary),
    priority,
    category,
    status,
    resolutionTypeOb: resolution,
    cusFields: customFields && customFieldsToSend(customFields),
  });
}

/** The name is required only without `id`: src/crm/API.md#post-tickets */
function contactBody({ objectId, name, phones, emails }: NewTicket["contact"]): Record<string, unknown> {
  if (objectId !== undefined && readObjectId(objectId) === null) {
    throw new AppError("invalid", "contact.id is not an ObjectId");
  }
  return given({
    id: objectId,
    name: checkText(name, "contact.name", 500),
    phones: phones && asPhones(phones),
    emails: emails && asEmails(emails),
  });
}
