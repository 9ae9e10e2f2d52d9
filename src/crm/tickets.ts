/** The CRM's four words, in its spelling [guide]. */
export type Priority = "Urgent" | "High" | "Medium" | "Low";

export interface Ticket {
  /** The CRM's `TicketId`, `"17464"`. */
  id: string;
  title: string;
  /** Plain text, made from the CRM's HTML. */
  summary: string;
  /** The tenant's own word, `"Assigned"`. */
  status: string | null;
  /** One of the four words where it is one of them, whatever case the CRM used; else as stored. */
  priority: Priority | (string & {}) | null;
  /** The name of the tenant's SLA policy, `"Standard"`. */
  sla: string | null;
  assignedTo: string | null;
  group: string | null;
  category: string | null;
  resolution: string | null;
  contact: TicketContact | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

export interface TicketContact {
  objectId: string | null;
  name: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
}

/** What PUT /tickets lets one change [seed 3.4]. */
export interface TicketChanges {
  title?: string;
  /** Plain text; sent as escaped HTML with its line breaks. */
  summary?: string;
  priority?: Priority;
  sla?: string;
  category?: string;
  status?: string;
  resolution?: string;
}

export interface NewTicket {
  title: string;
  /** The name of one of the tenant's SLA policies; the CRM requires it and publishes no list. */
  sla: string;
  /** With `objectId` the CRM knows the customer; without it the name counts. */
  contact: { objectId?: string; name: string; phones?: string[]; emails?: string[] };
  /** Plain text; sent as escaped HTML with its line breaks. */
  summary?: string;
  priority?: Priority;
  status?: string;
  category?: string;
  group?: string;
  resolution?: string;
  /** The caller's own code: send the operation's id. */
  ticketIdApiRing?: string;
}

/** One of the two times filters; `to` is now unless given. Neither `from`: the whole list, up to the cap. */
export interface TicketListOptions {
  updatedFrom?: Date;
  createdFrom?: Date;
  to?: Date;
  /** 50 pages of 20 tickets unless told otherwise. */
  maxPages?: number;
}

export interface TicketsApi {
  /** @param id the CRM's `TicketId`, `"17464"` */
  byId(id: string): Promise<Ticket | null>;
  /** The newest first. `complete` is false where the cap ended the walk. */
  list(options: TicketListOptions): Promise<{ tickets: Ticket[]; complete: boolean }>;
  create(input: NewTicket): Promise<{ id: string }>;
  /** Only the fields given are sent. */
  update(id: string, changes: TicketChanges): Promise<void>;
  remove(id: string): Promise<void>;
}
