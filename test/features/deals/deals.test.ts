import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

describe("a deal by its number", () => {
  it("is a card with its products, its total, its receiver and no ObjectId", async () => {
    const { minh } = await testApp();

    expect(await minh.types("giao dịch 3503")).toMatchInlineSnapshot(`
      "Đơn #3503 · Mực in chính hãng
      Tổng tiền: 780.000 ₫
      Người nhận: Trần Thị Bình · 0867 123 456
      Tạo lúc: 31/10/2026 08:00
      Cập nhật: 31/10/2026 08:00
      1 sản phẩm
      • 2 × Hộp mực 12A (MUC12A)  390.000 ₫ mỗi cái = 780.000 ₫
      [1] Khách hàng"
    `);
    const full = await minh.types("đơn #3502");
    expect(full).toContain("Trạng thái: Đang mở");
    expect(full).toContain("Phụ trách: minh.cskh@example.com");
    expect(full).not.toMatch(/[0-9a-f]{24}/);
  });

  it.each(["giao dich 3503", "đơn hàng số 3503", "xem đơn 3503", "deal 3503", "show order #3503"])(
    "is found in any phrasing: %s",
    async (text) => {
      const { lan } = await testApp();
      expect(await lan.types(text)).toMatch(/#3503 · Mực in chính hãng\n/);
    },
  );

  it("can be edited by agents and deleted by managers", async () => {
    const { minh, lan, quan } = await testApp();

    expect(await minh.types("giao dịch 3503")).not.toMatch(/Sửa|Xoá/);
    expect(await lan.types("giao dịch 3503")).toMatch(/Sửa {2}\[2\] Khách hàng$/);
    expect(await quan.types("giao dịch 3503")).toMatch(/Sửa .*Khách hàng .*Xoá$/);
    expect(await quan.clicks("Khách hàng")).toMatch(/^Trần Thị Bình\n/);
  });

  it("is reported missing, with an offer of the deals of the customer with that number", async () => {
    const { lan } = await testApp();

    expect(await lan.types("giao dịch 476")).toMatch(/^Không tìm thấy đơn\nKhông có đơn #476/);
    expect(await lan.clicks("Đơn của khách 476")).toMatch(/^Đơn hàng · Trần Thị Bình\n/);
  });

  it("is opened from the rows of a customer's deals", async () => {
    const { lan } = await testApp();

    expect(await lan.types("giao dịch của khách 476")).toContain("#3502 Máy in HP LaserJet");
    expect(await lan.clicks("Xem")).toMatch(/^Đơn #3502 · Máy in HP LaserJet\n/);
  });
});

describe("lists of deals", () => {
  it("names the days that it counts, also beside the customer", async () => {
    const { lan } = await testApp();
    expect(await lan.types("chị Bình mua gì gần đây")).toMatch(
      /^Đơn hàng · Trần Thị Bình · 19\/11\/2026 – 25\/11\/2026\n/,
    );
  });

  it("show the newest of all without a customer, and those of some days", async () => {
    const app = await testApp();
    const { lan, clock } = app;
    app.antcrm.world.addDeal({ name: "Đơn hôm nay", createdAt: clock.now().getTime() });

    expect(await lan.types("giao dịch mới nhất")).toMatch(/^Đơn hàng · mới nhất\n4 đơn\n• #\d+ Đơn hôm nay/);
    const today = await lan.types("đơn hôm nay");
    expect(today).toMatch(/^Đơn hàng · 25\/11\/2026\nTổng giá trị: .*\n.*\n1 đơn\n/);
    expect(await lan.types("giao dịch hôm qua")).toContain("Chưa có đơn nào trong những ngày này.");
  });

  it("have pages without the query being typed again", async () => {
    const app = await testApp();
    const an = app.antcrm.world.customersById("customerId", "475")[0];
    for (let made = 0; made < 12; made += 1)
      app.antcrm.world.addDeal({ name: `Đơn ${made}`, customer: an?._id ?? null });

    expect(await app.lan.types("đơn hàng của 0900000001")).toContain("1–10 trong 13");
    const second = await app.lan.clicks("Sau ▶");
    expect(second).toContain("11–13 trong 13");
    expect(second).toContain("Đơn hàng nồi chiên");
  });

  it("show how far they searched when AntCRM has more", async () => {
    const app = await testApp();
    for (let made = 0; made < 1_000; made += 1) app.antcrm.world.addDeal({ name: `Đơn ${made}` });

    expect(await app.lan.types("giao dịch gần đây")).toContain("Bot đã xem 320 đơn là mức tối đa");
  });

  it("contain the deals for a number that no customer has", async () => {
    const app = await testApp();
    app.antcrm.world.addDeal({ name: "Đơn vãng lai", receiverName: "Hà", receiverPhone: "0911222333" });

    const answer = await app.lan.types("đơn hàng 0911 222 333");
    expect(answer).toContain("Đơn vãng lai");
    expect(answer).toContain("Không khách nào trong AntCRM dùng số này");
  });
});
