import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const REDEEM = (name: string) => `đổi quà DAUMAY01 cho ${name}`;

/** An app whose index knows Lê Văn Tám, and thirty people called Giàng. */
async function indexedApp() {
  const app = await testApp();
  const { world } = app.antcrm;
  const tam = world.addCustomer({ name: "Lê Văn Tám", phones: ["0399111222"], scoreAvailable: 100 });
  for (let number = 0; number < 30; number += 1)
    world.addCustomer({
      name: number % 2 ? "Giàng A Hải" : "Giàng A Bình",
      phones: [`03880${String(1210 + number).padStart(5, "0")}`],
    });
  await app.fillsIndex();
  return { ...app, world, tam };
}

describe("a gift is not asked for a customer who is called nearly so", () => {
  it.each([
    "Lê Văn Bé",
    "Lê Văn A",
    "Lê Văn B",
    "Nguyễn Văn Em",
    "Trần Thị Có",
    "le van hoa",
    "tran thi hoa",
  ])("%s", async (name) => {
    const { lan } = await indexedApp();
    expect(await lan.types(REDEEM(name))).not.toContain("Đổi quà DAUMAY01 cho");
  });

  it("but for a customer who is called so", async () => {
    const { lan } = await indexedApp();
    expect(await lan.types(REDEEM("Lê Văn Tám"))).toContain("Đổi quà DAUMAY01 cho Lê Văn Tám?");
  });

  it("nor for a customer who was renamed since the index has read them", async () => {
    const { lan, world, tam } = await indexedApp();
    world.editCustomer(tam, { name: "Phạm Hoàng Yến" });
    expect(await lan.types(REDEEM("Lê Văn Tám"))).not.toContain("Đổi quà DAUMAY01 cho");
  });
});

describe("the digits behind a name are no customer's number", () => {
  it.each(["Giàng A Hải 476", "giàng a hải 476", "anh hải 476", "giàng 476"])("%s", async (name) => {
    const { lan } = await indexedApp();
    expect(await lan.types(REDEEM(name))).not.toContain("Đổi quà DAUMAY01 cho");
    expect(await lan.types(`tìm ${name}`)).not.toContain("Điểm hiện có: 340");
  });

  it.each(["tìm Giàng 1221", "Giàng A Hải 1221", "giàng 1221"])("%s is found by them", async (text) => {
    const { lan } = await indexedApp();
    expect(await lan.types(text)).toContain("0388 001 221");
  });
});

it("a number that a newer customer has too is asked about before a ticket is made", async () => {
  const { lan, world } = await indexedApp();
  world.addCustomer({ name: "Lê Văn Chín", phones: ["0399111222"] });
  const asked = await lan.types("tạo phiếu cho 0399111222: máy hỏng");
  expect(asked).toContain("Lê Văn Tám");
  expect(asked).toContain("Lê Văn Chín");
});

it("a number of both kinds is asked about before a gift is redeemed, also if the lead is new", async () => {
  const { lan, world, tam } = await indexedApp();
  world.addCustomer({ name: "Lead Mới", contactType: "lead", leadId: Number(tam.customerId) });
  expect(await lan.types(REDEEM(String(tam.customerId)))).toContain("Lead Mới");
});

it("a name in small letters is not the customer shown before", async () => {
  const { lan } = await indexedApp();
  await lan.types("khách 0900000001");
  expect(await lan.types("lê văn tám")).toContain("0399 111 222");
  await lan.types("khách 0900000001");
  expect(await lan.types("khách có số 0399 111")).not.toContain("0900 000 001");
});

describe("a name of ten thousand letters", () => {
  const words = (count: number) =>
    Array.from(
      { length: count },
      (_, number) => `từ${String.fromCharCode(97 + (number % 26))}${number}abcdef`,
    ).join(" ");

  it.each([
    ["in many words", words(1_200)],
    ["in one word", "nghiêng".repeat(2_000)],
  ])("%s keeps no other customer out of the index", async (_, name) => {
    const { lan, world, tam, clock, continuesIndex } = await indexedApp();
    world.editCustomer(tam, { name });
    for (let number = 0; number < 25; number += 1) world.addCustomer({ name: `Sùng Thị Mỷ ${number}` });
    clock.passes(60_000);
    await continuesIndex();
    expect(await lan.types("tìm sùng thị mỷ")).toContain("Có 25 khách phù hợp");
  });
});
