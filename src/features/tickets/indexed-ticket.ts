import type { Customer } from "../../crm/customer.ts";
import type { TimeWindows } from "../../crm/input.ts";
import type { Ticket } from "../../crm/tickets.ts";

/** What is read of a ticket to count it: no title and no text, and only the ObjectId of its customer. */
export interface IndexedTicket {
  /** The CRM's `TicketId`: `"17464"`. */
  id: string;
  /** The tenant's own word: `"Assigned"`. */
  status: string | null;
  /** `"Urgent"`, `"High"`, `"Medium"`, `"Low"`, or the tenant's own word. */
  priority: string | null;
  /** E-mail or name of the agent; sealed on disk. */
  assignee: string | null;
  /** ObjectId of the customer. */
  contact: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/**
 * What is stored of a ticket. Title, group, contact and assignee are sealed on disk; beside them are tokens, by which a
 * group, an agent, or a contact's ObjectId, phone or e-mail is found.
 */
export type ListedTicket = Pick<
  Ticket,
  "id" | "title" | "status" | "priority" | "assignedTo" | "group" | "contact" | "createdAt" | "updatedAt"
>;

/** By what the tickets of a customer are found. A ticket's contact may lack the id. */
export type TicketCustomer = Pick<Customer, "objectId" | "phones" | "emails">;

/** Which tickets are wanted. A ticket without the time of a window counts by its other time. */
export interface TicketFilter extends TimeWindows {
  customer?: TicketCustomer;
  /** Null stands for tickets without a status. */
  statuses?: readonly (string | null)[];
  priority?: string;
  /** Names as `groups` returns them. */
  group?: readonly string[];
  /** Names as `assignees` returns them. */
  assignees?: readonly string[];
  isUnassigned?: boolean;
}

/** The newest come first, by the time of creation or of the last change. */
export interface TicketOrder {
  by: "created" | "updated";
  offset: number;
  limit: number;
}

export interface TicketIndexRepository {
  /** Changes if all tickets must be stored again: more is stored of a ticket, or `BOT_SECRET_KEY` has a new key. */
  readonly version: string;
  /**
   * Adds or replaces tickets, unless the stored ticket was changed later: two readings may be stored in either order.
   * @param walk  the number of the current walk over all tickets, or of the last one
   */
  save(tickets: readonly ListedTicket[], walk: number): Promise<void>;
  /** Returns tickets sorted by their ids as texts: `portion("17464", 500)` returns the next 500 after it. */
  portion(after: string, limit: number): Promise<IndexedTicket[]>;
  /** Returns ids that neither this walk nor a later one has seen. */
  unseen(walk: number, limit: number): Promise<string[]>;
  remove(id: string): Promise<void>;
  list(filter: TicketFilter, order: TicketOrder): Promise<ListedTicket[]>;
  count(filter: TicketFilter): Promise<number>;
  /** Returns the statuses of these tickets, each once. */
  statuses(filter: TicketFilter): Promise<{ status: string | null; tickets: number }[]>;
  /** Returns the agents of the tickets that were changed since then, those with the most tickets first. */
  assignees(since: Date | null): Promise<string[]>;
  /** Returns the groups of all tickets. */
  groups(): Promise<string[]>;
}
