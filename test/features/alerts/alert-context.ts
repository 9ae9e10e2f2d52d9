import { plainText } from "../../../src/cards/plain-text.ts";
import type { TestApp } from "../../support/test-app.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Returns the sent cards as plain text. */
export const texts = (notified: Awaited<ReturnType<TestApp["checksAlerts"]>>) =>
  notified.map(({ card }) => plainText(card));

/** A known customer, as a rating contains them. */
export const binh = {
  _id: "66139e5804bf311bf963a975",
  contactType: "customer",
  type: 0,
  name: "Trần Thị Bình",
  customerId: 476,
  phones: [{ type: "Work", value: "0867123456" }],
  emails: [{ type: "Work", value: "binh.tran@example.com" }],
};
