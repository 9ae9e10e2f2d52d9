import { type Party, readParty } from "./party.ts";
import { isRecord, readAmount, readDate, readObjectId, readText, record, timeOfObjectId } from "./shapes.ts";

/** A customer's rating of a conversation, a ticket, a deal or a call. See src/crm/API.md#get-rating */
export interface Rating {
  id: string;
  /** `rating_score`, probably 1 to 5: src/crm/API.md#get-rating */
  score: number | null;
  comment: string | null;
  at: Date;
  /** `"ticket"`, `"deal"`, `"call"`, `"omni"`, `"other"`. */
  type: string | null;
  /** The channel: `"ZNS"`, `"EMAIL"`, `"ECOM"`, `"CALL"`, `"ZALO"`, `"FACEBOOK"`. */
  source: string | null;
  /** The rated conversation of a rating of type `omni`: see `messages`. */
  sessionId: string | null;
  customer: Party | null;
}

/**
 * A record of src/crm/API.md#get-rating; without id or time it is unreadable, because no period can count it.
 * `rating_score` counts, not `session.rating_value`, which may be newer.
 */
export const ratingShape = record({
  id: [idOf],
  score: ["rating_score", readAmount],
  comment: readText,
  at: [
    (raw) => readDate(raw.rating_time) ?? readDate(raw.createdAt) ?? timeOfObjectId(readObjectId(idOf(raw))),
  ],
  type: readText,
  source: readText,
  sessionId: ["session", (value) => (isRecord(value) ? readObjectId(value._id) : null)],
  customer: ["contact", (value) => (isRecord(value) ? readParty(value) : null)],
}).refine(
  (rating): rating is typeof rating & { id: string; at: Date } => rating.id !== null && rating.at !== null,
);

function idOf({ _id, id }: Readonly<Record<string, unknown>>): string | null {
  return readText(_id) ?? readText(id);
}
