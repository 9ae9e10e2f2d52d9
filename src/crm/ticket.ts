import { type CustomField, readCustomFields } from "./custom-fields.ts";
import { readStaff } from "./customer.ts";
import {
  isRecord,
  readDate,
  readLabel,
  readList,
  readNumberId,
  readObjectId,
  readPhones,
  readText,
  readValues,
  record,
} from "./shapes.ts";

/** The CRM's four words, in its spelling [guide]. */
export type Priority = "Urgent" | "High" | "Medium" | "Low";

export interface Ticket {
  /** The CRM's `TicketId`, `"17464"`. */
  id: string;
  title: string;
  /** As the CRM keeps it. `htmlToPlain` takes long for a long one, so only what is shown is converted. */
  summaryHtml: string;
  /** The tenant's own word, `"Assigned"`. */
  status: string | null;
  /** One of the four words where it is one of them, whatever case the CRM used; else as stored. */
  priority: Priority | (string & {}) | null;
  /** The name of the tenant's SLA policy, `"Standard"`. */
  sla: string | null;
  assignedTo: string | null;
  group: string | null;
  category: string | null;
  resolution: string | null;
  contact: TicketContact | null;
  /** The deal it is about; its inner shape is not documented [inferred]. */
  deal: { number: string | null; name: string | null } | null;
  /** How many files hang on it. */
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

/** A ticket as GET /tickets answers [seed 3.4]. Unreadable: it has no id. */
export const ticketShape = record({
  // Rows 2 and 6: `TicketId` or, as PUT answers, `number`.
  TicketId: readNumberId,
  number: readNumberId,
  title: readText,
  summary: readText,
  status: readLabel,
  priority: readPriority,
  SLA: readLabel,
  assignedTo: readStaff,
  group: readLabel,
  category: readLabel,
  resolutionTypeOb: readLabel,
  contact: readContact,
  deal: readDeal,
  files: (value) => readList(value).length,
  cusFields: readCustomFields,
  createdAt: readDate,
  updatedAt: readDate,
})
  .transform(({ TicketId, number, ...rest }) => ({ ...rest, id: TicketId ?? number }))
  .refine((record): record is typeof record & { id: string } => record.id !== null)
  .transform(
    (record): Ticket => ({
      id: record.id,
      title: record.title ?? "",
      summaryHtml: record.summary ?? "",
      status: record.status,
      priority: record.priority,
      sla: record.SLA,
      assignedTo: record.assignedTo,
      group: record.group,
      category: record.category,
      resolution: record.resolutionTypeOb,
      contact: record.contact,
      deal: record.deal,
      files: record.files,
      customFields: record.cusFields,
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
    }),
  );

/** Row 38: the words in any case. */
function readPriority(value: unknown): Ticket["priority"] {
  const text = readLabel(value);
  return PRIORITIES.find((known) => known.toLowerCase() === text?.toLowerCase()) ?? text;
}

/** Its inner shape is not documented; `{}` in the sample, and an id with the usual lists where it is created [seed]. */
function readContact(value: unknown): TicketContact | null {
  if (!isRecord(value)) return null;
  const contact = {
    objectId: readObjectId(value._id) ?? readObjectId(value.id),
    name: readText(value.name),
    phones: readPhones(value.phones),
    emails: readValues(value.emails),
  };
  const isEmpty = !contact.objectId && !contact.name && !contact.phones.length && !contact.emails.length;
  return isEmpty ? null : contact;
}

/** `{}` in the sample [seed]; a deal's own keys are the likeliest [inferred]. */
function readDeal(value: unknown): Ticket["deal"] {
  if (!isRecord(value)) return null;
  const deal = { number: readNumberId(value.number), name: readText(value.name) };
  return deal.number === null && deal.name === null ? null : deal;
}
