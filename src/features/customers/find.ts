import * as z from "zod";
import { type CustomerReference, customer } from "../../bot/arguments.ts";
import { type Command, defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { cardRows } from "../../bot/record-commands/fields.ts";
import type { Block, Card } from "../../cards/card.ts";
import { button, buttons, card, context, fields, list, text } from "../../cards/card.ts";
import type { Customer } from "../../crm/customer.ts";
import { referenceTo } from "../../crm/customer.ts";
import type { Deal } from "../../crm/deal.ts";
import type { PointMovement } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerName, oneCustomer } from "../customer-lookup/look-up.ts";
import { dealRow } from "../deals/deal-card.ts";
import { movementRow, movementsOf, unreadableHistory } from "../loyalty/movements.ts";
import { type OpenTickets, openTicketsBlocks, openTicketsOf } from "../tickets/open-tickets.ts";
import type { TicketIndex } from "../tickets/ticket-index.ts";
import { colleagueCard } from "./colleague.ts";
import { customerRecord } from "./customer-record.ts";

const findCustomerMessages = defineMessages({
  en: { name: "Find customer", summary: "Find a customer by phone, e-mail, number or name" },
  vi: { name: "Tìm khách", summary: "Tìm khách theo số điện thoại, e-mail, mã số hoặc tên" },
});

/** This long after the question, the first card is sent with the parts that were read by then. */
const FIRST_CARD_MS = 800;
/** This long after the question, the last card is sent. Missing parts are marked as failed. */
const LAST_CARD_MS = 5_000;
const NEWEST = 3;

export interface FindPorts {
  ticketIndex: TicketIndex;
}

/** Shows a customer's card. */
export const createFindCustomer = ({ ticketIndex }: FindPorts): Command =>
  defineCommand({
    name: "customer",
    aliases: [
      "khách",
      "khách hàng",
      "tìm",
      "tìm khách",
      "tra",
      "tra cứu",
      "ai là",
      "find",
      "find customer",
      "who is",
      "khach",
    ],
    role: "viewer",
    messages: findCustomerMessages,
    examples: {
      vi: ["0867 123 456", "ai là 0867 123 456", "tìm Trần Thị Bình", "ai la 0867 123 456"],
      en: ["who is 0867 123 456", "find Binh Tran", "customer 476"],
    },
    input: z.object({ customer: customer() }),
    standalone: ["phone", "email", "id", "name"],

    async *run(ctx) {
      const askedMs = ctx.clock.monotonicMs();
      const one = await oneCustomer(ctx.input.customer, ctx, { command: "customer", args: {} });
      if ("card" in one) yield (await insteadOf(one.card, ctx.input.customer, ticketIndex, ctx)) ?? one.card;
      else yield* completing(one.customer, ctx, { askedMs, ticketIndex });
    },
  });

/** "Khách của minh.cskh@example.com" may name a colleague, where no customer has the address. */
async function insteadOf(
  { chooses }: Card,
  whom: CustomerReference,
  ticketIndex: TicketIndex,
  ctx: Context,
): Promise<Card | null> {
  const isNobody = whom.by === "email" && chooses !== true;
  return isNobody ? colleagueCard(whom.email, ticketIndex, ctx) : null;
}

/**
 * Yields the customer's card. If parts are missing after `FIRST_CARD_MS`, it yields a card that labels them, and later
 * a second and last card. The context's signal aborts reads that are still in progress right after the last card.
 */
async function* completing(
  found: Customer,
  ctx: Context,
  { askedMs, ticketIndex }: { askedMs: number; ticketIndex: TicketIndex },
): AsyncGenerator<Card> {
  const parts: CustomerParts = {
    tickets: { state: "loading" },
    deals: { state: "loading" },
    movements: { state: "loading" },
  };
  const indexed = openTicketsOf(found, ticketIndex, { settings: ctx.settings, newest: NEWEST });
  const read = Promise.all([
    settle(indexed).then((part) => {
      parts.tickets = part;
    }),
    settle(newestDeals(found, ctx)).then((part) => {
      parts.deals = part;
    }),
    settle(newestMovements(found, ctx.crm)).then((part) => {
      parts.movements = part;
    }),
  ]);
  const left = (boundMs: number) => Math.max(0, askedMs + boundMs - ctx.clock.monotonicMs());
  const complete = () => Object.values(parts).every(({ state }) => state !== "loading");

  await first(read, (stop) => ctx.clock.wait(left(FIRST_CARD_MS), stop));
  if (!complete()) {
    yield customerCard(found, parts, ctx);
    await first(read, (stop) => ctx.clock.wait(left(LAST_CARD_MS), stop));
  }
  yield customerCard(found, settled(parts), ctx);
}

/** Waits for the work or the timer, and stops the timer. */
async function first(work: Promise<unknown>, timer: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  await Promise.race([work, timer(stop.signal)]);
  // If a reason is given, Node creates no error. The stack of an error would cost more than the timer.
  stop.abort("settled");
}

