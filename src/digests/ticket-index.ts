/** What the bot keeps of a ticket to count it by: no title and no text, nothing of its customer but an ObjectId. */
export interface IndexedTicket {
  /** The CRM's `TicketId`, `"17464"`. */
  id: string;
  /** The tenant's own word, `"Assigned"`. */
  status: string | null;
  /** `"Urgent"`, `"High"`, `"Medium"`, `"Low"`, or the tenant's own word. */
  priority: string | null;
  /** E-mail or name of the agent. */
  assignee: string | null;
  /** ObjectId of the customer. */
  contact: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** How far the index has come. */
export interface IndexState {
  /** All tickets up to `readTo` are in it; before that, only those changed since `filledFrom` are. */
  full: boolean;
  filledFrom: Date;
  readTo: Date;
}

/**
 * The tickets of AntCRM as the bot has counted them last. AntCRM can be asked by time alone (antcrm-api.md 3.4), and
 * reading all tickets for each digest would take minutes.
 */
export interface TicketIndex {
  /**
   * Brings it up to now, and begins to fill it where nobody has asked for it before.
   * @throws AppError `unavailable` AntCRM could not be read
   */
  refresh(signal: AbortSignal): Promise<IndexState>;
  /** All of them, by portions, in no order that means anything. */
  portions(): AsyncIterable<readonly IndexedTicket[]>;
}
