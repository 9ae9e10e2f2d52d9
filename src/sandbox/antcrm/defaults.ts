import type { Customer, Deal, Ticket } from "./records.ts";

/** Returns the default fields of a record. Each call makes new ones, because their lists are changed in place. */
export function plainCustomer() {
  return {
    type: 0,
    customerIdApiRing: "",
    dateOfBirth: "",
    gender: 2,
    addresses: [],
    industry: "",
    im: [],
    bgInfo: "",
    stage: "",
    tags: [],
    sourceContact: "",
    responsibleStaff: "",
    cusFields: [],
    scoreAvailable: 0,
    scoreRank: 0,
    createdByBot: "",
    historiesAds: [],
    quirks: {},
  } satisfies Partial<Customer>;
}

export function plainDeal() {
  return {
    value: 0,
    stage: "",
    status: "OPEN",
    description: "",
    receiverName: "",
    receiverPhone: "",
    receiverAddressObj: {},
    receiverNote: "",
    products: [],
    branch: "",
    cusFields: [],
    shipping_cost: 0,
    dealBy: [],
    customer: null,
    opportunityIdApiRing: "",
    shape: "short",
    quirks: {},
  } satisfies Partial<Deal>;
}

/** Returns a new ticket, with status New and priority Medium: src/crm/API.md#ticket-words */
export function plainTicket() {
  return {
    summary: "",
    status: "New",
    priority: "Medium",
    SLA: "Standard",
    assignedTo: "",
    group: "",
    category: "",
    resolutionTypeOb: "",
    contact: {},
    deal: {},
    files: [],
    cusFields: [],
    ticketIdApiRing: "",
    deleted: false,
    quirks: {},
  } satisfies Partial<Ticket>;
}
