import { Catalogue } from "./catalogue.ts";
import { Conversations } from "./conversations.ts";
import { CustomerList, type PhoneMatching } from "./customer-list.ts";
import { plainCustomer, plainDeal, plainTicket } from "./defaults.ts";
import { PointHistory, rankOf } from "./loyalty.ts";
import { createObjectIds, type MakeObjectId } from "./object-ids.ts";
import { Outreach } from "./outreach.ts";
import { nationalNumber } from "./phone-numbers.ts";
import { createRandom, type Random } from "./random.ts";
import type {
  AccumulationCode,
  ContactPoint,
  Customer,
  Deal,
  Gift,
  PointContact,
  PointMovement,
  Rating,
  Segment,
  Ticket,
} from "./records.ts";
import { TaskList } from "./tasks.ts";
import { insertByTime } from "./time-order.ts";

/** The shapes of a refusal of points. The real one is not documented: src/crm/API.md#post-redeem */
export const REFUSAL_SHAPES = ["success-0", "json-400", "text-400", "failed-row"] as const;
export type RefusalShape = (typeof REFUSAL_SHAPES)[number];

/** A new customer. Phones and e-mails may be plain texts. The default is a contact, created now. */
export type NewCustomer = Partial<Omit<Customer, "phones" | "emails">> & {
  name: string;
  phones?: readonly (string | ContactPoint)[];
  emails?: readonly (string | ContactPoint)[];
};

export interface WorldOptions {
  seed: number;
  now: () => number;
  phoneMatching: PhoneMatching;
}

/**
 * The CRM's data in memory. Lists are sorted from old to new. A test may read all of it and set plain values; phones,
 * e-mails and ids change through `editCustomer`, which updates the index.
 *
 * Records are built by `Object.assign`: V8 spreads an object of thirty fields in 30-60 microseconds and assigns it in
 * one. A benchmark of imports must not measure its own CRM.
 */
export class World {
  readonly deals: Deal[] = [];
  readonly tickets: Ticket[] = [];
  readonly ratings: Rating[] = [];
  readonly gifts = new Map<string, Gift>();
  readonly codes = new Map<string, AccumulationCode>();
  /** By their id. */
  readonly segments = new Map<string, Segment>();
  readonly products: Catalogue;
  readonly outreach: Outreach;
  readonly tasks: TaskList;
  readonly conversations: Conversations;
  /** Deal stages of the tenant, name → ObjectId. */
  readonly stages = new Map<string, string>();
  /** ObjectId of the tenant. */
  readonly org: string;

  phoneMatching: PhoneMatching;
  /** The shape of refusals; by default random each time. */
  refusalShape: RefusalShape | undefined;
  /** The SLA policies that POST and PUT /tickets accept; undefined: any name. */
  slaPolicies: Set<string> | undefined;
  /** Whether the last page is repeated after the end of a list. */
  lastPageRepeats = false;
  /** Whether a package leaves bad items out. Otherwise one bad item refuses them all. */
  packagesArePartial = false;
  /** Whether a new customer with a known phone or e-mail is refused: src/crm/API.md#contacts */
  customersAreUnique = false;

  readonly now: () => number;
  readonly random: Random;
  readonly objectId: MakeObjectId;
  private readonly book = new CustomerList();
  private readonly history = new PointHistory();
  private readonly dealsOf = new Map<string, Deal[]>();
  private readonly dealsByNumber = new Map<number, Deal>();
  private readonly ticketsById = new Map<number, Ticket>();
  private readonly lastNumber = { customer: 1000, lead: 5000, deal: 3600, ticket: 17000 };

