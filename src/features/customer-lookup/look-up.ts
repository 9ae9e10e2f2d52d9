import { type CustomerReference, parseCustomerReference } from "../../bot/arguments.ts";
import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import {
  type Button,
  button,
  buttons,
  type Card,
  card,
  context,
  list,
  type Row,
  text,
} from "../../cards/card.ts";
import type { Crm } from "../../crm/crm.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import { type E164, formatPhone, misdialledIn, parsePhone } from "../../crm/phone.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Closeness } from "../../search/closeness.ts";
import { type SearchHit, searchAmong } from "../../search/search-index.ts";

const lookUpMessages = defineMessages({
  en: {
    noneTitle: "No customer found",
    nonePhone: (phone: string) =>
      `Nobody in AntCRM has the number ${phone} (I tried every way of writing it).`,
    noneEmail: (email: string) => `Nobody in AntCRM has the address ${email}.`,
    noneId: (id: string) => `There is no customer number ${id}.`,
    otherNumber: "Do you mean a ticket or a deal?",
    noneName: (name: string, searched: number) => `No "${name}" among the ${searched} newest customers.`,
    noneNameAll: (name: string, searched: number) => `No "${name}" among all ${searched} customers.`,
    hintName:
      "AntCRM cannot search by name, so I only read its newest pages. A phone number or an e-mail finds anybody.",
    severalTitle: "Which customer?",
    pick: "Pick",
    alike: (name: string) => `Nobody is called “${name}”. Similar names:`,
    several: (count: string) => `${count} customers match. Pick one:`,
    misdialled: (number: string, digits: number) =>
      `The number ${number} has ${digits} digits, and a mobile number has 10. The nearest:`,
    searched: (searched: number) =>
      `I looked at the ${searched} newest customers; older ones need a phone number or an e-mail.`,
    more: (count: string) =>
      `… and ${count} more. Add a word of the name, the street or digits of the number.`,
    gone: (count: number) =>
      count === 1
        ? "One was deleted in AntCRM and is left out."
        : `${count} were deleted in AntCRM and are left out.`,
    filling: (count: string) =>
      `I am still reading the customers into the index, ${count} so far; older ones may be missing.`,
    noneIndexed: (name: string) => `Nobody in AntCRM is found for “${name}”.`,
    create: "New customer",
    ticket: (id: string) => `Ticket #${id}`,
    deal: (id: string) => `Deal #${id}`,
  },
  vi: {
    noneTitle: "Không tìm thấy khách",
    nonePhone: (phone) => `Chưa có khách nào dùng số ${phone} (đã thử mọi cách viết số này).`,
    noneEmail: (email) => `Chưa có khách nào dùng e-mail ${email}.`,
    noneId: (id) => `Không có khách nào mã số ${id}.`,
    otherNumber: "Hay ý bạn là phiếu hoặc đơn?",
    noneName: (name, searched) => `Không có “${name}” trong ${searched} khách mới nhất.`,
    noneNameAll: (name, searched) => `Không có “${name}” trong toàn bộ ${searched} khách.`,
    hintName:
      "AntCRM chưa hỗ trợ tìm theo tên nên bot chỉ dò các khách mới nhất. Muốn chắc, bạn tìm bằng số điện thoại hoặc e-mail.",
    severalTitle: "Bạn muốn chọn khách nào?",
    pick: "Chọn",
    alike: (name) => `Không có ai tên “${name}”. Gần giống:`,
    several: (count) => `Có ${count} khách phù hợp:`,
    misdialled: (number, digits) =>
      digits === 9
        ? `Số ${number} chỉ có ${digits} chữ số, còn thiếu một. Gần nhất:`
        : `Số ${number} có ${digits} chữ số, thừa một. Gần nhất:`,
    searched: (searched) =>
      `Bot mới dò ${searched} khách mới nhất; khách cũ hơn bạn tìm bằng số điện thoại hoặc e-mail.`,
    more: (count) => `… còn ${count} khách nữa. Bạn gõ thêm tên, đường hoặc vài số điện thoại.`,
    gone: (count) => `${count} khách đã bị xoá trong AntCRM nên không hiện.`,
    filling: (count) =>
      `Bot đang đọc dần khách vào chỉ mục, mới được ${count} khách; khách cũ có thể chưa có.`,
    noneIndexed: (name) => `Không có khách nào khớp “${name}”.`,
    create: "Tạo khách",
    ticket: (id) => `Phiếu #${id}`,
    deal: (id) => `Đơn #${id}`,
  },
});

