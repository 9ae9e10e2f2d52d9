/** Ratings of a ticket, a deal, a call or a conversation: src/crm/API.md#ratings */
import { type ApiCall, type Group, json } from "../http.ts";
import { pageOf, pageSize } from "../paging.ts";
import { readRange } from "../ranges.ts";
import type { Customer, Rating } from "../records.ts";
import { between, type ListPart } from "../time-order.ts";
import type { World } from "../world.ts";

export const ratings: Group = {
  "GET /rating": ({ query }, world) => {
    const { list, within } = matching(query, world);
    const request = { query, most: 100, within };
    const data = pageOf(list, world, request).map((rating) => toWire(rating, world));
    // The table has `total`, the sample has not: half of the answers have it. See src/crm/API.md#lists
    const total = world.random.chance(0.5) ? { total: within.end - within.first } : {};
    return json({ success: true, ...total, limit: pageSize(request), data });
  },
};

function matching(query: ApiCall["query"], world: World): { list: readonly Rating[]; within: ListPart } {
  const { from, to } = readRange(query, "dateStart", "dateEnd");
  const within = between(world.ratings, from, to);
  const { type, rating_score: score } = query;
  if (!type && !score) return { list: world.ratings, within };
  const list = world.ratings
    .slice(within.first, within.end)
    .filter((rating) => (!type || rating.type === type) && (!score || String(rating.rating_score) === score));
  return { list, within: { first: 0, end: list.length } };
}

/** Returns the customer as a rating shows them: src/crm/API.md#get-rating */
export function ratingContact(customer: Customer): Record<string, unknown> {
  const { _id, contactType, type, name, gender, phones, emails, leadId, customerId } = customer;
  return {
    _id,
    contactType,
    type,
    name,
    lastname: "",
    gender,
    dateOfBirth: null,
    dateOfBirth2: "",
    addresses: customer.addresses,
    phones,
    emails,
    ...(contactType === "lead" ? { leadId } : { customerId }),
  };
}

/**
 * Returns the record as an answer shows it. Only `omni` is documented; the other types have a field of their own, which
 * is inferred. The fields are written out: object rest is slow, and a digest reads a thousand pages.
 */
function toWire(rating: Rating, { org }: World): Record<string, unknown> {
  const { _id, type, source, rating_score, comment, contact, subject, createdAt: rating_time } = rating;
  const wire = { _id, source, comment, contact, rating_score, org, rating_time, type, __in: 0 };
  if (subject === null) return wire;
  return Object.assign(wire, { [type === "omni" ? "session" : type]: subject });
}
