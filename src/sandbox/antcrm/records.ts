import type { DateForm } from "./times.ts";

/** How a record differs from the plain form of its answer, as the vendor's samples differ from each other. */
export interface Quirks {
  dates?: DateForm;
  /** Without the ObjectId, as in the sample of src/crm/API.md#get-contacts */
  noObjectId?: boolean;
  /** Tags as one text with commas: src/crm/API.md#tags */
  tagsAsText?: boolean;
  /** Fields under other names, where the vendor documents none: src/crm/API.md#campaigns */
  aliases?: boolean;
}

/** A phone or e-mail, `{ type: "Work", value: "0900000001" }`: src/crm/API.md#phones-and-e-mails */
export interface ContactPoint {
  type: string;
  value: string;
  _id?: string;
}

/** `street` is the house number, `state` the district: src/crm/API.md#addresses */
export interface Address {
  street: string;
  streetName: string;
  wards: string;
  state: string;
  city: string;
  cityCode?: string;
  country: { code: string; name: string };
}

export interface CustomField {
  name: string;
  value: string;
}

export interface Customer {
  _id: string;
  name: string;
  contactType: "lead" | "customer";
  /** 0 contact, 1 account. */
  type: 0 | 1;
  leadId: number | "";
  customerId: number | "";
  /** The caller's own code. No answer shows it. */
  customerIdApiRing: string;
  dateOfBirth: string | null;
  /** 0 male, 1 female, 2 other. */
  gender: 0 | 1 | 2;
  addresses: Address[];
  phones: ContactPoint[];
  emails: ContactPoint[];
  industry: string;
  im: { protocol: string; value: string }[];
  bgInfo: string;
  stage: string;
  tags: string[];
  sourceContact: string;
  responsibleStaff: string;
  cusFields: CustomField[];
  /** Points that can be spent. */
  scoreAvailable: number;
  /** Points that count for the rank. */
  scoreRank: number;
  rankName: string;
  createdAt: number;
  updatedAt: number;
  createdByBot: string;
  sourceLead?: { _id: string; code: string; name: string };
  historiesAds: { _id: string; fb_ads_id: string; fb_post_id: string; createdAt: number }[];
  quirks: Quirks;
}

export interface ProductLine {
  name: string;
  quantity: number;
  /** 0 an amount, 1 percent. */
  typeDiscount: 0 | 1;
  discount: number;
  /** Price of one, in VND. */
  value: number;
  productIdApiRing: string;
  code: string;
  note: string;
}

export interface Deal {
  _id: string;
  number: number;
  name: string;
  /** VND. */
  value: number;
  /** An ObjectId in answers, a name in requests: src/crm/API.md#deal-stages */
  stage: string;
  /** Only LOST is seen; the others are inferred: src/crm/API.md#deal-stages */
  status: "OPEN" | "WON" | "LOST";
  description: string;
  receiverName: string;
  receiverPhone: string;
  receiverAddressObj: Partial<Address>;
  receiverNote: string;
  products: ProductLine[];
  branch: string;
  cusFields: CustomField[];
  shipping_cost: number;
  /** E-mails of the staff in charge. */
  dealBy: string[];
  /** ObjectId of the customer; null when no customer has that phone or id. */
  customer: string | null;
  opportunityIdApiRing: string;
  createdAt: number;
  updatedAt: number;
  /** Which of the vendor's two samples the record looks like: src/crm/API.md#get-opportunities */
  shape: "short" | "full";
  quirks: Quirks;
}

export interface Ticket {
  _id: string;
  TicketId: number;
  title: string;
  /** HTML. */
  summary: string;
  status: string;
  priority: string;
  SLA: string;
  assignedTo: string;
  group: string;
  category: string;
  resolutionTypeOb: string;
  contact: Record<string, unknown>;
  deal: Record<string, unknown>;
  files: unknown[];
  cusFields: CustomField[];
  ticketIdApiRing: string;
  /** A deleted ticket is listed with `isTicketDeleted=true`, without a mark: src/crm/API.md#get-tickets */
  deleted: boolean;
  createdAt: number;
  updatedAt: number;
  quirks: Quirks;
}

/** The customer as a point movement remembers them. No `id` and `customerId` when nobody was found. */
export interface PointContact {
  id?: string;
  customerId?: number;
  leadId?: number;
  name: string;
  lastname: string;
  phones: ContactPoint[];
  emails: ContactPoint[];
}

export interface PointMovement {
  id: string;
  /** 1 earned, 2 exchanged for a gift. */
  type: 1 | 2;
  score: number;
  /** 1 success, 0 failure. */
  status: 0 | 1;
  product?: { code: string; name: string; id: string };
  gift?: { code: string; name: string; score: number; id: string };
  contact: PointContact;
  org: string;
  /** Earned: the accumulation code. */
  code?: string;
  serialNumber?: string;
  createdAt: number;
}

export interface Gift {
  id: string;
  code: string;
  name: string;
  /** Its price in points. */
  score: number;
}

/** A code printed on a product, good for its points once. It is inferred: src/crm/API.md#post-accumulate */
export interface AccumulationCode {
  code: string;
  serialNumber: string;
  score: number;
  product: { code: string; name: string; id: string };
  usedAt: number | null;
}

export type RatingType = "ticket" | "deal" | "call" | "omni" | "other";

export interface Rating {
  _id: string;
  type: RatingType;
  /** The channel: ZNS, EMAIL, ECOM, CALL, ZALO, FACEBOOK. */
  source: string;
  rating_score: number;
  comment: string | null;
  contact: Record<string, unknown> | null;
  /** What was rated: the omni session, or the ticket, deal or call, which are inferred. */
  subject: Record<string, unknown> | null;
  /** `rating_time` of the answer. */
  createdAt: number;
}

/** A static list of customers. Its id is an ObjectId that the shop copies from AntCRM's own screens. */
export interface Segment {
  id: string;
  name: string;
  /** ObjectIds of the customers in it. */
  members: Set<string>;
}
