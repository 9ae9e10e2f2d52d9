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

/** One row of the loyalty history: points earned by a code, or spent on a gift. */
export interface PointMovement {
  /** Mongo ObjectId of the history row. */
  id: string;
  kind: "earned" | "redeemed";
  score: number | null;
  /** Whether `status` is 1. A row of status 0 is a failed attempt. */
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

/** `type` tells the kinds apart, which may stand in one list: src/crm/API.md#get-history-point */
const KINDS: Readonly<Record<number, PointMovement["kind"]>> = { 1: "earned", 2: "redeemed" };

/** A row of src/crm/API.md#get-history-point; without id, kind or time it is unreadable. */
export const pointShape = record({
  type: readAmount,
  score: readAmount,
  status: (value) => (typeof value === "boolean" ? Number(value) : readAmount(value)),
  code: readText,
  gift: readThing,
  product: readThing,
  contact: readContact,
  // Both are the ObjectId: src/crm/API.md#objectids
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
    // 1 is success, 0 failure. A row without a status counts as a success.
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
