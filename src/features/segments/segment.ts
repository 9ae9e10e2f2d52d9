import * as z from "zod";
import { type CustomerReference, customer, line, list as listOf, phones } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { button, buttons, type Card, card, context, list, type Row, text } from "../../cards/card.ts";
import type { SegmentMember } from "../../crm/contacts-write.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import type { E164 } from "../../crm/phone.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { readCustomer } from "../../understanding/customer.ts";
import { customerButton, lookUp } from "../customer-lookup/look-up.ts";
import { knownSegments, learnSegment, pinned, SEGMENTS, saidName, segmentOf } from "./segment-names.ts";

const segmentMessages = defineMessages({
  en: {
    name: "Into a segment",
    summary: "Put one customer or several into a segment",
    ask: (count: number, name: string) =>
      count === 1 ? `Put this customer into the segment ${name}?` : `Put ${count} customers into ${name}?`,
    confirm: "Put in",
    done: (count: number, name: string) =>
      count === 1 ? `Put into the segment ${name}` : `${count} customers put into ${name}`,
    customers: "Customers",
    more: (count: number) => `… and ${count} more.`,
    nobody: (typed: string) => `Not found, left out: ${typed}.`,
    unreachable: (names: string) =>
      `Without phone or e-mail, by which AntCRM would know them again, left out: ${names}.`,
    noneTitle: "Nobody to put in",
    severalTitle: "Which customer?",
    several: (typed: string) => `${typed} is more than one customer. Pick one:`,
    shared: "AntCRM knows people by phone and e-mail: with shared ones it may take the other.",
    pick: "Choose",
    unknownTitle: (typed: string) => `I do not know the segment “${typed}” yet`,
    unknown:
      "AntCRM shows its segments to no program, so each nickname is told once, with the segment's id: VIP=65f8faf6f829af63ddc831dc. I remember it when AntCRM has accepted it.",
    known: "Known so far:",
    noWayBack: "AntCRM's API cannot take somebody out again: that is done in AntCRM.",
    noTrace:
      "AntCRM shows nobody's segments, so I cannot look whether it was done. Putting somebody in twice is believed harmless: you can send it again.",
    tooMany: "At most 100 customers at a time; a file takes more.",
  },
  vi: {
    name: "Thêm vào phân khúc",
    summary: "Đưa một hoặc nhiều khách vào phân khúc",
    ask: (count, name) =>
      count === 1 ? `Đưa khách này vào phân khúc ${name}?` : `Đưa ${count} khách vào phân khúc ${name}?`,
    confirm: "Đưa vào",
    done: (count, name) =>
      count === 1 ? `Đã đưa khách vào phân khúc ${name}` : `Đã đưa ${count} khách vào phân khúc ${name}`,
    customers: "Khách hàng",
    more: (count) => `… và ${count} khách nữa.`,
    nobody: (typed) => `Không tìm thấy nên bỏ qua: ${typed}.`,
    unreachable: (names) => `Chưa có số điện thoại hay e-mail để AntCRM nhận ra nên bỏ qua: ${names}.`,
    noneTitle: "Không có khách nào để đưa vào",
    severalTitle: "Bạn muốn chọn khách nào?",
    several: (typed) => `${typed} là của nhiều khách. Hãy chọn một:`,
    shared: "AntCRM nhận khách theo số điện thoại và e-mail: dùng chung thì có thể nhầm sang người kia.",
    pick: "Chọn",
    unknownTitle: (typed) => `Bot chưa biết phân khúc “${typed}”`,
    unknown:
      "AntCRM không cho đọc danh sách phân khúc, nên mỗi tên cần gõ kèm ID một lần: VIP=65f8faf6f829af63ddc831dc. AntCRM nhận rồi thì bot sẽ nhớ.",
    known: "Các phân khúc đã biết:",
    noWayBack: "Bot chưa gỡ khách khỏi phân khúc được, bạn gỡ trực tiếp trong AntCRM nhé.",
    noTrace:
      "AntCRM không cho xem khách thuộc phân khúc nào nên bot không kiểm tra được. Đưa lại lần nữa cũng không sao.",
    tooMany: "Mỗi lần tối đa 100 khách; nhiều hơn thì dùng tệp.",
  },
});

const labels = defineMessages({
  en: { segment: "Segment", phones: "Phone numbers", members: "Others" },
  vi: { segment: "Phân khúc", phones: "Số điện thoại", members: "Khách khác" },
});

/** The maximum in one request: src/crm/API.md#post-segmentsset-contact */
const MANY = 100;
const SHOWN = 10;

