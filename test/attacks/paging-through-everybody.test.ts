import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";
import { addCustomers, spaced } from "./many-customers.ts";

const REFUSED = "Vượt hạn mức xem khách hàng";
const FULL_NUMBER = /0938 000 \d{3}/;

/** Adds a rating of today by every customer of the crowd. */
async function ratedByEverybody(count: number): Promise<TestApp> {
  const app = await testApp();
  addCustomers(app, count);
  for (const one of app.antcrm.world.customers) {
    if (!one.name.startsWith("Tạ Khách ")) continue;
    app.antcrm.world.addRating({
      rating_score: 5,
      comment: `Số của tôi là ${one.phones[0]?.value ?? ""}`,
      contact: { name: one.name, customerId: one.customerId },
    });
  }
  return app;
}

describe("somebody who pages through a list of all customers", () => {
  it("sees the customers of two pages in a minute, and the third later", async () => {
    const app = await ratedByEverybody(40);
    const { minh, clock } = app;
    expect(await minh.types("đánh giá hôm nay")).toContain("1–10 trong 40");
    expect(await minh.clicks("Sau ▶")).toContain("11–20 trong 40");
    const refused = await minh.clicks("Sau ▶");
    expect(refused).toContain(REFUSED);
    expect(refused).toContain("sau 60 giây");
    expect(refused).not.toMatch(/Khách \d{3}/);

    clock.passes(60_000);
    expect(await minh.clicks("Thử lại")).toContain("21–30 trong 40");
  });

  it("sees no part of a page that exceeds the quota", async () => {
    const app = await ratedByEverybody(24);
    const { minh, quan } = app;
    await quan.confirms("sửa cài đặt quota.viewer 14 / 400");
    expect(await minh.types("đánh giá hôm nay")).toContain("1–10 trong 24");
    const refused = await minh.clicks("Sau ▶");
    expect(refused).toContain("Kết quả này có 10 khách hàng, nhưng trong phút này bạn chỉ còn xem được 4.");
    expect(refused).not.toMatch(/Khách \d{3}/);
  });

  it("may go back to pages that they have just seen", async () => {
    const app = await ratedByEverybody(40);
    const { minh } = app;
    await minh.types("đánh giá hôm nay");
    await minh.clicks("Sau ▶");
    expect(await minh.clicks("◀ Trước")).toContain("1–10 trong 40");
  });

  it("sees one page with a quota below its length, and then nobody else in that minute", async () => {
    const app = await ratedByEverybody(40);
    const { minh, quan } = app;
    await quan.confirms("sửa cài đặt quota.viewer 5 / 400");
    expect(await minh.types("đánh giá hôm nay")).toContain("1–10 trong 40");
    expect(await minh.clicks("Sau ▶")).toContain(REFUSED);
    expect(await minh.types("0900000001")).toContain(REFUSED);
  });
});

describe("the phone numbers in a list", () => {
  const LISTS = ["đánh giá hôm nay", "khách mới", "tìm Tạ Khách"];

  it("are shortened for a viewer, whose card of one customer shows the whole number", async () => {
    const app = await ratedByEverybody(9);
    for (const list of LISTS) {
      const answer = await app.minh.types(list);
      expect(answer).toContain("0938 *** 00");
      expect(answer).not.toMatch(FULL_NUMBER);
      expect(answer).not.toMatch(/09380000/);
    }
    expect(await app.minh.types("0938000003")).toContain(spaced("0938000003"));
  });

  it("are whole for an agent, until an admin has them shortened for agents too", async () => {
    const app = await ratedByEverybody(9);
    const { lan, quan } = app;
    expect(await lan.types("khách mới")).toMatch(FULL_NUMBER);
    await quan.confirms("sửa cài đặt lists.mask agent");
    expect(await lan.types("khách mới")).not.toMatch(FULL_NUMBER);
    await quan.confirms("sửa cài đặt lists.mask off");
    expect(await lan.types("khách mới")).toMatch(FULL_NUMBER);
    expect(await app.minh.types("khách mới")).toMatch(FULL_NUMBER);
  });
});
