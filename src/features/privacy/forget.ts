import * as z from "zod";
import { type CustomerReference, customer } from "../../bot/arguments.ts";
import { defineCommand, onlyShown } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { asShown, mustBeAsShown } from "../../bot/editing.ts";
import { type Card, card, context, field, fields, text } from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import { formatPhone } from "../../crm/phone.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import { lookUp, oneCustomer } from "../customer-lookup/look-up.ts";
import { type Traces, tracesOfCustomer, tracesOfReference } from "./traces.ts";

const forgetMessages = defineMessages({
  en: {
    name: "Forget customer",
    summary: "Empty what this bot keeps of a customer",
    ask: (name: string) => `Forget ${name}?`,
    about: (whom: string) => `Forget ${whom}`,
    lost: "The bot's drafts, buttons, alerts, ticket list, imported rows and operations about this customer are emptied, and I cannot bring them back.",
    confirm: "Forget",
    again: "The bot was interrupted. Part of it may be forgotten; doing it again does no harm.",
    unnamed: "this customer",
    done: "Forgotten",
    drafts: (count: number) => (count === 1 ? "1 draft" : `${count} drafts`),
    actions: (count: number) =>
      count === 1 ? "the buttons of 1 message" : `the buttons of ${count} messages`,
    alerts: (count: number) => (count === 1 ? "1 alert" : `${count} alerts`),
    tickets: (count: number) => (count === 1 ? "1 listed ticket" : `${count} listed tickets`),
    importRows: (count: number) =>
      count === 1 ? "1 row of an imported file" : `${count} rows of imported files`,
    operations: (count: number) => (count === 1 ? "1 operation" : `${count} operations`),
    emptied: (counts: string) => `Emptied: ${counts}.`,
    nothing: "The bot kept nothing about this customer.",
    underWay: (count: number) =>
      `${count} still under way keep what tells their outcome: ask again after their end.`,
    noNumber:
      "This customer was not found in AntCRM: only what names them as you typed it was emptied. If you know the number of a record they had there, forget that number too.",
    numbered: (id: string) => `number ${id}`,
    unknown: (typed: string) =>
      `No ${typed} was found in AntCRM. The bot's drafts, buttons, alerts, ticket list, imported rows and operations that name ${typed} are emptied all the same, and I cannot bring them back.`,
    inAudit: "The audit names them",
    onlyHere: "The customer's record in AntCRM is not touched, and the audit keeps its rows.",
  },
  vi: {
    name: "Xoá dữ liệu khách",
    summary: "Xoá dữ liệu bot đang giữ về một khách",
    ask: (name) => `Xoá dữ liệu khách ${name} khỏi bot?`,
    about: (whom) => `Xoá dữ liệu khách ${whom} khỏi bot`,
    lost: "Bot sẽ xoá bản nháp, nút trong tin nhắn, cảnh báo, phiếu trong danh sách, dòng nhập và thao tác về khách này, và không lấy lại được.",
    confirm: "Xoá khỏi bot",
    again: "Bot bị gián đoạn, có thể mới xoá được một phần. Bạn có thể làm lại, không ảnh hưởng gì.",
    unnamed: "này",
    done: "Đã xoá dữ liệu của khách này khỏi bot",
    drafts: (count) => `${count} bản nháp`,
    actions: (count) => `${count} tin nhắn đã gỡ nút`,
    alerts: (count) => `${count} cảnh báo`,
    tickets: (count) => `${count} phiếu trong danh sách`,
    importRows: (count) => `${count} dòng của tệp nhập`,
    operations: (count) => `${count} thao tác`,
    emptied: (counts) => `Đã xoá: ${counts}.`,
    nothing: "Bot không giữ dữ liệu nào về khách này.",
    underWay: (count) =>
      `${count} thao tác đang chạy còn giữ phần cần để biết kết quả: bạn xoá lại lần nữa sau khi xong nhé.`,
    noNumber:
      "Bot không tìm thấy khách này trong AntCRM nên chỉ xoá những gì có ghi đúng như bạn đã gõ. Nếu biết mã số hồ sơ cũ, hãy xoá thêm theo mã số đó.",
    numbered: (id) => `mã số ${id}`,
    unknown: (typed) =>
      `Không tìm thấy ${typed} trong AntCRM. Bot vẫn xoá bản nháp, nút trong tin nhắn, cảnh báo, phiếu trong danh sách, dòng nhập và thao tác có ghi ${typed}, và không lấy lại được.`,
    inAudit: "Nhật ký kiểm tra ghi khách này là",
    onlyHere: "Hồ sơ khách trong AntCRM và nhật ký kiểm tra vẫn giữ nguyên.",
  },
});

