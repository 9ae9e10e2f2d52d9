/** Opportunities, which the vendor also calls deals, orders and transactions: src/crm/API.md#deals */
import {
  type Fields,
  queryAndBody,
  readList,
  readNumber,
  readObject,
  readObjects,
  readText,
  requireText,
} from "../fields.ts";
import { type Group, json, Rejection } from "../http.ts";
import { readItems } from "../packages.ts";
import { pageOf } from "../paging.ts";
import type { Address, Customer, CustomField, Deal, ProductLine } from "../records.ts";
import { writeTime } from "../times.ts";
import type { World } from "../world.ts";

export const opportunities: Group = {
  "GET /opportunities": ({ query }, world) => {
    const page = pageOf(matching(query, world), world, { query, most: 20 });
    return json(page.map((deal) => toWire(deal, world)));
  },

  "POST /opportunities": ({ body }, world) => {
    const deal = world.addDeal(readNewDeal(readObject(body, "body"), world));
    return json({ success: 1, number: deal.number });
  },

  "PUT /opportunities": (call, world) => {
    const edit = readEdit(queryAndBody(call), world);
    return json({ success: 1, number: edit().number });
  },

  "DELETE /opportunities": (call, world) => {
    world.removeDeal(requireDeal(queryAndBody(call), world));
    return json({ success: 1 });
  },

  "POST /opportunities/package": ({ body }, world) => {
    const items = readItems(body, world, (fields) => readNewDeal(fields, world));
    const deals = items.map((given) => world.addDeal(given));
    return json({ success: 1, number: deals.map(({ number }) => number) });
  },

  "PUT /opportunities/package": ({ body }, world) => {
    const edits = readItems(body, world, (fields) => readEdit(fields, world));
    return json({ success: 1, number: edits.map((edit) => edit().number) });
  },
};

function matching(query: Readonly<Record<string, string>>, world: World): readonly Deal[] {
  const { number, phones, customerId } = query;
  const narrowed: (readonly Deal[])[] = [];
  if (phones) {
    const known = world.customersByPhone(phones).flatMap((customer) => world.dealsWith(customer));
    narrowed.push(
      [...world.dealsForUnknownReceiver(phones), ...known].sort((a, b) => a.createdAt - b.createdAt),
    );
  }
  if (customerId) {
    narrowed.push(
      world.customersById("customerId", customerId).flatMap((customer) => world.dealsWith(customer)),
    );
  }
  const named = number ? world.dealByNumber(Number(number)) : undefined;
  if (number) narrowed.push(named === undefined ? [] : [named]);
  const [first = world.deals, ...others] = narrowed;
  return others.length === 0 ? first : first.filter((deal) => others.every((found) => found.includes(deal)));
}