/** The longest list to choose from. For more results, people have to type more words. */
const PICK_FROM = 5;

/** The command that only shows a customer. */
const LOOK_UP = "customer";

/** A mobile number from a spreadsheet that lost its leading 0. */
const LOST_ZERO = /^[35789]\d{8}$/;

/** Returns the customer's name for a card. A record without a name gets a default text. */
export function customerName({ name }: Pick<Customer, "name">, locale: Locale): string {
  return name || commonMessages[locale].unnamed;
}

/**
 * Returns the button that opens the card of a record's customer.
 * @param reference `"customer:475"`, or a phone number or an e-mail address
 */
export function customerButton(reference: string, locale: Locale): Button {
  return button(commonMessages[locale].customer, "customer", { customer: reference });
}

interface SearchResult {
  /** The customers to choose from, as AntCRM has them now. */
  customers: Customer[];
  /** For a search by name. */
  search: NameSearch | null;
}

interface NameSearch {
  /** How many customers were found, those to choose from included; `hasMore`: and there are more. */
  found: number;
  hasMore: boolean;
  /** True if nobody is called so: these names only look or sound alike. */
  isLike: boolean;
  /** True if the name is only begun, or only a place or a tag was named. */
  isPartial: boolean;
  /** How many of the found ones AntCRM no longer has. */
  gone: number;
  /** True if every customer was searched. */
  complete: boolean;
  /** How many customers were searched; null for the whole index. */
  searched: number | null;
  /** False if the newest customers of AntCRM were searched. */
  isOfIndex: boolean;
}

/** Names that differ from the typed one in an accent or a letter. */
const LIKE: ReadonlySet<Closeness> = new Set(["accents", "slip"]);

/** What a look-up needs. Without `search`, names are searched among AntCRM's newest customers only. */
type LookUpContext = Pick<Context, "crm"> &
  Partial<Pick<Context, "search">> & {
    /** True if the customer is only shown: the index may be a minute old, and knows no customer made since then. */
    isOnlyShown?: boolean;
  };

/** Finds every customer that the reference can mean. */
export async function lookUp(reference: CustomerReference, ctx: LookUpContext): Promise<SearchResult> {
  const { crm } = ctx;
  const plain = (customers: (Customer | null)[]): SearchResult => ({
    customers: customers.filter((one) => one !== null),
    search: null,
  });
  switch (reference.by) {
    case "phone":
      return plain(await byPhone(reference.phone, ctx));
    case "email":
      return plain(await crm.contacts.byEmail(reference.email));
    case "customer":
      return plain([await crm.contacts.byCustomerId(reference.id)]);
    case "lead":
      return plain([await crm.contacts.byLeadId(reference.id)]);
    case "id":
      return byNumber(reference.id, ctx);
    case "name":
      return byName(reference.name, ctx);
  }
}

/**
 * Searches the index, and reads those to choose from. While the index is being filled, the newest customers of AntCRM
 * are searched if it finds nobody, as without an index.
 */
async function byName(name: string, { crm, search }: LookUpContext): Promise<SearchResult> {
  const found = await search?.search(name);
  const numbered = found && found.hits.length > 0 ? null : await numberedIn(name, crm);
  if (numbered !== null) return numbered;
  if (found && (found.hits.length > 0 || found.isFull)) {
    const { customers, gone } = await readFirst(found.hits, crm);
    const searched = found.isFull ? null : ((await search?.count()) ?? null);
    const counts = {
      found: found.hits.length - gone,
      hasMore: found.hasMore,
      gone,
      searched,
      isOfIndex: true,
    };
    // A record that was renamed since then is shown to choose.
    const isRenamed = searchAmong(customers, name).found.length < customers.length;
    const isLike = LIKE.has(found.closeness) || !found.isWhole || isRenamed;
    const isPartial = found.closeness === "beginning" || !found.isNamed;
    return { customers, search: { ...counts, isLike, isPartial, complete: found.isFull } };
  }
  const { customers: newest, complete } = await crm.contacts.newest();
  const { found: customers, closeness, isWhole, isNamed } = searchAmong(newest, name);
  const counts = {
    found: customers.length,
    hasMore: false,
    gone: 0,
    searched: newest.length,
    isOfIndex: false,
  };
  const isPartial = closeness === "beginning" || !isNamed;
  const isLike = LIKE.has(closeness) || !isWhole;
  return { customers, search: { ...counts, isLike, isPartial, complete } };
}

