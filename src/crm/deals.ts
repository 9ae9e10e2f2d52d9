import type { E164 } from "./phone.ts";

/** A deal, an order, an opportunity: one object in AntCRM [seed 3.2]. */
export interface Deal {
  /** The CRM's number, `"3609"`. Empty where the CRM did not send one: the newer records may lack it [docs]. */
  number: string;
  name: string;
  /** In the tenant's currency, VND. */
  value: number | null;
  /** The stage's name; null where the CRM answers with a bare ObjectId. */
  stage: string | null;
  /** A code of its own: `"LOST"` is the only one seen [docs]. */
  status: string | null;
  receiverName: string | null;
  /** E.164 where understood, else as stored. */
  receiverPhone: string | null;
  /** E-mail addresses or names of the staff in charge. */
  owners: string[];
  lines: DealLine[];
  branch: string | null;
  description: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

export interface DealLine {
  name: string;
  code: string | null;
  quantity: number | null;
  /** Unit price. */
  value: number | null;
  /** `amount` in money, or `percent` of the price. */
  discount: { kind: "amount" | "percent"; value: number } | null;
  note: string | null;
}

export interface DealsApi {
  /** @param number the CRM's number of the deal, `"3609"` */
  byNumber(number: string): Promise<Deal | null>;
  /** The newest first. `limit` cuts after sorting: the CRM promises no order, so its list is read to the cap. */
  ofCustomer(customerId: string, options?: { limit?: number }): Promise<Deal[]>;
  /** The deals of whoever carries this number, the newest first; the forms are tried as for contacts. */
  byPhone(phone: E164): Promise<Deal[]>;
}
