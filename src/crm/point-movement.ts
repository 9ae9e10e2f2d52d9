import { z } from "zod";
import {
  isRecord,
  readAmount,
  readDate,
  readNumberId,
  readObjectId,
  readPhones,
  readText,
  readValues,
  record,
  timeOfObjectId,
} from "./shapes.ts";

/** One line of the loyalty history: points earned by a code, or spent on a gift [seed 3.5, 3.6]. */
export interface PointMovement {
  /** Mongo ObjectId of the history row. */
  id: string;
  kind: "earned" | "redeemed";
  score: number | null;
  /** The CRM's `status` 1. A row of status 0 is an attempt that failed. */
  succeeded: boolean;
  /** The gift's code, `"DAUMAY01"`, or the accumulation code, `"TIVInpmx8b98pfg"`. */
  code: string | null;
  giftName: string | null;
  productName: string | null;
  customerId: string | null;
  customerName: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
  at: Date;
}

/** Row 25: both kinds may stand in one list, told apart by `type` [seed]. */
const KINDS: Readonly<Record<number, PointMovement["kind"]>> = { 1: "earned", 2: "redeemed" };

/** A row of /history-point [seed 3.5, 3.6]. Unreadable: no id, no kind or no time. */
export const pointShape = record({
  type: readAmount,
  score: readAmount,
  status: (value) => (typeof value === "boolean" ? Number(value) : readAmount(value)),
  code: readText,
  gift: readThing,
  product: readThing,
  contact: readContact,
  // Row 27: `id` here, `_id` inside.
  id: readObjectId,
  _id: readObjectId,
  createdAt: readDate,
}).transform((record, check): PointMovement => {
  const id = record.id ?? record._id;
  const kind = KINDS[record.type ?? 0] ?? (record.gift ? "redeemed" : record.product ? "earned" : null);
  const at = record.createdAt ?? timeOfObjectId(id);
  if (!id || !kind || !at) {
    check.addIssue("a row without id, kind or time");
    return z.NEVER;
  }
  return {
    id,
    kind,
    score: record.score,
    // 1 success, 0 failure; a row that does not say stands there because it happened.
    succeeded: record.status === null || record.status === 1,
    code: kind === "redeemed" ? (record.gift?.code ?? record.code) : record.code,
    giftName: record.gift?.name ?? null,
    productName: record.product?.name ?? null,
    ...record.contact,
    at,
  };
});

function readThing(value: unknown): { code: string | null; name: string | null } | null {
  return isRecord(value) ? { code: readText(value.code), name: readText(value.name) } : null;
}

function readContact(
  value: unknown,
): Pick<PointMovement, "customerId" | "customerName" | "phones" | "emails"> {
  const contact = isRecord(value) ? value : {};
  return {
    customerId: readNumberId(contact.customerId),
    customerName: readText(contact.name),
    phones: readPhones(contact.phones),
    emails: readValues(contact.emails),
  };
}
