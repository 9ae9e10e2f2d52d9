import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("adds each of several tags", () => {
  it.each([
    ["gắn tag nợ, hay mua cho chị Bình", "VIP, Đã liên hệ, nợ, hay mua"],
    ["gan tag no, si cho 0867123456", "VIP, Đã liên hệ, no, si"],
    ["gắn tag vip và tag nợ cho 0900000001", "Đã liên hệ, Thân thiết, vip, nợ"],
    ["gắn tag vip và nợ cho 0900000001", "Đã liên hệ, Thân thiết, vip, nợ"],
    ["gắn nhãn Mẹ và bé cho 0867123456", "VIP, Đã liên hệ, Mẹ và bé"],
    ["add tags wholesale, debt for 0867123456", "VIP, Đã liên hệ, wholesale, debt"],
  ])("%s", async (typed, tags) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(`→ ${tags}\n`);
  });
});