const input = z.object({
  segment: line(100, { learned: SEGMENTS }),
  phones: phones(MANY).optional(),
  /** Customers by number, e-mail or name: `"khách 475, an@example.com"`. */
  members: listOf(MANY).optional(),
});

type SegmentContext = CommandContext<z.output<typeof input>, (typeof segmentMessages)["vi"]>;

/** Adds customers to a segment. AntCRM's API neither shows nor undoes this. */
export const segment = defineCommand({
  name: "segment",
  aliases: [
    "phân khúc",
    "thêm vào phân khúc",
    "đưa vào phân khúc",
    "cho vào phân khúc",
    "gán phân khúc",
    "vào phân khúc",
    "add to segment",
    "put into segment",
  ],
  role: "manager",
  messages: segmentMessages,
  examples: {
    vi: [
      "thêm 0867 123 456 vào phân khúc VIP",
      "thêm 0867 123 456, 0900 000 001 vào phân khúc VIP",
      "them 0867 123 456 vao phan khuc VIP",
      "thêm vào phân khúc",
    ],
    en: [
      "add 0867 123 456 to segment VIP",
      "add 0867 123 456, 0900 000 001 to segment VIP",
      "add to segment",
    ],
  },
  labels,
  input,

  async ask(ctx) {
    const { input, t, recordAccess } = ctx;
    const { phones = [], members = [] } = input;
    if (phones.length + members.length === 0) return { missing: "phones" };
    const into = await segmentOf(input.segment, ctx);
    if (into === null) return unknownCard(ctx);
    if (phones.length + members.length > MANY) return { ...card(t.noneTitle, text(t.tooMany)), tone: "bad" };
    const all = await findMembers(phones, members, ctx);
    const { found } = all;
    const [unclear] = all.several;
    if (unclear !== undefined) return severalCard(all, unclear, pinned(into), ctx);
    recordAccess(found.length === 1 ? (found[0] ?? null) : `segment:${into.id}`, String(found.length));
    const leftOut = leftOutBlocks(all, ctx);
    if (found.length === 0) return { ...card(t.noneTitle, ...leftOut), tone: "bad" };
    return {
      card: {
        ...card(
          t.ask(found.length, into.name),
          list(t.customers, found.slice(0, SHOWN).map(memberRow)),
          found.length > SHOWN ? context(t.more(found.length - SHOWN)) : null,
          ...leftOut,
          context(t.noWayBack),
        ),
        tone: "warning",
        names: found.map(({ name }) => name),
      },
      // Operations with the same key are sent one after the other: the key is the only customer, or the segment.
      customer: found.length === 1 && found[0] ? referenceTo(found[0]) : `segment:${into.id}`,
      args: { segment: pinned(into), members: found.map(referenceTo).join("\n") },
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare(ctx) {
      const { input, crm } = ctx;
      const into = await segmentOf(input.segment, ctx);
      const { members = [] } = input;
      const { found } = await findMembers(input.phones ?? [], members, ctx);
      if (into === null || found.length < members.length) {
        throw new AppError("changed", "segment: somebody is not there any more");
      }
      return {
        seen: [],
        async send() {
          await crm.segments.setContacts(into.id, found.map(memberOf));
          await learnSegment(into, ctx);
          return into.name;
        },
      };
    },

    // No call lists a segment's members, and no customer record contains the segments: src/crm/API.md#segments
    evidence: async () => [],
    repeatable: ({ t }) => t.noTrace,
  },

  async receipt(ctx, result) {
    const { input, t } = ctx;
    const { members = [] } = input;
    // The write is done, so the receipt is shown even if the customers cannot be read.
    const { found } = await findMembers([], members.slice(0, SHOWN), ctx).catch(() => ({ found: [] }));
    const [only] = members.length === 1 ? found : [];
    return {
      ...card(
        t.done(members.length, result ?? input.segment),
        list(t.customers, found.map(memberRow)),
        members.length > SHOWN ? context(t.more(members.length - SHOWN)) : null,
        only === undefined ? null : buttons(customerButton(referenceTo(only), ctx.who.locale)),
      ),
      tone: "good",
      names: found.map(({ name }) => name),
    };
  },
});

async function unknownCard(ctx: SegmentContext): Promise<Card> {
  const { input, t } = ctx;
  const known = await knownSegments(ctx);
  const again = (name: string) => button(name, "segment", { ...typedAgain(ctx), segment: name });
  return {
    ...card(
      t.unknownTitle(saidName(input.segment)),
      text(t.unknown),
      known.length === 0 ? null : context(t.known),
      buttons(...known.slice(0, SHOWN).map(({ name }) => again(name))),
    ),
    tone: "warning",
  };
}

/** Builds the card to pick one of several customers. The next question has the picked one, and asks about the rest. */
function severalCard(
  { found, several }: Members,
  unclear: Members["several"][number],
  into: string,
  { t }: SegmentContext,
): Card {
  const open = several.filter((one) => one !== unclear).map(({ typed }) => typed);
  const rows = unclear.customers.slice(0, SHOWN).map((one): Row => {
    const members = [...[...found, one].map(referenceTo), ...open].join("\n");
    return { ...memberRow(one), buttons: [button(t.pick, "segment", { segment: into, members })] };
  });
  return {
    ...card(t.severalTitle, list(t.several(readablePhone(unclear.typed)), rows), context(t.shared)),
    names: unclear.customers.map(({ name }) => name),
    chooses: true,
  };
}

function leftOutBlocks({ nobody, unreachable }: Members, { t, countShown }: SegmentContext) {
  const named = unreachable.slice(0, SHOWN);
  for (const one of named) countShown(referenceTo(one));
  return [
    nobody.length === 0 ? null : text(t.nobody(nobody.map(readablePhone).join(", "))),
    named.length === 0 ? null : text(t.unreachable(named.map(({ name }) => name).join(", "))),
    unreachable.length > SHOWN ? context(t.more(unreachable.length - SHOWN)) : null,
  ];
}

function memberRow(member: Customer): Row {
  const { name, phones, emails, customerId, leadId } = member;
  const reach = phones[0] === undefined ? emails[0] : readablePhone(phones[0]);
  return {
    title: name || (reach ?? ""),
    detail: [reach, customerId ?? leadId].filter(Boolean).join(" · "),
    customer: referenceTo(member),
  };
}

function typedAgain({ input: { phones, members } }: SegmentContext): Args {
  return { ...(phones && { phones: phones.join("\n") }), ...(members && { members: members.join("\n") }) };
}

/** The customers whom the typed references mean. */
interface Members {
  found: Customer[];
  /** Typed references that match no customer. */
  nobody: string[];
  /** Typed references that match several customers. */
  several: { typed: string; customers: Customer[] }[];
  /** Customers without phone and e-mail, by which AntCRM recognises the members of a segment. */
  unreachable: Customer[];
}

/**
 * Looks up each reference.
 * @param phones   `["+84867123456"]`
 * @param others   anything else that names a customer: `["customer:475", "lead 2964", "an@example.com"]`
 */
async function findMembers(
  phones: readonly E164[],
  others: readonly string[],
  ctx: Pick<Context, "crm" | "search">,
): Promise<Members> {
  const asked: { typed: string; reference: CustomerReference | null }[] = [
    ...phones.map((phone) => ({ typed: phone, reference: { by: "phone" as const, phone } })),
    ...others.map((typed) => ({ typed, reference: referenceOf(typed) })),
  ];
  const answers = await Promise.all(
    asked.map(async ({ typed, reference }) => ({
      typed,
      customers: reference === null ? [] : (await lookUp(reference, ctx)).customers,
    })),
  );
  const single = distinct(answers.flatMap(({ customers }) => (customers.length === 1 ? customers : [])));
  return {
    found: single.filter(isReachable),
    unreachable: single.filter((one) => !isReachable(one)),
    nobody: answers.filter(({ customers }) => customers.length === 0).map(({ typed }) => typed),
    several: answers.filter(({ customers }) => customers.length > 1),
  };
}

/** Returns a customer for src/crm/API.md#post-segmentsset-contact, with the stored phones and e-mails. */
function memberOf({ name, phones, emails, kind }: Customer): SegmentMember {
  return { name: name || (phones[0] ?? emails[0] ?? ""), phones, emails, kind };
}

function referenceOf(typed: string): CustomerReference | null {
  const canonical = readCustomer(typed);
  return canonical === null ? null : customer().parse(canonical);
}

function isReachable({ phones, emails }: Customer): boolean {
  return phones.length > 0 || emails.length > 0;
}

/** Returns each customer once, because one customer may be named by two numbers. */
function distinct(customers: readonly Customer[]): Customer[] {
  const byId = new Map<string, Customer>();
  for (const one of customers) byId.set(`${one.customerId} ${one.leadId} ${one.objectId} ${one.name}`, one);
  return [...byId.values()];
}
