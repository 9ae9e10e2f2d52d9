import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

/** The other suites use Vietnamese, as the shops do. This one has the same conversations in English. */
it.each([
  ["find customer 0867 123 456", ["Trần Thị Bình\nCustomer · Number 476", "Points now: 340", "New ticket"]],
  ["who is 0162 345 6789", ["Lê Hoàng Dũng\nLead · Number 2964", "No deals yet.", "No point movements yet."]],
  ["028 3822 1234", ["Công ty TNHH Hoa Sen Việt\nCompany · Number 477"]],
  [
    "0911 111 111",
    ["No customer found", "Nobody in AntCRM has the number 0911 111 111 (I tried every way of writing it)."],
  ],
  ["nobody@example.com", ["Nobody in AntCRM has the address nobody@example.com."]],
  ["customer 999999", ["There is no customer number 999999. Do you mean a ticket or a deal?"]],
  ["find Xyzzy", ['No "Xyzzy" among all 4 customers.']],
  ["deals of 0900000001", ["Deals · Nguyễn Văn An", "1 deal\n"]],
  ["deals lead 2964", ["A lead has no deals: it becomes a customer first."]],
  ["redemption history 0900000001", ["Gifts redeemed · Nguyễn Văn An", "3 redemptions"]],
  ["balance 0900000001", ["Points · Nguyễn Văn An", "Points now: 120", "Newest movements"]],
  [
    "#16001",
    ["Ticket #16001 · [Zalo] Máy in kẹt giấy", "Priority: High", "Assigned to: minh.cskh@example.com"],
  ],
  ["ratings", ["Average: 5.00 of 5", "Ratings: 1", "By stars: 5★ 1  4★ 0"]],
  ["ratings 01/01/2025", ["No ratings in this range."]],
  ["redeem DAUMAY01 for 0900 000 001", ["Redeem DAUMAY01 for Nguyễn Văn An?", "It cannot be undone."]],
  [
    "redeem NEVER01 for 0900 000 001",
    ["The code NEVER01 never occurred", "not known (AntCRM has no list of prices)"],
  ],
  ["redeem NOICOM01 for 0900 000 001", ["The customer has 120 points, 30 too few (the gift last cost 150)."]],
  ["create ticket for 0867 123 456: printer broken", ["Create this ticket?", "Title: printer broken"]],
  ["new ticket", ["Customer? (phone, e-mail, number or name)"]],
  ["language", ["Vietnamese", "English"]],
  ["status", ["Everything is up", "Store: can write"]],
  ["blorp", ["I did not understand that", "Did you mean one of these?"]],
] as const)("answers %s", async (text, shown) => {
  const { lan } = await testApp({ language: "en" });

  const answer = await lan.types(text);
  for (const part of shown) expect(answer).toContain(part);
});

it("redeems, creates and cancels", async () => {
  const { lan } = await testApp({ language: "en" });

  await lan.types("redeem daumay01 for 0900 000 001");
  expect(await lan.clicks("Redeem")).toContain(
    "Gift redeemed\nCustomer: Nguyễn Văn An\nGift: DAUMAY01\nPoints left: 110",
  );
  await lan.types("redeem daumay01 for 0867 123 456");
  expect(await lan.clicks("Cancel")).toContain("Nothing was sent to AntCRM.");
  await lan.types("ticket for 0867 123 456: printer broken");
  expect(await lan.clicks("Create ticket")).toContain("Ticket #17001 created");
  expect(await lan.clicks("Show ticket")).toContain("Ticket #17001 · printer broken");
});

it("offers a pick, and says how many do not fit and how far it looked", async () => {
  const { lan, antcrm } = await testApp({ language: "en" });
  for (let number = 0; number < 12; number += 1)
    antcrm.world.addCustomer({
      name: number === 0 ? "" : `Phạm Tuấn ${number}`,
      customerId: 600 + number,
      phones: ["0911222333"],
    });

  const answer = await lan.types("0911222333");
  expect(answer).toContain("Which customer?\n12 customers match. Pick one:");
  expect(answer).toContain("… and 7 more. Add a word of the name, the street or digits of the number.");
  expect(await lan.in("group").types("0900000001")).toContain("Share masked");
});