  constructor({ seed, now, phoneMatching }: WorldOptions) {
    this.now = now;
    this.phoneMatching = phoneMatching;
    this.random = createRandom(seed);
    this.objectId = createObjectIds(this.random);
    this.org = this.objectId(Date.UTC(2022, 6, 4));
    // Each part has its own random numbers, so that one does not change the others.
    const partOptions = (part: number) => ({ now, random: createRandom(seed + part * 1_000_003) });
    this.products = new Catalogue(partOptions(1));
    this.outreach = new Outreach(partOptions(2));
    this.tasks = new TaskList(partOptions(3));
    this.conversations = new Conversations(partOptions(4));
  }

  get customers(): readonly Customer[] {
    return this.book.list;
  }

  /** Returns all earnings (type 1) and redemptions (type 2). */
  get points(): readonly PointMovement[] {
    return this.history.list;
  }

  /** `addCustomer({ name: "Lê An", phones: ["0900000009"], scoreAvailable: 50 })`. */
  addCustomer(given: NewCustomer): Customer {
    const createdAt = given.createdAt ?? this.now();
    const contactType = given.contactType ?? "customer";
    const created = {
      _id: this.objectId(createdAt),
      contactType,
      leadId: contactType === "lead" ? (given.leadId ?? ++this.lastNumber.lead) : ("" as const),
      customerId: contactType === "lead" ? ("" as const) : (given.customerId ?? ++this.lastNumber.customer),
      rankName: rankOf(given.scoreRank ?? 0),
      createdAt,
      updatedAt: createdAt,
    };
    const reach = {
      phones: given.phones?.map(contactPoint) ?? [],
      emails: given.emails?.map(contactPoint) ?? [],
    };
    const customer: Customer = Object.assign(plainCustomer(), created, given, reach);
    this.book.add(customer);
    return customer;
  }

  editCustomer(customer: Customer, change: Partial<Customer>): void {
    this.book.edit(customer, { updatedAt: this.now(), ...change });
  }

  removeCustomer(customer: Customer): void {
    this.book.remove(customer);
  }

  /** Returns the customers with this phone, compared as `phoneMatching` says. */
  customersByPhone(phone: string): readonly Customer[] {
    return this.book.byPhone(phone, this.phoneMatching);
  }

  /** Returns true if any customer has this number, in any form. */
  hasSubscriber(phone: string): boolean {
    return this.book.byPhone(phone, "lenient").length > 0;
  }

  customersByEmail(email: string): readonly Customer[] {
    return this.book.byEmail(email);
  }

  customersById(...key: Parameters<CustomerList["byId"]>): readonly Customer[] {
    return this.book.byId(...key);
  }

  /** `addDeal({ name: "Đơn hàng A", customer: an._id, value: 450_000 })`. */
  addDeal(given: Partial<Deal> & { name: string }): Deal {
    const createdAt = given.createdAt ?? this.now();
    const created = {
      _id: this.objectId(createdAt),
      number: given.number ?? ++this.lastNumber.deal,
      createdAt,
      updatedAt: createdAt,
    };
    const deal: Deal = Object.assign(plainDeal(), created, given);
    insertByTime(this.deals, deal);
    this.dealsByNumber.set(deal.number, deal);
    const owner = deal.customer ?? receiverKey(deal.receiverPhone);
    const others = this.dealsOf.get(owner);
    if (others === undefined) this.dealsOf.set(owner, [deal]);
    else insertByTime(others, deal);
    return deal;
  }

  dealByNumber(number: number): Deal | undefined {
    return this.dealsByNumber.get(number);
  }

  removeDeal(deal: Deal): void {
    this.dealsByNumber.delete(deal.number);
    const owner = deal.customer ?? receiverKey(deal.receiverPhone);
    for (const list of [this.deals, this.dealsOf.get(owner) ?? []]) {
      const place = list.indexOf(deal);
      if (place >= 0) list.splice(place, 1);
    }
  }

  dealsWith(customer: Customer): readonly Deal[] {
    return this.dealsOf.get(customer._id) ?? [];
  }

