import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const REDEEM = "đổi quà daumay01 cho 0900 000 001";

describe("a message that is handled again after a crash", () => {
  it("is not answered again once its question is answered, even if AntCRM is down now", async () => {
    const { lan, antcrm } = await testApp();
    expect(await lan.confirms(REDEEM)).toMatch(/^Đã đổi quà/);
    antcrm.fault({ kind: "503", times: 99 });
    const before = antcrm.requests.length;
    expect(await lan.isAnsweredAgain()).toEqual([]);
    expect(antcrm.requests).toHaveLength(before);
  });

  it("is not answered again once its question is declined", async () => {
    const { lan } = await testApp();
    await lan.types(REDEEM);
    await lan.clicks("Huỷ");
    expect(await lan.isAnsweredAgain()).toEqual([]);
  });

  it("asks the same question, which redeems once however often it is confirmed", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    const first = lan.sees();
    const [again] = await lan.isAnsweredAgain();
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
    const [again] = await lan.isAnsweredAgain();
    expect(again).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình/);
    expect(await lan.clicks("Đổi quà", first)).toContain("Nguyễn Văn An");
  });
});
