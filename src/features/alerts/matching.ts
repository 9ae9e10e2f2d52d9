import type { Rating } from "../../crm/ratings.ts";
import type { Ticket } from "../../crm/tickets.ts";
import type { Rule } from "./rule.ts";

/** What a rule must know beside the record. */
export interface MatchOptions {
  /** The owner's address among AntCRM's staff, in small letters; null where nobody has linked one. */
  ownerEmail: string | null;
  isClosed(status: string | null): boolean;
}

/** Is this rating what the rule looks out for? */
export function isRatingFor({ watch, createdAt }: Rule, { score, at, type, source }: Rating): boolean {
  if (watch.kind !== "ratings" || score === null || score > watch.most || at < createdAt) return false;
  return isSame(watch.type, type) && isSame(watch.channel, source);
}

/**
 * Under which key the rule tells of this ticket, each key once; null where it does not. A ticket that is new or urgent is
 * told of once; one that is followed, or one's own, each time it has changed.
 */
export function ticketKey(rule: Rule, ticket: Ticket, options: MatchOptions): string | null {
  const { watch, createdAt: since } = rule;
  const changedAt = ticket.updatedAt ?? ticket.createdAt;
  if (changedAt === null || changedAt < since) return null;
  const once = keyOfTicket(ticket.id);
  const eachTime = keyOfChange(ticket.id, changedAt);
  switch (watch.kind) {
    case "ratings":
      return null;
    case "ticket":
      return watch.ticket === ticket.id ? eachTime : null;
    case "mine":
      return isOwners(ticket, options) ? eachTime : null;
    case "tickets": {
      const isNew = (ticket.createdAt ?? changedAt) >= since;
      if (watch.priority === undefined) return isNew ? once : null;
      // An older one that is closed now is no news, whatever its priority was.
      const isNews = isNew || !options.isClosed(ticket.status);
      return isNews && isSame(watch.priority, ticket.priority) ? once : null;
    }
  }
}

/** A ticket that is told of once: `"ticket:17464"`. */
export function keyOfTicket(ticket: string): string {
  return `ticket:${ticket}`;
}

/** A change of a ticket, told apart from the one before by its time: `"ticket:17464@1712563464292"`. */
export function keyOfChange(ticket: string, at: Date): string {
  return `ticket:${ticket}@${at.getTime()}`;
}

function isOwners({ assignedTo }: Ticket, { ownerEmail }: MatchOptions): boolean {
  return ownerEmail !== null && assignedTo?.toLowerCase() === ownerEmail;
}

/** What nobody asked for is met by everything. */
export function isSame(wanted: string | undefined, held: string | null): boolean {
  return wanted === undefined || wanted.toLowerCase() === held?.toLowerCase();
}
