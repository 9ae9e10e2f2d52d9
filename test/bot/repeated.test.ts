import { describe, expect, it, vi } from "vitest";
import { testApp } from "../support/test-app.ts";

const REDEEM = "đổi quà daumay01 cho 0900 000 001";

describe("a message that is handled again after a crash", () => {
  it("is not answered again once its question is answered, even if AntCRM is down now", async () => {
    const { lan, antcrm } = await testApp();
    expect(await lan.confirms(REDEEM)).toMatch(/^Đã đổi quà/);
    antcrm.fault({ kind: "503", times: 99 });
    const before = antcrm.requests.length;
    expect(await lan.answersOnReplay("text")).toEqual([]);
    expect(antcrm.requests).toHaveLength(before);
  });

  it("is not answered again once its question is declined", async () => {
    const { lan } = await testApp();
    await lan.types(REDEEM);
    await lan.clicks("Huỷ");
    expect(await lan.answersOnReplay("text")).toEqual([]);
  });

  it("asks the same question, which redeems once however often it is confirmed", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    const first = lan.sees();
    const [again] = await lan.answersOnReplay("text");
    expect(again).toMatch(/^Đổi quà/);
    const second = lan.sees();
    await lan.clicks("Đổi quà", second);
    await lan.clicks("Đổi quà", first);
    expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  });

  it("means the customer that it meant at first, whoever was shown since", async () => {
    const { lan } = await testApp();
    await lan.types("0867 123 456");
    const other = lan.sees();
    await lan.types("0900 000 001");
    expect(await lan.types("đổi quà daumay01 cho khách này")).toContain("Nguyễn Văn An");
    await lan.clicks("Điểm", other);
    expect(await lan.answersOnReplay("text")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho Nguyễn Văn An/),
    ]);
  });

  it("asks nothing if the first card is pressed while AntCRM is read again", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    const first = lan.sees();
    const read = antcrm.requests.length;
    antcrm.fault({ kind: "delay", ms: 400, method: "GET", path: "/contacts", times: 1 });
    const again = lan.answersOnReplay("text");
    await vi.waitFor(() => expect(antcrm.requests.length).toBeGreaterThan(read));
    expect(await lan.clicks("Đổi quà", first)).toMatch(/^Đã đổi quà/);
    expect(await again).toEqual([]);
  });

  it("reports no failure if the first card is declined while AntCRM is read again, and cannot be read", async () => {
    const { lan, antcrm } = await testApp({ crm: { timeoutMs: 800 } });
    await lan.types(REDEEM);
    const first = lan.sees();
    const read = antcrm.requests.length;
    antcrm.fault({ kind: "hang", method: "GET", path: "/contacts", times: 1 });
    const again = lan.answersOnReplay("text");
    await vi.waitFor(() => expect(antcrm.requests.length).toBeGreaterThan(read));
    await lan.clicks("Huỷ", first);
    antcrm.fault({ kind: "503", method: "GET", times: 99 });
    expect(await again).toEqual([]);
  });

  it("changes its question only once, however often it is handled", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng");
    expect(await lan.types("sửa thành gấp")).toMatch(/^Tạo phiếu này\?/);
    for (let crash = 0; crash < 3; crash += 1) {
      expect(await lan.answersOnReplay("text")).toEqual([
        expect.stringMatching(/^Tạo phiếu này\?[\s\S]*Khẩn cấp/),
      ]);
    }
    expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu/);
  });

  it("keeps the buttons of the question that it asks again", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng");
    const before = lan.sees().asks;
    await lan.types("sửa thành gấp");
    await lan.answersOnReplay("text");
    const { asks, closes } = lan.sees();
    expect(asks).toBeDefined();
    expect(closes?.question).toBe(before);
    expect(closes?.question).not.toBe(asks);
  });

  it("adds a product to an order once, however often it is handled", async () => {
    const { quan, antcrm } = await testApp({ antcrm: { size: "full" } });
    await quan.types("lên đơn cho 0867 123 456: 1 x TIVI01");
    const asked = await quan.types("thêm 1 TIVI01 nữa");
    expect(asked).toContain("2 × ");
    const first = quan.sees();
    expect(await quan.answersOnReplay("text")).toEqual([asked]);
    const second = quan.sees();
    await quan.clicks("Tạo đơn", first);
    await quan.clicks("Tạo đơn", second);
    const sent = antcrm.requests.filter(({ method, path }) => method === "POST" && path === "/opportunities");
    expect(sent).toHaveLength(1);
  });

  it("changes the question for another customer, even if AntCRM could not be read at first", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    antcrm.fault({ kind: "503", method: "GET", times: 3 });
    expect(await lan.types("à nhầm, 0867 123 456")).toContain("AntCRM");
    antcrm.clearFaults();
    expect(await lan.answersOnReplay("text")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho Trần Thị Bình/),
    ]);
  });

  it("cancels no other question, and says again what it has cancelled", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01 cho 0867 123 456");
    const other = lan.sees();
    await lan.types(REDEEM);
    const cancelled = await lan.types("huỷ");
    expect(cancelled).toMatch(/^Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An/);
    expect(await lan.answersOnReplay("text")).toEqual([cancelled]);
    expect(await lan.clicks("Đổi quà", other)).toMatch(/^Đã đổi quà/);
  });

  it("answers the field of a form that it answered at first", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");
    const asked = await lan.types("máy in hỏng");
    expect(await lan.answersOnReplay("text")).toEqual([asked]);
  });

  it("chooses what it chose at first from a list", async () => {
    const { lan } = await testApp({ antcrm: { size: "full" } });
    await lan.types("khách Bình");
    const chosen = await lan.types("2");
    expect(await lan.answersOnReplay("text")).toEqual([chosen]);
  });

  it("is answered again if its question has expired", async () => {
    const { lan, clock } = await testApp();
    await lan.types(REDEEM);
    clock.passes(31 * 60_000);
    await lan.clicks("Đổi quà");
    expect(await lan.answersOnReplay("text")).toEqual([expect.stringMatching(/^Đổi quà DAUMAY01/)]);
  });
});

it("marks the outcome of a press that is handled again after a notice has said that no trace was found", async () => {
  const { lan, antcrm, clock, checksUnclearWrites } = await testApp();
  await lan.types(REDEEM);
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  await lan.clicks("Đổi quà");
  clock.passes(60_000);
  expect(await checksUnclearWrites()).toHaveLength(1);
  const [again] = await lan.answersOnReplay("action");
  expect(again).toContain("Sau một phút vẫn chưa thấy trong AntCRM.");
  expect(again).toContain("Tin này có thể đã gửi trước đó.");
});
