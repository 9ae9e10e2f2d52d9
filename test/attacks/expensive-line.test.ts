import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

const ASKS = "Yêu cầu này cần đọc nhiều dữ liệu";
const UNASKED = 20;

/** Returns the number of reads of AntCRM since `before`. */
const readsOf = ({ antcrm }: TestApp, before = 0) =>
  antcrm.requests.slice(before).filter(({ method }) => method === "GET").length;

describe("one request that would read many pages of AntCRM", () => {
  it("is confirmed before it reads a week of 10,000 ratings, and then reads them", async () => {
    const app = await testApp();
    const { minh, antcrm } = app;
    for (let at = 0; at < 5_000; at += 1) antcrm.world.addRating({ rating_score: 5 });

    const asked = await minh.types("đánh giá tuần này");
    expect(asked).toContain(ASKS);
    expect(asked).toContain("Tiếp tục?");
    expect(readsOf(app)).toBeLessThanOrEqual(UNASKED);

    const before = antcrm.requests.length;
    expect(await minh.clicks("Tiếp tục")).toContain("Số đánh giá: 5.001");
    expect(readsOf(app, before)).toBeGreaterThanOrEqual(50);
  });

  it("says in the question itself which part of the text was left out", async () => {
    const { minh, antcrm } = await testApp();
    for (let at = 0; at < 5_000; at += 1) antcrm.world.addRating({ rating_score: 5 });

    const asked = await minh.types("đánh giá tuần này trong vòng bán kết");
    expect(asked).toContain(ASKS);
    expect(asked).toContain("Bot chưa dùng tới phần: “vòng bán kết”");
  });

  const LINES = [
    "đánh giá năm nay",
    "tìm Nguyễn",
    "khách mới",
    "giao dịch gần đây",
    "giao dịch trên 1 triệu",
    "danh sách phiếu",
    "phiếu tháng này",
    "sản phẩm",
    "quà",
    "việc cả nhóm",
    "chiến dịch",
    "xem báo cáo đánh giá ngay",
    "xem báo cáo tích điểm ngay",
    "xem báo cáo chiến dịch ngay",
    "đổi quà daumay01 cho Nguyễn",
    "đơn hàng của 0911 222 333",
    "0911 222 333",
  ];

  it.each(LINES)("costs at most 20 reads without confirmation: %s", async (line) => {
    const app = await testApp({ antcrm: { size: "full" } });
    const { antcrm } = app;
    for (let at = 0; at < 2_500; at += 1) {
      antcrm.world.addRating({ rating_score: 5 });
      if (at < 600) antcrm.world.addDeal({ name: `Đơn ${at}` });
    }
    const answer = await app.quan.types(line);
    expect(answer).not.toContain("Bot gặp lỗi");
    expect(answer).not.toContain("Không kết nối được AntCRM");
    expect(readsOf(app)).toBeLessThanOrEqual(UNASKED);
  });

  it("by name is answered from 20 reads, and shows how much was searched", async () => {
    const app = await testApp();
    for (let at = 0; at < 500; at += 1) app.antcrm.world.addCustomer({ name: `Khách ${at}` });
    const answer = await app.lan.types("tìm Nguyễn Văn An");
    expect(answer).toContain("khách mới nhất");
    expect(answer).not.toContain(ASKS);
    expect(readsOf(app)).toBeLessThanOrEqual(UNASKED);
  });

  it("counts its retries", async () => {
    const app = await testApp();
    const { quan, antcrm } = app;
    for (let at = 0; at < 600; at += 1) antcrm.world.addTicket({ TicketId: 30_000 + at, title: "Máy in" });
    for (let page = 1; page <= 25; page += 1) {
      antcrm.fault({ kind: "503", method: "GET", mentions: String(page), times: 1 });
    }
    await quan.types("danh sách phiếu");
    expect(readsOf(app)).toBeLessThanOrEqual(UNASKED);
  });

  it("does not limit a confirmed write", async () => {
    const app = await testApp({ antcrm: { size: "full" } });
    await app.lan.types("đổi quà daumay01 cho 0900000001");
    expect(await app.lan.clicks("Đổi quà")).toContain("Đã đổi quà");
  });
});
