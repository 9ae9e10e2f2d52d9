/** Leads, contacts and accounts: src/crm/API.md#contacts */
import {
  type Fields,
  queryAndBody,
  readList,
  readObject,
  readObjects,
  readText,
  requireText,
} from "../fields.ts";
import { type ApiCall, type Group, json, Rejection } from "../http.ts";
import { readItems } from "../packages.ts";
import { pageOf } from "../paging.ts";
import { readRange } from "../ranges.ts";
import type { Address, ContactPoint, Customer, CustomField } from "../records.ts";
import { writeTime } from "../times.ts";
import type { NewCustomer, World } from "../world.ts";

export const contacts: Group = {
  "GET /contacts": (call, world) => {
    const { query } = call;
    const page = pageOf(matching(call, world), world, { query, most: 20 }).map(toWire);
    // Every third look-up by id answers one object instead of an array: src/crm/API.md#get-contacts
    const only = page.length === 1 && (query.customerId || query.leadId) ? page[0] : undefined;
    return json(only !== undefined && Number(only.customerId || only.leadId) % 3 === 0 ? only : page);
  },

  "POST /contacts": ({ body }, world) => {
    const customer = world.addCustomer(readNewCustomer(readObject(body, "body"), world));
    return json({ success: 1, ...idOf(customer) });
  },

  "POST /contacts/package": ({ body }, world) => {
    const items = readItems(body, world, (fields) => readNewCustomer(fields, world));
    const created = items.map((given) => world.addCustomer(given));
    const ids = created.map(({ leadId }) => leadId).filter((id) => id !== "");
    const customerIds = created.map(({ customerId }) => customerId).filter((id) => id !== "");
    return json({
      success: 1,
      ...(ids.length > 0 ? { leadId: ids } : {}),
      ...(customerIds.length > 0 ? { customerId: customerIds } : {}),
    });
  },

  "PUT /contacts": (call, world) => {
    const fields = queryAndBody(call);
    const customer = requireCustomer(fields, world);
    world.editCustomer(customer, readDetails(fields));
    return json({ success: 1, ...idOf(customer) });
  },

  "DELETE /contacts": (call, world) => {
    world.removeCustomer(requireCustomer(queryAndBody(call), world));
    return json({ success: 1 });
  },
};

/** Returns the customers that match all filters, which is inferred. */
function matching({ query }: ApiCall, world: World): readonly Customer[] {
  const narrowed: (readonly Customer[])[] = [];
  if (query.phone) narrowed.push(world.customersByPhone(query.phone));
  if (query.email) narrowed.push(world.customersByEmail(query.email));
  if (query.customerId) narrowed.push(world.customersById("customerId", query.customerId));
  if (query.leadId) narrowed.push(world.customersById("leadId", query.leadId));

  const created = readRange(query, "createdAtf", "createdAtt");
  // `updateAtf` has no "d"; the name with it is accepted too. See src/crm/API.md#time-filters
  const updated = readRange(
    query,
    query.updateAtf ? "updateAtf" : "updatedAtf",
    query.updateAtt ? "updateAtt" : "updatedAtt",
  );
  const { contactType, type } = query;
  if (!contactType && !type && created.open && updated.open && narrowed.length < 2) {
    return narrowed[0] ?? world.customers;
  }
  return (narrowed[0] ?? world.customers).filter(
    (customer) =>
      narrowed.every((found) => found.includes(customer)) &&
      (!contactType || customer.contactType === contactType) &&
      (!type || String(customer.type) === type) &&
      created.holds(customer.createdAt) &&
      updated.holds(customer.updatedAt),
  );
}

function readNewCustomer(fields: Fields, world: World): NewCustomer {
  const name = requireText(fields, "name");
  const customerIdApiRing = requireText(fields, "customerIdApiRing");
  const details = readDetails(fields);
  if (world.customersAreUnique && isKnown(details, world)) {
    throw new Rejection("Số điện thoại hoặc email đã tồn tại");
  }
  return Object.assign(details, readKind(fields), { name, customerIdApiRing });
}

