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

  it("asks another question if it means another customer by now", async () => {
    const { lan } = await testApp();
    await lan.types("0867 123 456");
    const other = lan.sees();
    await lan.types("0900 000 001");
    expect(await lan.types("đổi quà daumay01 cho khách này")).toContain("Nguyễn Văn An");
    const first = lan.sees();
    await lan.clicks("Điểm", other);
    const [again] = await lan.answersOnReplay("text");
    expect(again).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình/);
    expect(await lan.clicks("Đổi quà", first)).toContain("Nguyễn Văn An");
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
