import { z } from "zod";
import { type Party, readParty } from "./party.ts";
import { isRecord, readAmount, readDate, readObjectId, readText, record, timeOfObjectId } from "./shapes.ts";

/** What a customer said about a conversation, a ticket, a deal or a call [seed 3.11]. */
export interface Rating {
  id: string;
  /** `rating_score`; 1 to 5 as far as seen [inferred]. */
  score: number | null;
  comment: string | null;
  at: Date;
  /** `"ticket"`, `"deal"`, `"call"`, `"omni"`, `"other"`. */
  type: string | null;
  /** The channel: `"ZNS"`, `"EMAIL"`, `"ECOM"`, `"CALL"`, `"ZALO"`, `"FACEBOOK"`. */
  source: string | null;
  /** The conversation that was rated, of a rating of type `omni`: see `messages`. */
  sessionId: string | null;
  customer: Party | null;
}

/**
 * A rating as GET /rating answers [seed 3.11]. Unreadable: it has no id or no time, and cannot be counted
 * into any period. Row 24: `session.rating_value` is a later state of the conversation, `rating_score` is what was said.
 */
export const ratingShape = record({
  _id: readText,
  id: readText,
  rating_score: readAmount,
  comment: readText,
  rating_time: readDate,
  createdAt: readDate,
  type: readText,
  source: readText,
  session: (value) => (isRecord(value) ? readObjectId(value._id) : null),
  contact: (value) => (isRecord(value) ? readParty(value) : null),
}).transform((read, check): Rating => {
  const id = read._id ?? read.id;
  const at = read.rating_time ?? read.createdAt ?? timeOfObjectId(readObjectId(id));
  if (id === null || at === null) {
    check.addIssue("a rating without an id or a time");
    return z.NEVER;
  }
  // One by one: a digest reads a hundred thousand of these, and a rest of an object is slow to take.
  return {
    id,
    score: read.rating_score,
    comment: read.comment,
    at,
    type: read.type,
    source: read.source,
    sessionId: read.session,
    customer: read.contact,
  };
});