/**
 * Empties the stored rows about one customer.
 * @param customers  the ids of the customer in the CRM, `["customer:9457", "lead:2964"]`
 * @param mentions  whether a text mentions the customer
 * @returns how many rows were emptied
 */
export type Forget = (
  customers: readonly string[],
  mentions: (text: string) => boolean,
) => Promise<Omit<z.infer<typeof Emptied>, "lacksNumber">>;

export interface ForgetPorts {
  forget: Forget;
  /** Deletes all cards that are held in memory, because they are few and short-lived. Other processes show theirs no more. */
  forgetCards(): Promise<void>;
}

/** How many rows were emptied, as the journal stores it. */
const Emptied = z.object({
  drafts: z.number(),
  /** Cards whose buttons were deleted. */
  actions: z.number(),
  /** Emptied; they are not sent again. */
  alerts: z.number(),
  /**
   * Rows of the index of tickets whose texts were emptied. Absent in the outcome of an older version. While AntCRM has
   * such a ticket, the next walk over all tickets reads it again.
   */
  tickets: z.number().default(0),
  /** Emptied: those that had ended, and proposals that nobody had confirmed, which are now expired. */
  operations: z.number(),
  /** Rows of imported files; a file that was not confirmed yet is deleted with all its rows. */
  importRows: z.number(),
  /** Operations and imports that keep their texts: confirmed, being sent or unclear, so their outcome needs them. */
  underWay: z.number(),
  /** AntCRM did not know the customer, and no number was given. */
  lacksNumber: z.boolean(),
});

/** Empties the bot's own data about one customer, for the security officer. AntCRM is not changed. */
export const createForget = ({ forget, forgetCards }: ForgetPorts) =>
  defineCommand({
    name: "forget",
    aliases: ["quên khách", "xoá dữ liệu khách", "forget customer"],
    role: "admin",
    inBot: true,
    showsCustomers: true,
    messages: forgetMessages,
    examples: {
      vi: ["quên khách 0867 123 456", "xoá dữ liệu khách 476", "quen khach 476"],
      en: ["forget customer 476"],
    },
    input: z.object({ customer: customer() }),

    async ask(ctx) {
      const { input, t, recordAccess } = ctx;
      const one = await oneCustomer(input.customer, ctx, { command: "forget", args: {} });
      const isUnknown = "card" in one && (await lookUp(input.customer, ctx)).customers.length === 0;
      // If several match, the person picks one. A customer whom AntCRM does not know can still be forgotten here.
      if ("card" in one && !isUnknown) return onlyShown(one.card);
      const found = "customer" in one ? one.customer : null;
      const customer = found === null ? written(input.customer) : referenceTo(found);
      const { keys } = tracesOf(found, input.customer);
      const [key = ctx.pseudonym(customer)] = keys;
      recordAccess(key, "asked");
      return {
        card: found === null ? unknownCard(input.customer, key, t) : foundCard(found, ctx),
        customer: key,
        args: { customer, ...asShown(held(keys)) },
        about: t.about(keys[0] === undefined ? t.unnamed : t.numbered(numberOf(keys[0]))),
        confirmLabel: t.confirm,
        danger: true,
        // A draft would store more data about the customer.
        fixed: true,
      };
    },

    write: {
      async prepare({ input, crm, noteSecurity }, operation) {
        const [found = null] = (await lookUp(input.customer, { crm })).customers;
        const traces = tracesOf(found, input.customer);
        mustBeAsShown(operation, held(traces.keys));
        return {
          seen: [],
          ...(traces.keys.length === 0 && { kept: withoutName(operation) }),
          async send() {
            const emptied = await forget(traces.keys, traces.mentions);
            await forgetCards();
            noteSecurity("forgotten", traces.keys[0] ?? operation.customer ?? "a customer without a number");
            // This operation is being sent itself, and mentions the customer.
            const isOwn =
              (operation.customer !== null && traces.keys.includes(operation.customer)) ||
              traces.mentions(JSON.stringify(operation.args));
            const underWay = emptied.underWay - (isOwn ? 1 : 0);
            const lacksNumber = found === null && traces.keys.length === 0;
            return JSON.stringify({ ...emptied, underWay, lacksNumber } satisfies z.infer<typeof Emptied>);
          },
        };
      },

      // A deletion leaves no evidence.
      evidence: async () => [],
      repeatable: ({ t }) => t.again,
    },

    auditOutcome: () => "forgotten",

    async receipt({ t }, result) {
      const emptied = Emptied.parse(JSON.parse(result ?? "{}"));
      return {
        ...card(
          t.done,
          emptiedLine(emptied, t),
          emptied.underWay === 0 ? null : text(t.underWay(emptied.underWay)),
          emptied.lacksNumber ? text(t.noNumber) : null,
          context(t.onlyHere),
        ),
        tone: "good",
      } satisfies Card;
    },
  });

