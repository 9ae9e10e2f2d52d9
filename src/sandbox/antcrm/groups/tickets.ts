/** Tickets: src/crm/API.md#tickets */
import {
  type Fields,
  queryAndBody,
  readList,
  readObject,
  readObjects,
  readText,
  requireText,
} from "../fields.ts";
import { type Group, json, Rejection } from "../http.ts";
import { pageOf } from "../paging.ts";
import { readRange } from "../ranges.ts";
import type { CustomField, Ticket } from "../records.ts";
import { writeTime } from "../times.ts";
import type { World } from "../world.ts";

export const tickets: Group = {
  "GET /tickets": ({ query }, world) => {
    const page = pageOf(matching(query, world), world, { query, most: 20 });
    return json(page.map(toWire));
  },

  "POST /tickets": ({ body }, world) => {
    const ticket = world.addTicket(readNewTicket(readObject(body, "body"), world));
    return json({ success: 1, TicketId: ticket.TicketId });
  },

  // The answer shows `number`, as for deals: src/crm/API.md#put-tickets
  "PUT /tickets": (call, world) => {
    const fields = queryAndBody(call);
    const ticket = requireTicket(fields, world);
    Object.assign(ticket, readDetails(fields, world), { updatedAt: world.now() });
    return json({ success: 1, number: ticket.TicketId });
  },

  "DELETE /tickets": (call, world) => {
    const ticket = requireTicket(queryAndBody(call), world);
    Object.assign(ticket, { deleted: true, updatedAt: world.now() });
    return json({ success: 1 });
  },
};

function matching(query: Readonly<Record<string, string>>, world: World): readonly Ticket[] {
  const withDeleted = query.isTicketDeleted === "true";
  const range = readRange(query, "startDate", "endDate");
  // Anything but `updatedAt` means the time of creation: src/crm/API.md#get-tickets
  const time = query.typeTime === "updatedAt" ? "updatedAt" : "createdAt";
  const ticket = query.TicketId ? world.ticketById(Number(query.TicketId)) : undefined;
  const candidates = query.TicketId ? (ticket ? [ticket] : []) : world.tickets;
  return candidates.filter((one) => (withDeleted || !one.deleted) && range.holds(one[time]));
}

function readNewTicket(fields: Fields, world: World): Partial<Ticket> & { title: string } {
  const title = requireText(fields, "title");
  const SLA = requireText(fields, "SLA");
  if (fields.contact === undefined) throw new Rejection("Thiếu trường bắt buộc: contact");
  const group = readText(fields, "group");
  return {
    ...readDetails(fields, world),
    title,
    SLA,
    contact: readContact(readObject(fields.contact, "contact"), world),
    ticketIdApiRing: readText(fields, "ticketIdApiRing") ?? "",
    ...(group === undefined ? {} : { group }),
  };
}

/** `contact` has the customer's ObjectId in `id`, or a `name`: src/crm/API.md#post-tickets */
function readContact(contact: Fields, world: World): Record<string, unknown> {
  const id = readText(contact, "id");
  if (!id) {
    requireText(contact, "name");
    return { ...contact };
  }
  const customer = world.customersById("_id", id)[0];
  if (customer === undefined) throw new Rejection("Không tìm thấy khách hàng");
  return ticketContact(customer);
}

/** Returns the customer as a ticket shows them. The inner shape is inferred: src/crm/API.md#get-tickets */
export function ticketContact(customer: World["customers"][number]): Record<string, unknown> {
  const { _id, name, phones, emails, customerId, leadId } = customer;
  return { _id, name, phones, emails, ...(customerId === "" ? { leadId } : { customerId }) };
}

/** Returns the fields of both POST and PUT, without `assignedTo`: src/crm/API.md#post-tickets */
function readDetails(fields: Fields, world: World): Partial<Ticket> {
  const change: Partial<Ticket> = {};
  if (readText(fields, "title") !== undefined) change.title = requireText(fields, "title");
  for (const name of ["summary", "category", "resolutionTypeOb"] as const) {
    const text = readText(fields, name);
    if (text !== undefined) change[name] = text;
  }
  // An empty text means the default, as for a new ticket. It is inferred.
  const status = readText(fields, "status");
  if (status) change.status = status;
  const priority = readText(fields, "priority");
  if (priority) change.priority = priority;
  const sla = readText(fields, "SLA");
  if (sla) change.SLA = requirePolicy(sla, world);
  // PUT prints `filed` for `files`: src/crm/API.md#put-tickets
  const files = readList(fields, "files") ?? readList(fields, "filed");
  if (files) change.files = files;
  const cusFields = readObjects<CustomField>(fields, "cusFields");
  if (cusFields) change.cusFields = cusFields;
  if (fields.deal !== undefined) change.deal = { ...readObject(fields.deal, "deal") };
  return change;
}

function requirePolicy(name: string, world: World): string {
  if (world.slaPolicies !== undefined && !world.slaPolicies.has(name))
    throw new Rejection(`SLA không tồn tại: ${name}`);
  return name;
}

function requireTicket(fields: Fields, world: World): Ticket {
  const ticket = world.ticketById(Number(requireText(fields, "TicketId")));
  if (ticket === undefined || ticket.deleted) throw new Rejection("Không tìm thấy ticket");
  return ticket;
}

/** Returns the record as an answer shows it. Nothing marks a deleted ticket: src/crm/API.md#get-tickets */
function toWire(ticket: Ticket) {
  const { _id, deleted, ticketIdApiRing, quirks, createdAt, updatedAt, ...shown } = ticket;
  return {
    ...(quirks.noObjectId ? {} : { _id }),
    ...shown,
    createdAt: writeTime(createdAt, quirks.dates),
    updatedAt: writeTime(updatedAt, quirks.dates),
  };
}
