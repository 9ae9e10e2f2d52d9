import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

it("answers in a group for the asker alone, with a button to share it masked", async () => {
  const { lan } = await testApp();
  const inGroup = lan.in("group");

  await inGroup.types("0900000001");
  expect(lan.sees().audience).toBe("private");

  const shared = await inGroup.clicks("Chia sẻ (che bớt)");
  expect(lan.sees().audience).toBe("shared");
  expect(shared).toMatch(/^An N\.\n/);
  expect(shared).toContain("0900 *** 001");
  expect(shared).toContain("a***@example.com");
  expect(shared).toContain("Địa chỉ: ***");
  expect(shared).not.toContain("Nguyễn Văn An");
  expect(shared).not.toMatch(/\[1\]/);
});

it("offers to share in full to managers only", async () => {
  const { lan, quan } = await testApp();

  expect(await lan.in("group").types("0900000001")).not.toContain("Chia sẻ đầy đủ");
  expect(await quan.in("group").types("0900000001")).toContain("Chia sẻ đầy đủ");
  const shared = await quan.in("group").clicks("Chia sẻ đầy đủ");
  expect(shared).toContain("0900 000 001");
  expect(shared).toContain("319 Nguyễn Kiệm");
  expect(quan.sees().audience).toBe("shared");
  expect(quan.sees().blocks.some(({ kind }) => kind === "buttons")).toBe(false);
});

it("offers no sharing in a private chat, and none of a card without customer data", async () => {
  const { lan } = await testApp();

  expect(await lan.types("0900000001")).not.toContain("Chia sẻ");
  expect(await lan.in("group").types("help")).not.toContain("Chia sẻ");
  expect(await lan.in("group").types("0911111111")).not.toContain("Chia sẻ");
});

it("audits who shared which customer with whom, and how", async () => {
  const { quan, store } = await testApp();

  await quan.in("group").types("0900000001");
  await quan.in("group").clicks("Chia sẻ đầy đủ");

  const [newest] = await store().audit.recent(1);
  expect(newest).toMatchObject({
    person: "terminal:quan",
    place: "terminal:group:",
    command: "share",
    customer: "customer:475",
    outcome: "full",
  });
});

it("does not share in full for a person who has lost the right meanwhile", async () => {
  const { quan } = await testApp();
  const inGroup = quan.in("group");
  await inGroup.types("0900000001");
  const card = quan.sees();
  quan.becomes("none");

  // Another process does not have the card, and another role does not have the right. Nothing is shown in both cases.
  await inGroup.clicks("Chia sẻ đầy đủ", card);
  expect(quan.sees().audience).toBe("private");
  expect(plainText(quan.sees())).not.toContain("0900 000 001");
});

it("keeps a card to be shared for 15 minutes, and not after a restart", async () => {
  const { lan, clock, restarts } = await testApp();
  const inGroup = lan.in("group");

  await inGroup.types("0900000001");
  clock.passes(15 * 60_000);
  expect(await inGroup.clicks("Chia sẻ (che bớt)")).toContain("Đã hết hạn");

  await inGroup.types("0900000001");
  await restarts();
  expect(await inGroup.clicks("Chia sẻ (che bớt)")).toContain("Đã hết hạn");
});

it("drops the oldest of more than 500 cards", async () => {
  const { lan } = await testApp();
  const inGroup = lan.in("group");
  await inGroup.types("0900000001");
  const oldest = lan.sees();
  for (let number = 0; number < 500; number += 1) await inGroup.types("#16001");

  expect(await inGroup.clicks("Chia sẻ (che bớt)", oldest)).toContain("Đã hết hạn");
});

it("offers to share no failure", async () => {
  const { lan, antcrm } = await testApp();
  const there = lan.in("nhom-cskh");
  expect(await there.types("0900 000 001")).toContain("Chia sẻ");
  antcrm.fault({ kind: "500" });
  const failed = await there.types("khách này còn mấy điểm");
  expect(failed).toContain("AntCRM");
  expect(there.sees().tone).toBe("bad");
  expect(failed).not.toContain("Chia sẻ");
});