function readNewDeal(fields: Fields, world: World): Partial<Deal> & { name: string } {
  const name = requireText(fields, "name");
  requireText(fields, "receiverName");
  const createdAt = readNumber(fields, "createdAt");
  const dealBy = readList(fields, "dealByUsers")?.map(String);
  return {
    ...readDetails(fields, world),
    name,
    customer: findPartner(fields, world)?._id ?? null,
    opportunityIdApiRing: readText(fields, "opportunityIdApiRing") ?? "",
    ...(dealBy === undefined ? {} : { dealBy }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** Returns the customer named in `dealWith`, else the one with the receiver's phone, which is inferred. */
function findPartner(fields: Fields, world: World): Customer | undefined {
  const partner = fields.dealWith === undefined ? {} : readObject(fields.dealWith, "dealWith");
  for (const key of ["customerId", "customerIdApiRing"] as const) {
    const id = readText(partner, key);
    const found = id ? world.customersById(key, id)[0] : undefined;
    if (found !== undefined) return found;
  }
  const phones = (readObjects<{ value: string }>(partner, "phones") ?? []).map(({ value }) => String(value));
  const receiver = readText(fields, "receiverPhone");
  return [...phones, ...(receiver ? [receiver] : [])].flatMap((phone) => world.customersByPhone(phone))[0];
}

/** Returns an edit that is sure to succeed. It is done after all edits of its package were read. */
function readEdit(fields: Fields, world: World): () => Deal {
  const deal = requireDeal(fields, world);
  const change = readDetails(fields, world);
  return () => Object.assign(deal, change, { updatedAt: world.now() });
}

/** Reads the fields of POST and PUT. A missing `value` is the sum of the lines: src/crm/API.md#post-opportunities */
function readDetails(fields: Fields, world: World): Partial<Deal> {
  const change: Partial<Deal> = {};
  if (readText(fields, "name") !== undefined) change.name = requireText(fields, "name");
  for (const name of ["receiverName", "receiverPhone", "receiverNote", "description", "branch"] as const) {
    const text = readText(fields, name);
    if (text !== undefined) change[name] = text;
  }
  const stage = readText(fields, "stage");
  // A name in requests, an ObjectId in answers: src/crm/API.md#deal-stages
  if (stage !== undefined) change.stage = world.stages.get(stage) ?? stage;
  const products = readObjects<ProductLine>(fields, "groupPackage");
  if (products) change.products = products;
  const value = readNumber(fields, "value") ?? (products && totalOf(products, world));
  if (value !== undefined) change.value = value;
  const shipping = readNumber(fields, "shipping_cost");
  if (shipping !== undefined) change.shipping_cost = shipping;
  const cusFields = readObjects<CustomField>(fields, "cusFields");
  if (cusFields) change.cusFields = cusFields;
  if (fields.receiverAddressObj !== undefined) {
    change.receiverAddressObj = readObject(
      fields.receiverAddressObj,
      "receiverAddressObj",
    ) as Partial<Address>;
  }
  return change;
}

/** Returns the total of the lines. A line without a price has that of the catalogue. */
function totalOf(lines: readonly Partial<ProductLine>[], world: World): number {
  const values = lines.map((line) => {
    const { quantity = 1, discount = 0, typeDiscount, value = world.products.priceOf(line) ?? 0 } = line;
    const gross = quantity * value;
    return gross - (typeDiscount === 1 ? (gross * discount) / 100 : discount);
  });
  return values.reduce((sum, value) => sum + value, 0);
}

function requireDeal(fields: Fields, world: World): Deal {
  const deal = world.dealByNumber(Number(requireText(fields, "number")));
  if (deal === undefined) throw new Rejection("Không tìm thấy giao dịch");
  return deal;
}

/** Returns the record in one of the vendor's two forms: src/crm/API.md#get-opportunities */
function toWire(deal: Deal, world: World): Record<string, unknown> {
  const { number, name, value, stage, description, branch, cusFields, quirks } = deal;
  const { receiverName, receiverPhone } = deal;
  const receiverAddressObj = { ...NO_ADDRESS, ...deal.receiverAddressObj };
  const times = {
    createdAt: writeTime(deal.createdAt, quirks.dates),
    updatedAt: writeTime(deal.updatedAt, quirks.dates),
  };
  const common = {
    number,
    name,
    value,
    stage,
    description,
    receiverName,
    receiverPhone,
    receiverAddressObj,
    branch,
    cusFields,
  };
  if (deal.shape === "short") return { ...common, groupPackage: deal.products, ...times };

  const partner = deal.customer === null ? undefined : world.customersById("_id", deal.customer)[0];
  return {
    ...(quirks.noObjectId ? {} : { _id: deal._id }),
    ...FULL_RECORD,
    ...common,
    ...times,
    status: deal.status,
    package: deal.products,
    quantity: deal.products.reduce((sum, line) => sum + line.quantity, 0),
    shipping_cost: deal.shipping_cost,
    dealBy: { users: deal.dealBy.map((email) => ({ email })), groups: [] },
    // The sample is cut inside this field. Its shape here is that of the request.
    dealWith:
      partner === undefined
        ? null
        : { _id: partner._id, customerId: partner.customerId, name: partner.name, phones: partner.phones },
  };
}

const NO_ADDRESS = {
  street: "",
  streetName: "",
  city: "",
  state: "",
  wards: "",
  cityCode: "",
  stateCode: "",
};

/** Fields of the real record without a meaning in the sandbox. */
const FULL_RECORD = {
  normalize: "",
  contacts: [],
  discount: 0,
  canEdit: false,
  typeDiscount: 0,
  currency: "VND",
  coupons: [],
  files: [],
  inActive: false,
  dealId: "",
  isCreatedByConvertLead: false,
  isSampleData: false,
  totalPayment: 0,
  tags: [],
  deferredDate: null,
  timeDelivery: null,
  permit: { status: 1, groups: [] },
};