function isKnown({ phones = [], emails = [] }: Partial<Customer>, world: World): boolean {
  return (
    phones.some(({ value }) => world.hasSubscriber(value)) ||
    emails.some(({ value }) => world.customersByEmail(value).length > 0)
  );
}

/** Returns lead, contact or account; by default a lead: src/crm/API.md#post-contacts */
export function readKind(fields: Fields): Pick<Customer, "contactType" | "type"> {
  const contactType = readText(fields, "contactType") || "lead";
  if (contactType !== "lead" && contactType !== "customer") throw new Rejection("contactType không hợp lệ");
  const type = readText(fields, "type") || "0";
  if (type !== "0" && type !== "1") throw new Rejection("type không hợp lệ");
  return { contactType, type: type === "1" ? 1 : 0 };
}

/**
 * Returns the fields of both POST and PUT; `type` and `contactType` cannot change. Lists replace the stored ones and an
 * empty text clears a field, which is inferred: src/crm/API.md#updates
 */
export function readDetails(fields: Fields): Partial<Customer> {
  const change: Partial<Customer> = {};
  if (readText(fields, "name") !== undefined) change.name = requireText(fields, "name");
  for (const name of [
    "dateOfBirth",
    "industry",
    "bgInfo",
    "stage",
    "sourceContact",
    "responsibleStaff",
  ] as const) {
    const text = readText(fields, name);
    if (text !== undefined) change[name] = text;
  }
  const gender = readText(fields, "gender");
  if (gender) change.gender = gender === "0" ? 0 : gender === "1" ? 1 : 2;

  const phones = readObjects<ContactPoint>(fields, "phones")?.map(readPoint);
  if (phones) change.phones = phones;
  const emails = readObjects<ContactPoint>(fields, "emails")?.map(readPoint);
  if (emails) change.emails = emails;
  const addresses = readObjects<Address>(fields, "addresses");
  if (addresses) change.addresses = addresses;
  const im = readObjects<Customer["im"][number]>(fields, "im");
  if (im) change.im = im;
  const cusFields = readObjects<CustomField>(fields, "cusFields");
  if (cusFields) change.cusFields = cusFields;
  const tags = readTags(fields);
  if (tags) change.tags = tags;
  return change;
}

function readPoint(point: ContactPoint): ContactPoint {
  return { ...point, type: point.type ?? "Work", value: requireText({ value: point.value }, "value") };
}

/** Returns the tags. Accepts one text with commas or an array: src/crm/API.md#tags */
function readTags(fields: Fields): string[] | undefined {
  if (typeof fields.tags === "string") return fields.tags.split(",").map((tag) => tag.trim());
  return readList(fields, "tags")?.map(String);
}

function requireCustomer(fields: Fields, world: World): Customer {
  for (const name of ["leadId", "customerId", "customerIdApiRing"] as const) {
    const id = readText(fields, name);
    if (!id) continue;
    const customer = world.customersById(name, id)[0];
    if (customer === undefined) throw new Rejection("Không tìm thấy khách hàng");
    return customer;
  }
  throw new Rejection("Thiếu trường bắt buộc: leadId, customerId hoặc customerIdApiRing");
}

function idOf({ contactType, leadId, customerId }: Customer) {
  return contactType === "lead" ? { leadId } : { customerId };
}

/** Returns the record as an answer shows it, without the caller's own code. */
function toWire(customer: Customer) {
  const { _id, customerIdApiRing, quirks, createdAt, updatedAt, tags, ...shown } = customer;
  return {
    ...(quirks.noObjectId ? {} : { _id }),
    ...shown,
    tags: quirks.tagsAsText ? tags.join(",") : tags,
    createdAt: writeTime(createdAt, quirks.dates),
    updatedAt: writeTime(updatedAt, quirks.dates),
  };
}