/**
 * Finds "Bình 476" by the number: customer 476 if called Bình. One of another name is shown to choose. Null if the text
 * has no number, or no customer has it.
 */
async function numberedIn(name: string, crm: Crm): Promise<SearchResult | null> {
  const [, called = "", id] = /^(\D{2,60}) (\d{3,9})$/.exec(name) ?? [];
  if (id === undefined || /đuôi/iu.test(name)) return null;
  const { customers } = await byNumber(id, { crm });
  if (customers.length === 0) return null;
  const { found, closeness, isWhole } = searchAmong(customers, called);
  const isLike = found.length === 0 || LIKE.has(closeness) || !isWhole;
  const shown = found.length === 0 ? customers : found;
  const counts = { found: shown.length, hasMore: false, gone: 0, searched: null, isOfIndex: true };
  return { customers: shown, search: { ...counts, isLike, isPartial: false, complete: true } };
}

/** Reads the first found customers whom AntCRM still has. If all of these are gone, it reads the next ones. */
async function readFirst(hits: readonly SearchHit[], crm: Crm) {
  for (let from = 0; ; from += PICK_FROM) {
    const some = hits.slice(from, from + PICK_FROM);
    const read = await Promise.all(some.map(({ reference }) => readHit(reference, crm)));
    const customers = read.filter((one) => one !== null);
    const gone = from + read.length - customers.length;
    if (customers.length > 0 || from + PICK_FROM >= hits.length) return { customers, gone };
  }
}

/** Reads a found customer. The record of a lead that became a customer has another number. */
function readHit(reference: string, { contacts }: Crm): Promise<Customer | null> {
  const [kind, id = ""] = reference.split(":");
  return kind === "lead" ? contacts.byLeadId(id) : contacts.byCustomerId(id);
}

/**
 * Finds customers by phone. AntCRM may match a number only as it is stored (src/crm/API.md#phones-and-e-mails), so a
 * customer whom the index knows is read by their own number. If that record has another phone now, AntCRM is searched.
 */
async function byPhone(phone: E164, { crm, search, isOnlyShown }: LookUpContext): Promise<Customer[]> {
  const known = isOnlyShown ? await search?.onlyWithPhone(phone) : null;
  const customer = known ? await readHit(known, crm) : null;
  return customer?.phones.includes(phone) ? [customer] : (await crm.contacts.byPhone(phone)).customers;
}

/** Finds customers by number, or else by phone. Contacts and leads are numbered separately, so two people may match. */
async function byNumber(id: string, ctx: LookUpContext): Promise<SearchResult> {
  const both = [`customer:${id}`, `lead:${id}`];
  const known = (ctx.isOnlyShown && (await ctx.search?.has(both))) || [];
  const numbered = await Promise.all((known.length > 0 ? known : both).map((one) => readHit(one, ctx.crm)));
  const customers = numbered.filter((one) => one !== null);
  const phone = customers.length === 0 && LOST_ZERO.test(id) ? parsePhone(`0${id}`) : null;
  return { customers: phone === null ? customers : await byPhone(phone, ctx), search: null };
}

/** Reads the customer of a canonical reference again, `"customer:475"`. Null if the record no longer exists. */
export async function pinnedCustomer(reference: string | undefined, crm: Crm): Promise<Customer | null> {
  return (await lookUp(parseCustomerReference(reference ?? ""), { crm })).customers[0] ?? null;
}

/** One customer, or a card: it says that none was found, or offers several to choose from. */
export type OneCustomer = { customer: Customer } | { card: Card };

/**
 * Finds the one customer whom the reference means, and audits the look-up.
 * @param next the command that continues with the picked customer, with its other arguments
 */
export async function oneCustomer(
  reference: CustomerReference,
  ctx: Context,
  next: { command: string; args: Args },
): Promise<OneCustomer> {
  const isOnlyShown = next.command === LOOK_UP;
  const found = await lookUp(reference, { crm: ctx.crm, search: ctx.search, isOnlyShown });
  const [first, ...others] = found.customers;
  if (first === undefined) {
    ctx.recordAccess(null, "none");
    return { card: { ...nobody(reference, found, ctx), isNobody: true } };
  }
  // "Chị Vân" is not Nguyễn Văn An: one whose name only reads alike is shown to choose. "Nguyễn Văn A" may be, but another
  // command than the look-up does not go on with a name that is only begun.
  const isUnsure =
    misdialledAs(reference) !== null || found.search?.isLike || (found.search?.isPartial && !isOnlyShown);
  if (others.length > 0 || isUnsure) {
    ctx.recordAccess(null, "several");
    return { card: several(reference, found, ctx, next) };
  }
  ctx.recordAccess(first, "shown");
  return { customer: first };
}

