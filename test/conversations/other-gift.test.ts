import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const asksFor = (code: string) => `Đổi quà ${code} cho Trần Thị Bình?`;

describe("a gift that is called by its name", () => {
  it.each([
    ["đổi cho 0867123456 cái tàu hoả", "DAUMAY01"],
    ["doi cho 0867123456 cai tau hoa", "DAUMAY01"],
    ["đổi cho khách 0867123456 cái bình nước giữ nhiệt", "BINHNUOC01"],
    ["redeem for 0867123456 the bình nước", "BINHNUOC01"],
    ["đổi cho chị Bình cái nồi cơm điện", "NOICOM01"],
  ])("is found behind the customer: %s", async (typed, code) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(asksFor(code));
  });

  it.each(["đổi cho chị ấy bình nước", "đổi cho khách này bình nước"])(
    "is found behind words for the customer shown before: %s",
    async (typed) => {
      const { quan } = await testApp();
      await quan.types("0867123456");
      expect(await quan.types(typed)).toContain(asksFor("BINHNUOC01"));
    },
  );

  it.each([
    ["đổi sang bình nước", "BINHNUOC01"],
    ["lấy cái bình nước đi", "BINHNUOC01"],
    ["cho chị lấy bình nước", "BINHNUOC01"],
    ["chị ấy muốn nồi cơm điện", "NOICOM01"],
  ])("is taken out of an answer: %s", async (typed, code) => {
    const { quan } = await testApp();
    await quan.types("đổi quà cho 0867123456");
    expect(await quan.types(typed)).toContain(asksFor(code));
  });

  it.each([
    ["a nhầm, nồi cơm điện mini mới đúng", "NOICOM01"],
    ["nham, noi com dien mini moi dung", "NOICOM01"],
    ["chị ấy muốn cái nồi cơm cơ", "NOICOM01"],
    ["đổi sang bình nước nha", "BINHNUOC01"],
    ["thôi lấy bình nước đi", "BINHNUOC01"],
    ["không phải voucher, tàu hoả nha", "DAUMAY01"],
    ["khách đổi ý muốn lấy tàu hoả", "DAUMAY01"],
  ])("replaces the one that is to be confirmed: %s", async (typed, code) => {
    const { quan } = await testApp();
    await quan.types("đổi voucher50 cho 0867123456");
    expect(await quan.types(typed)).toContain(asksFor(code));
  });

  it.each([
    ["bình nước", "không phải bình nước, tàu hoả nha", "DAUMAY01"],
    ["bình nước", "khong phai binh nuoc, tau hoa nha", "DAUMAY01"],
    ["BINHNUOC01", "không phải cái bình nước giữ nhiệt, tàu hoả nha", "DAUMAY01"],
    ["tàu hoả", "không phải tàu hoả, bình nước nha", "BINHNUOC01"],
    ["DAUMAY01", "khong phai tau hoa do choi, voucher50 nha", "VOUCHER50"],
    ["DAUMAY01", "không phải tàu hoả mà là bình nước", "BINHNUOC01"],
    ["bình nước", "nhầm, không phải bình nước, tàu hoả nha", "DAUMAY01"],
    ["bình nước", "không phải bình nước. Tàu hoả nha", "DAUMAY01"],
    ["bình nước", "tàu hoả, không phải bình nước", "DAUMAY01"],
    ["bình nước", "not the bình nước, tàu hoả instead", "DAUMAY01"],
  ])("replaces %s that is denied by its name: %s", async (first, typed, code) => {
    const { quan, antcrm } = await testApp();
    await quan.types(`đổi ${first} cho 0867123456`);
    expect(await quan.types(typed)).toContain(asksFor(code));
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

it.each(["không phải Bình, An nha", "không phải bình nước", "không phải bình nước, để chị coi lại"])(
  "drops a redemption without a gift in its place: %s",
  async (typed) => {
    const { quan } = await testApp();
    await quan.types("đổi bình nước cho 0867123456");
    expect(await quan.types(typed)).toContain("Đã huỷ: đổi quà BINHNUOC01 cho Trần Thị Bình");
  },
);

it("makes no code out of another one and a word", async () => {
  const { quan } = await testApp();
  await quan.types("đổi voucher50 cho 0867123456");
  expect(await quan.types("không phải voucher, bình nha")).not.toMatch(/b[iì]nh50/iu);
});

it.each([
  "không phải voucher, thôi khỏi",
  "thôi khỏi, chị ấy đổi ý rồi",
  "thoi khoi, chi ay doi y roi",
  "thôi lấy lại điểm cho chị",
])("drops a redemption whose customer wants none: %s", async (typed) => {
  const { quan } = await testApp();
  await quan.types("đổi voucher50 cho 0867123456");
  expect(await quan.types(typed)).toContain("Đã huỷ: đổi quà VOUCHER50 cho Trần Thị Bình");
});

it.each(["cho chị Bình ở Cộng Hòa á", "của khách Bình ở Cộng Hoà nha"])(
  "takes whom the gift is for as no gift: %s",
  async (typed) => {
    const { quan } = await testApp();
    await quan.types("đổi quà");
    expect(await quan.types(typed)).toMatch(/Khách hàng: Bình ở Cộng (?:Hoà|Hòa)\nMã quà\?/u);
  },
);

it.each(["đổi quà cho nguyễn văn an", "doi qua cho nguyen van an"])(
  "takes a name in small letters as no gift: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/Khách hàng: nguy[eễ]n v[aă]n an\nMã quà\?/);
  },
);

it.each(["muon doi qua", "mún đổi quà", "em muốn đổi quà"])(
  "takes the wish for no gift: %s",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Đổi quà\nMã quà\?/);
  },
);
