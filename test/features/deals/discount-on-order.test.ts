import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const titleOf = (answer: string) => answer.split("\n")[0];

it("takes a percentage off each product of an order that exists", async () => {
  const { lan } = await testApp();
  expect(await lan.types("giảm 5% cho đơn 3503")).toMatch(/^Sửa đơn #3503\?[\s\S]*giảm 5%/);
  expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3503[\s\S]*giảm 5%/);
});

it.each(["sửa thành 10%", "10% thôi", "à giảm 10% nhé"])(
  "asks anew with another percentage: %s",
  async (text) => {
    const { lan } = await testApp();
    await lan.types("giảm 5% cho đơn 3503");
    expect(await lan.types(text)).toMatch(/^Sửa đơn #3503\?[\s\S]*giảm 10%/);
    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3503[\s\S]*giảm 10%/);
  },
);

it("asks anew with another percentage for an order that is new", async () => {
  const { lan } = await testApp();
  await lan.types("lên đơn cho 0867123456: 1 TIVI01 giảm 5%");
  expect(await lan.types("sửa thành 10%")).toMatch(/^Tạo đơn này\?[\s\S]*6\.291\.000/);
});

it("takes a sum off the only product, and asks for the products where there are several", async () => {
  const { lan, antcrm } = await testApp();
  const priced = {
    quantity: 1,
    value: 500_000,
    typeDiscount: 0 as const,
    discount: 0,
    productIdApiRing: "",
    code: "",
    note: "",
  };
  const [fan, pot] = ["Quạt đứng", "Nồi cơm"].map((name) => ({ ...priced, name }));
  antcrm.world.addDeal({ number: 3701, name: "Quạt", products: fan ? [fan] : [] });
  antcrm.world.addDeal({ number: 3702, name: "Quạt và nồi", products: fan && pot ? [fan, pot] : [] });
  expect(await lan.types("bớt 50k cho đơn 3701")).toMatch(/^Sửa đơn #3701\?[\s\S]*giảm 50\.000/);
  await lan.types("thôi");
  expect(titleOf(await lan.types("bớt 50k cho đơn 3702"))).toBe("Sửa đơn");
});

it("means the order that was shown", async () => {
  const { lan } = await testApp();
  await lan.types("đơn 3503");
  expect(await lan.types("giam 5%")).toMatch(/^Sửa đơn #3503\?[\s\S]*giảm 5%/);
});
