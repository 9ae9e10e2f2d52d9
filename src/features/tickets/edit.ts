import { z } from "zod";
import { carriedOf, clearable, line, lines, priority, ticket } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing/before.ts";
import { changesBlock, nothingToChangeCard } from "../../bot/editing/changes.ts";
import { button, buttons, card, fields, text } from "../../cards/card.ts";
import type { Ticket } from "../../crm/ticket.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { closingStatus } from "./closed.ts";
import { shownIn } from "./contact.ts";
import {
  askedFields,
  changedFields,
  changesOf,
  formOf,
  held,
  newValues,
  ticketLabels,
  toSend,
  typedAgain,
  type Wanted,
} from "./edited-fields.ts";
import { CATEGORY_LIST, learnFromTickets, RESOLUTION_LIST, remember, STATUS_LIST } from "./lists.ts";
import { noTicketCard } from "./show.ts";
import { SLA_LIST } from "./sla.ts";

const editTicketMessages = defineMessages({
  en: {
    name: "Edit ticket",
    summary: "Change a ticket's title, text, status …",
    ask: (id: string) => `Change ticket #${id}?`,
    confirm: "Save",
    done: (id: string) => `Ticket #${id} changed`,
    open: "Open ticket",
  },
  vi: {
    name: "Sửa phiếu",
    summary: "Sửa tiêu đề, nội dung, trạng thái… của phiếu",
    ask: (id) => `Sửa phiếu #${id}?`,
    confirm: "Lưu",
    done: (id) => `Đã sửa phiếu #${id}`,
    open: "Xem phiếu",
  },
});

export const editTicket = defineCommand({
  name: "editticket",
  aliases: [
    "sửa phiếu",
    "đổi phiếu",
    "cập nhật phiếu",
    "sửa ticket",
    "edit ticket",
    "change ticket",
    "update ticket",
  ],
  role: "agent",
  messages: editTicketMessages,
  labels: ticketLabels,
  input: z.object({
    ticket: ticket(),
    title: line(200, { keyed: true }).optional(),
    summary: clearable(lines(5_000, { keyed: true })).optional(),
    status: line(100, { learned: STATUS_LIST, keyed: true }).optional(),
    priority: priority().optional(),
    sla: line(100, { learned: SLA_LIST, keyed: true }).optional(),
    category: clearable(line(200, { learned: CATEGORY_LIST, keyed: true })).optional(),
    resolution: clearable(line(200, { learned: RESOLUTION_LIST, keyed: true })).optional(),
    // "Đóng phiếu 17464" names no status: which one closes a ticket is the team's own word.
    closes: carriedOf(["yes"]).optional(),
  }),
  edits: true,

  async ask(ctx) {
    const { crm, input, t, who, recordAccess, shows } = ctx;
    const found = await crm.tickets.byId(input.ticket);
    recordAccess(`ticket:${input.ticket}`, found === null ? "none" : "shown");
    if (found === null) return noTicketCard(input.ticket, who.locale);
    shows(shownIn(found));
    await learnFromTickets([found], ctx);
    const status = input.status ?? (input.closes && (await closingStatus(ctx)));
    if (status === null) return { missing: "status" };
    const wanted: Wanted = status === undefined ? input : { ...input, status };
    if (askedFields(wanted).length === 0) return { form: formOf(found) };
    const changed = changedFields(found, wanted);
    if (changed.length === 0) return nothingToChangeCard(who.locale);
    return {
      card: {
        ...card(
          t.ask(found.id),
          text(found.title),
          changesBlock(changesOf(found, wanted, who.locale), who.locale),
        ),
        tone: "warning",
        names: namesOf(found),
      },
      customer: `ticket:${found.id}`,
      args: { ticket: found.id, ...typedAgain(changed, wanted), ...asShown(held(found, changed)) },
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare({ crm, input }, operation) {
      const found = await mustFind(input.ticket, crm);
      const wanted: Wanted = input;
      mustBeAsShown(operation, held(found, askedFields(wanted)));
      return {
        seen: [],
        async send() {
          await crm.tickets.update(input.ticket, toSend(wanted));
          return input.ticket;
        },
      };
    },

    async evidence({ crm, input }, operation) {
      const found = await crm.tickets.byId(input.ticket);
      const holds = found !== null && changedFields(found, input).length === 0;
      return evidenceOfState(operation, holds, input.ticket);
    },
  },

  async receipt({ input, t, who, learned, clock }) {
    const ctx = { learned, clock };
    await Promise.all([
      remember(STATUS_LIST, [input.status], ctx),
      remember(CATEGORY_LIST, [input.category], ctx),
      remember(RESOLUTION_LIST, [input.resolution], ctx),
    ]);
    return {
      ...card(
        t.done(input.ticket),
        fields(...newValues(input, who.locale)),
        buttons(button(t.open, "show", { ticket: input.ticket })),
      ),
      tone: "good",
    };
  },
});

async function mustFind(
  id: string,
  crm: { tickets: { byId(id: string): Promise<Ticket | null> } },
): Promise<Ticket> {
  const found = await crm.tickets.byId(id);
  if (found === null) throw new AppError("not-found", "ticket: gone");
  return found;
}

function namesOf({ contact }: Ticket): string[] {
  return contact?.name ? [contact.name] : [];
}