/** Returns a number that has a digit too few or too many. People search by shorter parts of a number on purpose. */
function misdialledAs(reference: CustomerReference): ReturnType<typeof misdialledIn> {
  return reference.by === "name" ? misdialledIn(reference.name) : null;
}

/** Returns why a form cannot go on with this customer: nobody has the name. Null for any other reference. */
export async function whyNobody(reference: string, ctx: Context): Promise<string | null> {
  const parsed = parseCustomerReference(reference);
  if (parsed.by !== "name") return null;
  const found = await lookUp(parsed, ctx);
  return found.customers.length > 0 ? null : noneOfName(parsed.name, found, ctx);
}

function noneOfName(name: string, { search }: SearchResult, { who }: Context): string {
  const t = lookUpMessages[who.locale];
  const { searched = 0, complete = false } = search ?? {};
  if (searched === null) return t.noneIndexed(name);
  return complete ? t.noneNameAll(name, searched) : t.noneName(name, searched);
}

function nobody(reference: CustomerReference, found: SearchResult, ctx: Context): Card {
  const { who } = ctx;
  const t = lookUpMessages[who.locale];
  const create = (args: Args) => buttons(button(t.create, "newcustomer", args));
  switch (reference.by) {
    case "phone": {
      const sentence = t.nonePhone(formatPhone(reference.phone));
      return card(t.noneTitle, text(sentence), create({ phones: reference.phone }));
    }
    case "email":
      return card(t.noneTitle, text(t.noneEmail(reference.email)), create({ emails: reference.email }));
    case "name": {
      const sentence = noneOfName(reference.name, found, ctx);
      const hint = found.search?.complete ? null : context(t.hintName);
      const gone = found.search?.gone ? text(t.gone(found.search.gone)) : null;
      return card(t.noneTitle, text(sentence), gone, hint, create({ name: reference.name }));
    }
    default:
      return card(
        t.noneTitle,
        text([t.noneId(reference.id), reference.by === "id" && t.otherNumber].filter(Boolean).join(" ")),
        // A bare number may be the number of another record.
        reference.by !== "id"
          ? null
          : buttons(
              button(t.ticket(reference.id), "show", { ticket: reference.id }),
              button(t.deal(reference.id), "deal", { deal: reference.id }),
            ),
      );
  }
}

/** Says which customers were searched, if these were not all. */
function searchedPart({ searched, isOfIndex }: NameSearch, { who, formats }: Context): string {
  const t = lookUpMessages[who.locale];
  return isOfIndex ? t.filling(formats.number(searched ?? 0)) : t.searched(searched ?? 0);
}

function several(
  reference: CustomerReference,
  found: SearchResult,
  ctx: Context,
  next: { command: string; args: Args },
): Card {
  const t = lookUpMessages[ctx.who.locale];
  const shown = found.customers.slice(0, PICK_FROM);
  const label = next.command === LOOK_UP ? ctx.common.show : t.pick;
  const rows = shown.map((customer): Row => {
    const [home] = customer.addresses;
    const detail = [
      customer.phones.map(readablePhone).join(", "),
      home && [home.street, home.district].filter(Boolean).join(", "),
      customer.emails[0],
      customer.stage,
      customer.rank,
    ];
    return {
      title: customerName(customer, ctx.who.locale),
      detail: detail.filter(Boolean).join(" · "),
      buttons: [button(label, next.command, { ...next.args, customer: referenceTo(customer) })],
      customer: referenceTo(customer),
    };
  });
  const { search } = found;
  const count = search?.found ?? found.customers.length;
  // The search ends at a number of candidates.
  const counted = (number: number) => (search?.hasMore ? `${number}+` : String(number));
  const left = count - shown.length;
  const isAlike = search?.isLike === true && reference.by === "name";
  const misdialled = misdialledAs(reference);
  const named = isAlike ? t.alike(reference.name) : t.several(counted(count));
  const title = misdialled === null ? named : t.misdialled(misdialled.written, misdialled.digits);
  return {
    ...card(
      t.severalTitle,
      list(title, rows),
      left > 0 ? context(t.more(counted(left))) : null,
      search?.gone ? context(t.gone(search.gone)) : null,
      search && !search.complete ? context(searchedPart(search, ctx)) : null,
    ),
    names: shown.map((customer) => customer.name),
    chooses: true,
  };
}
