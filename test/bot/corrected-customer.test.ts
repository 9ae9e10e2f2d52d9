import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const GO_VAP = {
  street: "12 Lê Đức Thọ",
  streetName: "Lê Đức Thọ",
  wards: "",
  state: "Quận Gò Vấp",
  city: "Hồ Chí Minh",
  country: { code: "VN", name: "Vietnam" },
};

/** Two customers called Bình, and the question whether the first of them gets a gift. */
async function asked() {
  const app = await testApp();
  const { world } = app.antcrm;
  world.addCustomer({
    name: "Bùi Thị Bình",
    phones: ["0833242608"],
    emails: ["binh.bui25@example.com"],
    addresses: [GO_VAP],
  });
  await app.fillsIndex();
  expect(await app.lan.types("đổi quà DAUMAY01 cho 0867 123 456")).toMatch(
    /^Đổi quà DAUMAY01 cho Trần Thị Bình\?/,
  );
  const redeemed = () => app.antcrm.requests.filter(({ path }) => path === "/redeem").length;
  return { ...app, redeemed, question: app.lan.sees() };
}

describe("an open question about a gift", () => {
  it.each([
    "không phải, đuôi 608",
    "khong phai, duoi 608",
    "à không phải, khách đuôi 608",
    "không phải, 3 số cuối 608 cơ",
    "nhầm, số 0833 242",
    "nhầm số 0833 242 608",
    "không phải chị đó, chị Bình ở Gò Vấp",
    "ko phải chị Bình này, chị Bình ở Lê Đức Thọ",
    "nhầm, binh.bui25@",
  ])("is asked anew for the customer who is meant instead: %s", async (text) => {
    const { lan, question, redeemed } = await asked();

    expect(await lan.types(text)).toMatch(/^Đổi quà DAUMAY01 cho Bùi Thị Bình\?/);
    expect(redeemed()).toBe(0);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã huỷ/);
    expect(redeemed()).toBe(0);
  });

  it.each(["không phải chị này, chị ở Gò Vấp", "không phải, đuôi 999"])(
    "asks who is meant, and redeems nothing, after “%s”",
    async (text) => {
      const { lan, question, redeemed } = await asked();

      expect(await lan.types(text)).toMatch(/^(?:Bạn muốn chọn khách nào\?|Không tìm thấy khách)/);
      expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã huỷ/);
      expect(redeemed()).toBe(0);
    },
  );

  it.each(["không phải đuôi 608", "không phải chị đó", "nhầm, chị Bình ở Gò Vấp không đổi nữa"])(
    "is dropped by “%s”, which names nobody instead",
    async (text) => {
      const { lan, redeemed } = await asked();

      expect(await lan.types(text)).toMatch(/^Đã huỷ: /);
      expect(redeemed()).toBe(0);
    },
  );

  it("takes a number for no gift's code", async () => {
    const { lan } = await asked();

    expect(await lan.types("không phải, 608")).not.toContain("Đổi quà 608");
  });

  it("still takes another code", async () => {
    const { lan } = await asked();

    expect(await lan.types("nhầm, VOUCHER50")).toMatch(/^Đổi quà VOUCHER50 cho Trần Thị Bình\?/);
  });

  it.each([
    "nhầm khách",
    "sai người",
    "à nhầm người rồi em",
    "nham khach roi",
    "lộn khách rồi, sorry",
    "khách này sai rồi",
    "wrong customer",
  ])("is withdrawn by “%s”, and asks for whom instead", async (text) => {
    const { lan, question, redeemed } = await asked();

    expect(await lan.types(text)).toMatch(/^Đổi quà\n[^•]*Khách hàng\?/);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã huỷ/);
    expect(redeemed()).toBe(0);
    expect(await lan.types("chị Bình ở Gò Vấp")).toMatch(/^Đổi quà DAUMAY01 cho Bùi Thị Bình\?/);
    await lan.clicks("Đổi quà");
    expect(redeemed()).toBe(1);
  });

  it.each(["nhầm khách à", "không nhầm khách", "nhầm khách không?", "đâu có sai người"])(
    "is not asked anew by “%s”",
    async (text) => {
      const { lan, redeemed } = await asked();

      expect(await lan.types(text)).not.toMatch(/^Đổi quà\n/);
      expect(redeemed()).toBe(0);
    },
  );

  it("is named, where other cards stand below it", async () => {
    const { lan, clock, redeemed } = await asked();

    await clock.passes(60_000);
    await lan.types("khách 0833 242 608");
    expect(await lan.types("nhầm khách")).toMatch(/^Bạn muốn huỷ việc này\?/);
    expect(redeemed()).toBe(0);
  });
});

it("asks for another customer of any write", async () => {
  const app = await testApp();
  const { quan } = app;

  await quan.types("xoá khách 0867 123 456");
  const question = quan.sees();
  expect(await quan.types("sai khách rồi")).toMatch(/^Xoá khách\n[^•]*Khách hàng\?/);
  expect(await quan.clicks("Xoá khách", question)).toMatch(/^Đã huỷ/);
});