type Words = (typeof forgetMessages)[Locale];

function foundCard(found: Customer, { t, common }: CommandContext<unknown, Words>): Card {
  const number = field(common.number, numberOf(referenceTo(found)));
  const shown = card(t.ask(found.name || t.unnamed), fields(number), text(t.lost), context(t.onlyHere));
  return { ...shown, tone: "warning", names: [found.name] };
}

/** Says on one line how many rows were emptied. Null if there were none, and some operations are still under way. */
function emptiedLine(emptied: z.infer<typeof Emptied>, t: Words) {
  const counts = (["drafts", "actions", "alerts", "tickets", "operations", "importRows"] as const).flatMap(
    (kind) => (emptied[kind] === 0 ? [] : [t[kind](emptied[kind])]),
  );
  if (counts.length > 0) return text(t.emptied(counts.join(" · ")));
  return emptied.underWay === 0 ? text(t.nothing) : null;
}

/** Returns the number in a reference: `"476"` for `"customer:476"`. */
function numberOf(reference: string): string {
  return reference.replace(/^\w+:/, "");
}

/** @param key the customer's name in the audit */
function unknownCard(reference: CustomerReference, key: string, t: Words): Card {
  const typed = asTyped(reference, t);
  const shown = card(
    t.ask(typed),
    text(t.unknown(typed)),
    fields(field(t.inAudit, key)),
    context(t.onlyHere),
  );
  return { ...shown, tone: "warning", names: reference.by === "name" ? [reference.name] : [] };
}

/** Returns the reference as people read it: `"0867 123 456"`. */
function asTyped(reference: CustomerReference, t: Words): string {
  switch (reference.by) {
    case "phone":
      return formatPhone(reference.phone);
    case "email":
      return reference.email;
    case "name":
      return reference.name;
    default:
      return t.numbered(reference.id);
  }
}

/** Returns the arguments with a pseudonym for the name, the number or the address that was typed. */
function withoutName({ id, args, customer: pseudonym }: Operation): Operation["args"] {
  return { ...args, customer: written({ by: "name", name: pseudonym ?? id }) };
}

function tracesOf(found: Customer | null, reference: CustomerReference): Traces {
  return found === null ? tracesOfReference(reference) : tracesOfCustomer(found);
}

/** Returns the customer of the question by number only. The journal stores no other data of a forgotten customer. */
function held(keys: readonly string[]) {
  return { keys: keys.join(" ") };
}

/** Returns the reference in the form of the argument: `"+84867123456"`, `"id:9457"`. */
function written(reference: CustomerReference): string {
  switch (reference.by) {
    case "phone":
      return reference.phone;
    case "email":
      return reference.email;
    case "name":
      return `name:${reference.name}`;
    default:
      return `${reference.by}:${reference.id}`;
  }
}
