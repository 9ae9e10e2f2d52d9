import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it("tells the points of a customer and their newest movements", async () => {
  const { lan } = await testApp();

  expect(await lan.types("điểm của 0900 000 001")).toMatchInlineSnapshot(`
    "Điểm · Nguyễn Văn An
    Điểm hiện có: 120
    Hạng: Silver
    Điểm xét hạng: 300
    Biến động gần nhất
    • −10 · Tàu hoả đồ chơi (DAUMAY01)  13/11/2026 08:00
    • −20 · Bình nước giữ nhiệt (BINHNUOC01)  26/09/2026 08:00
    • +100 · Tivi 43 inch (TIVIc7t2y4w9r1e)  22/08/2026 08:00
    • −150 · Nồi cơm điện mini (NOICOM01)  29/05/2026 08:00
    • +100 · Tivi 43 inch (TIVIb3z8c5v1n6h)  29/04/2026 08:00
    • +100 · Tivi 43 inch (TIVIa1k9x2m4p7q)  29/01/2026 08:00
    [1] Đổi quà  [2] Khách hàng"
  `);
  expect(await lan.clicks("Khách hàng")).toMatch(/^Nguyễn Văn An\n/);
});

it("tells points in English", async () => {
  const { lan } = await testApp({ language: "en" });

  const answer = await lan.types("points of 0867123456");
  expect(answer).toContain("Points now: 340");
  expect(answer).toContain("Rank points: 1,200");
});

it("lists the gifts a customer has redeemed, failed attempts marked", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.refusalShape = "failed-row";
  const [an] = antcrm.world.customersByPhone("0900000001");
  if (!an) throw new Error("the cast has changed");
  antcrm.world.addMovement({
    type: 2,
    score: 50,
    status: 0,
    gift: { id: "", code: "VOUCHER50", name: "Phiếu mua hàng 50.000đ", score: 50 },
    contact: antcrm.world.pointContact(an),
  });

  const answer = await lan.types("quà đã đổi 0900000001");
  expect(answer).toContain("Tàu hoả đồ chơi (DAUMAY01)");
  expect(answer).toMatch(/VOUCHER50.*không thành công/);
  expect(answer.split("\n").filter((line) => line.startsWith("• +"))).toHaveLength(0);
});

it("says that a customer has no gifts, no points history and no deals", async () => {
  const { lan, antcrm } = await testApp({ language: "en" });
  antcrm.world.addCustomer({ name: "Mai Mới", customerId: 810, phones: ["0911222333"] });

  expect(await lan.types("redeemed gifts 0911222333")).toContain("No gift was redeemed yet.");
  expect(await lan.types("points 0911222333")).toContain("No point movements yet.");
  expect(await lan.types("deals of 0911222333")).toContain("No deals yet.");
});

it("says why there is no points history without phone and e-mail", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Mai Ẩn Danh", customerId: 811 });

  expect(await lan.types("điểm khách 811")).toContain(
    "số điện thoại hoặc e-mail hợp lệ, mà khách này chưa có",
  );
  expect(await lan.types("quà đã đổi khách 811")).toContain("Mai Ẩn Danh");
});

it("lists the deals of a customer, the newest first", async () => {
  const { lan } = await testApp();

  const answer = await lan.types("giao dịch 0867123456");
  expect(answer).toContain("2 đơn");
  expect(answer.indexOf("#3502")).toBeLessThan(answer.indexOf("#3503"));
  expect(answer).toContain("4.520.000 ₫");
});

it("tells how many deals are left out of a long list", async () => {
  const { lan, antcrm } = await testApp();
  const [an] = antcrm.world.customersByPhone("0900000001");
  if (!an) throw new Error("the cast has changed");
  for (let number = 0; number < 12; number += 1)
    antcrm.world.addDeal({ name: `Đơn ${number}`, customer: an._id, number: 3700 + number });

  const answer = await lan.types("đơn hàng 0900000001");
  expect(answer).toContain("13 đơn");
  expect(answer).toContain("1–10 trong 13");
});

it.each(["điểm", "quà đã đổi", "giao dịch"])("says that nobody carries the number: %s", async (command) => {
  const { lan } = await testApp();

  expect(await lan.types(`${command} 0911111111`)).toContain("Chưa có khách nào dùng số 0911 111 111");
});

it("sums up the ratings of the last seven days, and lists them", async () => {
  const { lan, antcrm } = await testApp();
  const at = (days: number) => antcrm.world.now() - days * 86_400_000;
  antcrm.world.addRating({ rating_score: 3, comment: "Tạm được", createdAt: at(2) });
  antcrm.world.addRating({ rating_score: 1, createdAt: at(8) });

  expect(await lan.types("đánh giá")).toMatchInlineSnapshot(`
    "Đánh giá · 19/11/2026 – 25/11/2026
    Trung bình: 4,00/5
    Số đánh giá: 2
    Theo số sao: 5★ 1  4★ 0  3★ 1  2★ 0  1★ 0
    Mới nhất
    • ★★★★★ Trần Thị Bình  Nhân viên nhiệt tình · CALL · 24/11/2026 08:00  [1] Khách hàng
    • ★★★ (chưa rõ)  Tạm được · ZALO · 23/11/2026 08:00"
  `);
});

it("sums up a range that was named, both days included, in the team's zone", async () => {
  const { lan, antcrm } = await testApp({ language: "en" });
  antcrm.world.addRating({ rating_score: 1, createdAt: Date.parse("2026-11-01T00:00:00+07:00") });
  antcrm.world.addRating({ rating_score: 2, createdAt: Date.parse("2026-11-02T23:59:59+07:00") });
  antcrm.world.addRating({ rating_score: 5, createdAt: Date.parse("2026-10-31T23:59:59+07:00") });
  antcrm.world.addRating({ rating_score: 5, createdAt: Date.parse("2026-11-03T00:00:00+07:00") });

  const answer = await lan.types("ratings 01/11 - 02/11");
  expect(answer).toContain("Ratings · 01/11/2026 – 02/11/2026");
  expect(answer).toContain("Average: 1.50 of 5");
  expect(answer).toContain("Ratings: 2");
});

it("says that nobody rated, and asks again for days it cannot read", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đánh giá 01/01/2025")).toContain("Không có đánh giá trong khoảng này.");
  await lan.commands("ratings", "range: hôm nảo");
  expect(lan.sees().tone).not.toBe("waiting");
});

it("bears a score that no scale knows and one that is missing", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addRating({ rating_score: 1_000_000, comment: "?" });
  antcrm.world.addRating({ rating_score: Number.NaN, comment: "không điểm" });

  const answer = await lan.types("đánh giá hôm nay");
  expect(answer).not.toMatch(/★{6}/);
  expect(answer).toContain("không điểm");
});