  /** Returns the deals of a receiver who is no known customer. */
  dealsForUnknownReceiver(phone: string): readonly Deal[] {
    return nationalNumber(phone) === "" ? [] : (this.dealsOf.get(receiverKey(phone)) ?? []);
  }

  addTicket(given: Partial<Ticket> & { title: string }): Ticket {
    const createdAt = given.createdAt ?? this.now();
    const created = {
      _id: this.objectId(createdAt),
      TicketId: given.TicketId ?? ++this.lastNumber.ticket,
      createdAt,
      updatedAt: createdAt,
    };
    const ticket: Ticket = Object.assign(plainTicket(), created, given);
    insertByTime(this.tickets, ticket);
    this.ticketsById.set(ticket.TicketId, ticket);
    return ticket;
  }

  ticketById(id: number): Ticket | undefined {
    return this.ticketsById.get(id);
  }

  /**
   * `addRating({ rating_score: 5 })`: by default an omni rating on ZALO, now and without a customer. Adding old ones
   * first is faster.
   */
  addRating(given: Partial<Rating> & { rating_score: number }): Rating {
    const createdAt = given.createdAt ?? this.now();
    const plain = { type: "omni", source: "ZALO", comment: null, contact: null, subject: null } as const;
    const rating: Rating = Object.assign({ _id: this.objectId(createdAt), ...plain, createdAt }, given);
    insertByTime(this.ratings, rating);
    return rating;
  }

  /** `addGift({ code: "DAUMAY01", name: "Tàu hoả đồ chơi", score: 10 })`. */
  addGift(given: Omit<Gift, "id">): Gift {
    const gift = { id: this.objectId(this.now()), ...given };
    this.gifts.set(gift.code, gift);
    return gift;
  }

  /** `addSegment({ id: "65f8fb10c29b4e0a1d5e7a01", name: "Khách VIP" })`: without members. */
  addSegment(given: { id: string; name: string }): Segment {
    const segment = { ...given, members: new Set<string>() };
    this.segments.set(segment.id, segment);
    return segment;
  }

  /** `addCode({ code: "TIVInpmx8b98pfg", score: 100 })`: a code for one use. */
  addCode(given: Partial<AccumulationCode> & { code: string; score: number }): AccumulationCode {
    const code: AccumulationCode = {
      serialNumber: given.code.slice(4),
      product: { code: "TIVI01", name: "Tivi 43 inch", id: this.objectId(this.now()) },
      usedAt: null,
      ...given,
    };
    this.codes.set(code.code, code);
    return code;
  }

  /** Adds a row to the point history. It does not change the balance. */
  addMovement(
    given: Omit<PointMovement, "id" | "org" | "createdAt"> & { createdAt?: number },
  ): PointMovement {
    const createdAt = given.createdAt ?? this.now();
    const movement: PointMovement = { ...given, id: this.objectId(createdAt), org: this.org, createdAt };
    this.history.add(movement);
    return movement;
  }

  movementsOf(customer: Customer): readonly PointMovement[] {
    return this.history.of(customer);
  }

  movementsOfUnknownPerson(contact: { phone?: string; email?: string }): readonly PointMovement[] {
    return this.history.ofUnknownPerson(contact);
  }

  /** Returns the customer as a row of the point history shows them. */
  pointContact(customer: Customer): PointContact {
    const withId = (point: ContactPoint) => ({ _id: this.objectId(customer.createdAt), ...point });
    return {
      id: customer._id,
      ...(customer.customerId === "" ? {} : { customerId: customer.customerId }),
      ...(customer.leadId === "" ? {} : { leadId: customer.leadId }),
      name: customer.name,
      lastname: "",
      phones: customer.phones.map(withId),
      emails: customer.emails.map(withId),
    };
  }
}

function contactPoint(given: string | ContactPoint): ContactPoint {
  return typeof given === "string" ? { type: "Work", value: given } : given;
}

function receiverKey(phone: string): string {
  return `phone ${nationalNumber(phone)}`;
}