function settle<T>(work: Promise<T>): Promise<CardPart<T>> {
  return work.then(
    (value) => ({ state: "read", value }),
    () => ({ state: "failed" }),
  );
}

/** Marks parts that are still loading as failed. Their buttons read them again. */
function settled(parts: CustomerParts): CustomerParts {
  const end = <T>(part: CardPart<T>): CardPart<T> => (part.state === "loading" ? { state: "failed" } : part);
  return { tickets: end(parts.tickets), deals: end(parts.deals), movements: end(parts.movements) };
}

async function newestDeals(found: Customer, { crm, search }: Context) {
  // Leads have no deals, and AntCRM filters deals by the customer's number only.
  if (found.customerId === null) return [];
  const deals = await crm.deals.ofCustomer(found.customerId, { limit: NEWEST });
  const at = deals[0]?.updatedAt ?? deals[0]?.createdAt;
  if (at) search.touch(referenceTo(found), at);
  return deals;
}

async function newestMovements(
  found: Customer,
  crm: Context["crm"],
): Promise<readonly PointMovement[] | null> {
  return (await movementsOf(found, crm))?.movements.slice(0, NEWEST) ?? null;
}

const customerCardMessages = defineMessages({
  en: {
    lead: "Lead",
    contact: "Customer",
    account: "Company",
    tickets: "Open tickets",
    deals: "Newest deals",
    movements: "Newest point movements",
    noDeals: "No deals yet.",
    noMovements: "No point movements yet.",
    loading: (part: string) => `${part}: loading…`,
    failed: (part: string) => `${part}: could not be read just now. Press the button to try again.`,
    dealsButton: "Deals",
    ticketsButton: "Tickets",
  },
  vi: {
    lead: "Khách tiềm năng",
    contact: "Khách hàng",
    account: "Doanh nghiệp",
    tickets: "Phiếu đang mở",
    deals: "Đơn hàng mới nhất",
    movements: "Biến động điểm mới nhất",
    noDeals: "Chưa có đơn nào.",
    noMovements: "Chưa có biến động điểm.",
    loading: (part) => `${part}: đang tải…`,
    failed: (part) => `${part}: hiện chưa đọc được. Bấm nút để thử lại.`,
    dealsButton: "Đơn hàng",
    ticketsButton: "Phiếu",
  },
});

/** A part of the card that is read separately. The card does not wait for it. */
type CardPart<T> = { state: "loading" } | { state: "failed" } | { state: "read"; value: T };

interface CustomerParts {
  /** From the index of tickets. Null if it has not begun. */
  tickets: CardPart<OpenTickets | null>;
  deals: CardPart<readonly Deal[]>;
  /** Null if AntCRM cannot be asked for them. */
  movements: CardPart<readonly PointMovement[] | null>;
}

/** Builds the customer's card. */
function customerCard(customer: Customer, parts: CustomerParts, ctx: Context): Card {
  const t = customerCardMessages[ctx.who.locale];
  const { common } = ctx;
  const reference = referenceTo(customer);
  const number = customer.customerId ?? customer.leadId ?? "–";
  return {
    ...card(
      customerName(customer, ctx.who.locale),
      context([t[customer.kind], `${common.number} ${number}`].join(" · ")),
      fields(...cardRows(customerRecord, customer, ctx)),
      ...partBlocks(parts.tickets, t.tickets, t, (open) =>
        open === null ? [] : openTicketsBlocks(open, ctx),
      ),
      ...partBlocks(parts.deals, t.deals, t, (deals) => {
        const rows = deals.map((deal) => dealRow(deal, ctx));
        return [list(t.deals, rows) ?? text(t.noDeals)];
      }),
      ...partBlocks(parts.movements, t.movements, t, (movements) => {
        if (movements === null) return [unreadableHistory(ctx)];
        const rows = movements.map((movement) => movementRow(movement, ctx));
        return [list(t.movements, rows) ?? text(t.noMovements)];
      }),
      buttons(
        button(common.newTicket, "ticket", { customer: reference }, { style: "primary" }),
        button(t.ticketsButton, "tickets", { customer: reference }),
        button(common.redeemGift, "redeem", { customer: reference }),
        button(common.points, "points", { customer: reference }),
        customer.customerId === null ? null : button(t.dealsButton, "deals", { customer: reference }),
        button(common.edit, "editcustomer", { customer: reference }),
      ),
    ),
    names: [customer.name],
  };
}

function partBlocks<T>(
  part: CardPart<T>,
  name: string,
  t: { loading: (part: string) => string; failed: (part: string) => string },
  draw: (value: T) => (Block | null)[],
): (Block | null)[] {
  if (part.state === "loading") return [context(t.loading(name))];
  if (part.state === "failed") return [context(t.failed(name))];
  return draw(part.value);
}
