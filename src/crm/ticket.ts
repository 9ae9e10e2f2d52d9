import { type CustomField, readCustomFields } from "./custom-fields.ts";
import { readStaff } from "./customer.ts";
import {
  isRecord,
  objectIdOf,
  readDate,
  readLabel,
  readList,
  readNumberId,
  readPhones,
  readText,
  readTextOrEmpty,
  readValues,
  record,
} from "./shapes.ts";

/** AntCRM's four priorities: src/crm/API.md#ticket-words */
export type Priority = "Urgent" | "High" | "Medium" | "Low";

export interface Ticket {
  /** The CRM's `TicketId`, `"17464"`. */
  id: string;
  title: string;
  /** As stored. `htmlToPlain` is slow for a long text, so only a shown one is converted. */
  summaryHtml: string;
  /** The tenant's own status, `"Assigned"`. */
  status: string | null;
  /** One of the four priorities, in any case; else as stored. */
  priority: Priority | (string & {}) | null;
  /** The name of the tenant's SLA policy, `"Standard"`. */
  sla: string | null;
  assignedTo: string | null;
  group: string | null;
  category: string | null;
  resolution: string | null;
  contact: TicketContact | null;
  /** The deal it is about. Its inner shape is not documented. */
  deal: { number: string | null; name: string | null } | null;
  /** How many files it has. */
  files: number;
  customFields: CustomField[];
  createdAt: Date | null;
  updatedAt: Date | null;
}

interface TicketContact {
  objectId: string | null;
  name: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
}

const PRIORITIES: readonly Priority[] = ["Urgent", "High", "Medium", "Low"];

/** A record of src/crm/API.md#get-tickets; without an id it is unreadable. */
export const ticketShape = record({
  // `TicketId` or, as PUT answers, `number`: src/crm/API.md#put-tickets
  id: [({ TicketId, number }) => readNumberId(TicketId) ?? readNumberId(number)],
  title: readTextOrEmpty,
  summaryHtml: ["summary", readTextOrEmpty],
  status: readLabel,
  priority: readPriority,
  sla: ["SLA", readLabel],
  assignedTo: readStaff,
  group: readLabel,
  category: readLabel,
  resolution: ["resolutionTypeOb", readLabel],
  contact: readContact,
  deal: readDeal,
  files: (value) => readList(value).length,
  customFields: ["cusFields", readCustomFields],
  createdAt: readDate,
  updatedAt: readDate,
}).refine((ticket): ticket is typeof ticket & { id: string } => ticket.id !== null);

/** One of the four priorities, in any case; else as stored. */
function readPriority(value: unknown): Ticket["priority"] {
  const text = readLabel(value);
  return PRIORITIES.find((known) => known.toLowerCase() === text?.toLowerCase()) ?? text;
}

/** `{}` in the sample. The keys are those of a creation: src/crm/API.md#post-tickets */
function readContact(value: unknown): TicketContact | null {
  if (!isRecord(value)) return null;
  const contact = {
    objectId: objectIdOf(value),
    name: readText(value.name),
    phones: readPhones(value.phones),
    emails: readValues(value.emails),
  };
  const isEmpty = !contact.objectId && !contact.name && !contact.phones.length && !contact.emails.length;
  return isEmpty ? null : contact;
}

/** `{}` in the sample. The keys are those of a deal: src/crm/API.md#get-tickets */
function readDeal(value: unknown): Ticket["deal"] {
  if (!isRecord(value)) return null;
  const deal = { number: readNumberId(value.number), name: readText(value.name) };
  return deal.number === null && deal.name === null ? null : deal;
}
