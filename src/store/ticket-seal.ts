import type { ListedTicket, TicketCustomer } from "../features/tickets/indexed-ticket.ts";
import type { Sealer } from "./sealing.ts";

const SEALED = "sealed:";
/** The number of agents that are remembered, more than any shop has. */
const AGENTS = 1_000;

/** The texts of a ticket as they are sealed. The ObjectId is there to find what mentions a customer. */
type TicketContent = Pick<ListedTicket, "title" | "group" | "contact">;

const EMPTIED: TicketContent = { title: "", group: null, contact: null };

export type TicketSeal = ReturnType<typeof createTicketSeal>;

/** Seals and opens the texts of tickets, and creates the tokens by which tickets are found. */
export function createTicketSeal(sealer: Sealer) {
  const token = sealer.token("ticket_index tokens");
  return {
    agent: createAgentSeal(sealer),
    content: createContentSeal(sealer),
    groupToken: (group: string) => token(`group:${group}`),
    /** Returns a token of the whole ticket. Two readings have the same one if nothing has changed. */
    readingOf({
      id,
      title,
      status,
      priority,
      assignedTo,
      group,
      contact,
      createdAt,
      updatedAt,
    }: ListedTicket) {
      const all = [id, title, status, priority, assignedTo, group, contact, createdAt, updatedAt];
      return token(`reading:${JSON.stringify(all)}`);
    },
    /** Returns the tokens of a customer: of the ObjectId, each phone and each e-mail. */
    tokensOf(customer: TicketCustomer | null): string[] {
      if (customer === null) return [];
      const { objectId, phones, emails } = customer;
      return [
        ...(objectId === null ? [] : [token(`id:${objectId}`)]),
        ...phones.map((phone) => token(`phone:${phone}`)),
        ...emails.map((email) => token(`email:${email.toLowerCase()}`)),
      ];
    },
  };
}

function createContentSeal(sealer: Sealer) {
  const seal = sealer.column("ticket_index", "content");
  return {
    seal: ({ id, title, group, contact }: ListedTicket) =>
      seal.seal(id, JSON.stringify({ title, group, contact } satisfies TicketContent)),
    /** A text that was changed outside the bot counts as emptied. */
    open(id: string, sealed: Buffer | null): TicketContent {
      if (sealed === null) return EMPTIED;
      let content: string;
      try {
        content = seal.open(id, sealed);
      } catch {
        sealer.onBrokenRow();
        return EMPTIED;
      }
      return JSON.parse(content);
    },
  };
}

/**
 * Seals and opens the agents of tickets. A hundred thousand tickets have a hundred agents, so each agent is sealed and
 * opened once, and has the same value in all rows. A clear text comes from an older version; the next walk seals it.
 */
function createAgentSeal(sealer: Sealer) {
  const seal = sealer.column("ticket_index", "assignee");
  const token = sealer.token("ticket_index agents");
  return {
    seal: remembering((agent) => SEALED + seal.seal("agent", agent).toString("base64")),
    open: remembering((stored) =>
      stored.startsWith(SEALED)
        ? seal.open("agent", Buffer.from(stored.slice(SEALED.length), "base64"))
        : stored,
    ),
    token: remembering(token),
  };
}

function remembering(make: (key: string) => string): (key: string) => string {
  const values = new Map<string, string>();
  return (key) => {
    const value = values.get(key) ?? make(key);
    if (!values.has(key) && values.size >= AGENTS) values.clear();
    values.set(key, value);
    return value;
  };
}
