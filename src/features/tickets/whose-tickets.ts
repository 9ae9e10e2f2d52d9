import { type CustomerReference, parseCustomerReference } from "../../bot/arguments.ts";
import type { Args } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { type Button, button, buttons, type Card, card, text } from "../../cards/card.ts";
import type { Customer } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { oneCustomer } from "../customer-lookup/look-up.ts";
import { isStaffCalled } from "../team/staff-name.ts";
import { STAFF, staffEmailOf, type TeamPorts, unlinkedCard } from "../team/team.ts";
import type { TicketSource } from "./ticket-source.ts";

const whoseMessages = defineMessages({
  en: {
    noneTitle: (name: string) => `No tickets of ${name}`,
    none: (name: string) => `Nobody called ${name} handles one of them. These people do:`,
    nobody: "Nobody handles one of them.",
    rather: (name: string) => `Customer ${name}`,
  },
  vi: {
    noneTitle: (name) => `Không có phiếu nào của ${name}`,
    none: (name) => `Chưa thấy ai tên ${name} xử lý phiếu trong số này. Những người đang xử lý:`,
    nobody: "Chưa có ai xử lý phiếu nào trong số này.",
    rather: (name) => `Khách ${name}`,
  },
});

/** "Mình" without its accent. It counts as a name only where a colleague has it. */
const MAYBE_ME = "minh";
const STAFF_OFFERED = 5;
const MOST_STAFF = 500;

/** Whose tickets a list shows. */
export interface Whose {
  customer: Customer | null;
  /** The assignees that are meant, as tickets name them; null: all. */
  staff: readonly string[] | null;
  /** The address or name that finds these assignees again; null unless the text names a colleague. */
  assignee: string | null;
  /** Opens the customer who is called like the colleague. */
  rather: Button | null;
}

/** The arguments that say whose tickets are asked for. */
interface AskedWhose {
  whose?: "mine" | "unassigned" | undefined;
  /** An address, or a part of one: `"Lan"`. */
  assignee?: string | undefined;
  customer?: CustomerReference | undefined;
  /** The customer's phone, as buttons of earlier versions carry it. */
  phone?: string | undefined;
}

/**
 * Returns whose tickets are meant, or a card that says why that is unknown.
 * @param filters the other arguments of the list, for its own buttons
 */
export async function whoseTickets(
  { assignees }: TicketSource,
  asked: AskedWhose,
  filters: Args,
  ctx: Context & { team: TeamPorts },
): Promise<Whose | { card: Card }> {
  const { who, team } = ctx;
  const t = whoseMessages[who.locale];
  const whose: Whose = { customer: null, staff: null, assignee: null, rather: null };
  const mine = async () => {
    const me = await staffEmailOf(who.person, team);
    return me === null ? { card: unlinkedCard(ctx) } : { ...whose, staff: [me.email] };
  };
  if (asked.whose === "mine") return mine();
  if (asked.assignee !== undefined) {
    const recent = await assignees("recent");
    const called = staffCalled(asked.assignee, recent);
    // The name may be a former colleague's.
    const staff = called.length > 0 ? called : staffCalled(asked.assignee, await assignees("all"));
    return staff.length > 0
      ? { ...whose, staff }
      : { card: noStaffCard(asked.assignee, recent, filters, ctx) };
  }
  const { customer: named, phone } = asked;
  const reference = named ?? (phone === undefined ? null : parseCustomerReference(phone));
  if (reference === null) return whose;
  // "Phiếu của Lan" may name a colleague or a customer. The colleague counts, and the customer is a button.
  const name = reference.by === "name" ? reference.name : reference.by === "email" ? reference.email : "";
  const colleagues = await colleaguesCalled(reference, name, assignees, ctx);
  if (colleagues.length > 0) {
    const rather = button(t.rather(name), "customer", {
      customer: reference.by === "name" ? `name:${name}` : name,
    });
    return { ...whose, staff: colleagues, assignee: name, rather };
  }
  if (name === MAYBE_ME) return mine();
  const one = await oneCustomer(reference, ctx, { command: "tickets", args: filters });
  return "card" in one ? one : { ...whose, customer: one.customer };
}

/** Returns the colleagues that a name or an address means. An address is nobody else's, so former ones count as well. */
async function colleaguesCalled(
  { by }: CustomerReference,
  name: string,
  assignees: TicketSource["assignees"],
  { learned }: Context,
): Promise<readonly string[]> {
  if (name === "") return [];
  const recent = staffCalled(name, await assignees("recent"));
  if (recent.length > 0 || by !== "email") return recent;
  const former = staffCalled(name, await assignees("all"));
  return former.length > 0 ? former : staffCalled(name, await learned.values(STAFF, MOST_STAFF));
}

function staffCalled(name: string, assignees: readonly string[]): readonly string[] {
  return assignees.filter((assignee) => isStaffCalled(name, assignee));
}

/** Says that no ticket has such an assignee, and offers those whom the tickets name. */
function noStaffCard(name: string, assignees: readonly string[], filters: Args, { who }: Context): Card {
  const t = whoseMessages[who.locale];
  const offered = assignees
    .slice(0, STAFF_OFFERED)
    .map((assignee) => button(assignee, "tickets", { ...filters, assignee }));
  return card(t.noneTitle(name), text(offered.length > 0 ? t.none(name) : t.nobody), buttons(...offered));
}
