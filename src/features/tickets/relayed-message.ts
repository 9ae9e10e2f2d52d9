import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { carried } from "../../bot/arguments.ts";
import type { SourceMessage } from "../../bot/call.ts";
import { type Args, type Command, cardsOf, defineCommand } from "../../bot/command.ts";
import { withSource } from "../../bot/forms/prompts.ts";
import { givenTexts } from "../../bot/record-commands/fields.ts";
import { button, buttons, card, context, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { createTicket } from "./create.ts";

const relayedMessages = defineMessages({
  en: {
    name: "Relayed message",
    summary: "Looks up whom a relayed message is about",
    title: "Somebody else's message",
    explained: "I take this for somebody else's words, so I do nothing that it says.",
    searched: "I take this for somebody else's words, so I only looked up the customer in it.",
    ticket: "Ticket from this message",
  },
  vi: {
    name: "Tin chuyển tiếp",
    summary: "Tra khách được nhắc trong tin chuyển tiếp",
    title: "Tin của người khác",
    explained: "Bot hiểu đây là lời của người khác nên không làm theo nội dung tin.",
    searched: "Bot hiểu đây là lời của người khác nên chỉ tra khách được nhắc trong tin.",
    ticket: "Tạo phiếu từ tin này",
  },
});

/**
 * Answers a text that the person did not write: shows the customer in it, and offers a ticket. The arguments are those
 * of the ticket, so that the card can be shown again without the message.
 * @param findCustomer the command that shows a customer
 */
export const createRelayedMessage = (findCustomer: Command): Command =>
  defineCommand({
    name: "relayed",
    aliases: [],
    role: "viewer",
    hidden: true,
    messages: relayedMessages,
    input: z.object({
      customer: carried().optional(),
      message: carried().optional(),
      title: carried().optional(),
      summary: carried().optional(),
      priority: carried().optional(),
    }),

    fromSource,

    async *run(ctx) {
      const { t, who } = ctx;
      const { message = null, ...ticket } = ctx.input;
      const offer = card(
        t.title,
        reaches(who.role, createTicket.role)
          ? buttons(button(t.ticket, createTicket.name, withSource(givenTexts(ticket), message)))
          : null,
      ).blocks;
      if (ticket.customer === undefined) {
        ctx.auditEntry.effect = "none";
        yield card(t.title, text(t.explained), ...offer);
        return;
      }
      const found = findCustomer.bind({ customer: ticket.customer });
      if (found.kind !== "read") return;
      for await (const shown of cardsOf(found.run(ctx))) {
        yield { ...shown, blocks: [context(t.searched), ...shown.blocks, ...offer] };
      }
    },
  });

/** Returns the ticket's arguments from the message, and the message's id. */
function fromSource(source: SourceMessage): Args {
  return givenTexts({ ...createTicket.fromSource(source), message: source.id });
}
