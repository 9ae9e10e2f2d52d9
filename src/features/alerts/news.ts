import { z } from "zod";
import type { Party } from "../../crm/customer.ts";
import type { Rating } from "../../crm/ratings.ts";
import type { Ticket } from "../../crm/tickets.ts";

const textShape = z.string().nullable();

const ratingNewsShape = z.object({
  kind: z.literal("rating"),
  id: z.string(),
  score: z.number().nullable(),
  comment: textShape,
  about: textShape,
  channel: textShape,
  session: textShape,
  /** `reference`: how a button asks for them, `"customer:475"`. */
  customer: z.object({ name: textShape, reference: textShape }).nullable(),
});

const ticketNewsShape = z.object({
  kind: z.literal("ticket"),
  id: z.string(),
  title: z.string(),
  status: textShape,
  priority: textShape,
  assignee: textShape,
  customer: textShape,
  /** The customer's ObjectId: by it they can be forgotten, where the name is one of half the town. */
  contact: textShape.optional(),
});

const newsShape = z.discriminatedUnion("kind", [ratingNewsShape, ticketNewsShape]);

/** What is told: a rating, or a ticket as it was read. It names customers, and is sealed where it lies. */
export type News = z.infer<typeof newsShape>;
export type RatingNews = z.infer<typeof ratingNewsShape>;
export type TicketNews = z.infer<typeof ticketNewsShape>;

/** What it is about, whichever rule found it: `"rating:6613a508dc31dd206d0239b5"`, `"ticket:17464"`. */
export function subjectOf({ kind, id }: News): string {
  return `${kind}:${id}`;
}

export function ratingNews(rating: Rating): RatingNews {
  const { id, score, comment, type: about, source: channel, sessionId: session, customer } = rating;
  const whom = customer && { name: customer.name, reference: referenceTo(customer) };
  return { kind: "rating", id, score, comment, about, channel, session, customer: whom };
}

export function ticketNews(ticket: Ticket): TicketNews {
  const { id, title, status, priority, assignedTo: assignee, contact } = ticket;
  const { name: customer = null, objectId = null } = contact ?? {};
  return { kind: "ticket", id, title, status, priority, assignee, customer, contact: objectId };
}

/** @throws ZodError for what `JSON.stringify` of no news has written */
export function parseNews(json: string): News {
  return newsShape.parse(JSON.parse(json));
}

function referenceTo({ customerId, leadId, phones, emails }: Party): string | null {
  if (customerId !== null) return `customer:${customerId}`;
  if (leadId !== null) return `lead:${leadId}`;
  return phones[0] ?? emails[0] ?? null;
}
