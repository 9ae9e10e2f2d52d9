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

describe("a tag that begins with the word for a customer", () => {
  it.each([
    ["gắn thẻ khách quen cho chị Bình 0867123456", "→ VIP, Đã liên hệ, khách quen\n"],
    ["gan the khach quen cho 0867123456", "→ VIP, Đã liên hệ, khach quen\n"],
    ["gắn nhãn khách sỉ, khách quen cho 0867123456", "→ VIP, Đã liên hệ, khách sỉ, khách quen\n"],
    ["gắn tag khách khó tính cho khách 476", "→ VIP, Đã liên hệ, khách khó tính\n"],
  ])("is kept whole: %s", async (typed, change) => {
    const { lan } = await testApp();
    expect(await lan.types(typed)).toContain(change);
  });

  it.each(["gắn nhãn khách 476: Nợ", "gắn thẻ khách 476 Nợ"])(
    "and names the customer here: %s",
    async (typed) => {
      const { lan } = await testApp();
      expect(await lan.types(typed)).toContain("→ VIP, Đã liên hệ, Nợ\n");
    },
  );

  it.each(["gỡ thẻ khách quen của chị Bình", "gỡ tag khách quen khỏi chị Bình"])(
    "is removed by its name: %s",
    async (typed) => {
      const { lan } = await testApp();
      await lan.confirms("gắn thẻ khách quen cho 0867123456");
      expect(await lan.types(typed)).toContain("Nhãn: VIP, Đã liên hệ, khách quen → VIP, Đã liên hệ\n");
    },
  );
});
