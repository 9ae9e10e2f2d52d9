import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("answers what a number of points buys, its own price included", async () => {
  const { lan } = await testApp();
  const shown = await lan.types("50 điểm đổi được gì");
  expect(shown).toMatch(/^Quà tặng · tối đa 50 điểm\n3 quà\n/);
  expect(shown).toContain("Phiếu mua hàng 50.000đ (VOUCHER50)");
  expect(shown).not.toContain("NOICOM01");
  expect(await lan.types("quà dưới 5 điểm")).toContain("Chưa biết quà nào ít điểm như vậy.");
});

it("offers the gifts that a customer has points for, and redeems one from there", async () => {
  const { lan } = await testApp();
  const shown = await lan.types("0900000001 đổi được quà gì");
  expect(shown).toMatch(
    /^Nguyễn Văn An có 120 điểm\n3 quà\n• Phiếu mua hàng 50\.000đ \(VOUCHER50\) {2}50 điểm/,
  );
  expect(shown).not.toContain("NOICOM01");
  expect(await lan.clicks("Đổi quà")).toContain("Đổi quà VOUCHER50 cho Nguyễn Văn An?");
});

it("says how many points a customer lacks for the nearest gift", async () => {
  const { lan, antcrm } = await testApp();
  const an = antcrm.world.customers.find(({ customerId }) => customerId === 475);
  if (an) an.scoreAvailable = 4;
  expect(await lan.types("khách 0900000001 đổi được quà gì")).toContain(
    "Chưa đủ điểm cho quà nào bot biết. Gần nhất là Tàu hoả đồ chơi: 10 điểm, còn thiếu 6.",
  );
});

it("answers how many points a gift needs, by its code or its name", async () => {
  const { lan } = await testApp();
  for (const text of [
    "DAUMAY01 bao nhiêu điểm",
    "tàu hoả đồ chơi mấy điểm",
    "tau hoa bao nhieu diem",
    "doi qua DAUMAY01 mat bao nhieu diem z",
    "đổi tàu hoả đồ chơi thì mất mấy điểm",
  ]) {
    expect(await lan.types(text), text).toMatch(/^Tàu hoả đồ chơi \(DAUMAY01\)\nĐiểm cần: 10 điểm\n/);
  }
  const unknown = await lan.types("QUAMOI99 bao nhiêu điểm");
  expect(unknown).toContain("Bot chưa biết quà nào có mã hay tên “QUAMOI99”");
  expect(unknown).toContain("VOUCHER50");
});

it("says whether a customer has the points for one gift", async () => {
  const { lan } = await testApp();
  expect(await lan.types("0900000001 đủ điểm đổi NOICOM01 không")).toContain("120 điểm · còn thiếu 30");
  expect(await lan.types("0900000001 đủ điểm đổi VOUCHER50 không")).toContain("120 điểm · đổi xong còn 70");
});

it("redeems a gift by its name when exactly one is called so", async () => {
  const { lan } = await testApp();
  expect(await lan.types("đổi quà voucher cho 0900 000 001")).toContain("(VOUCHER50)");
  const question = await lan.types("đổi quà tàu hoả đồ chơi cho 0900 000 001");
  expect(question).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?\n/);
  expect(question).toContain("Quà: Tàu hoả đồ chơi (DAUMAY01)");
  expect(await lan.clicks("Đổi quà")).toContain("Đã đổi quà");
});

it("offers the known gifts as buttons where a name fits none of them, and prepares nothing", async () => {
  const { lan, antcrm } = await testApp();
  const shown = await lan.types("đổi quà gấu bông cho 0900 000 001");
  expect(shown).toContain("Bot chưa biết quà nào có mã hay tên “gấu bông”");
  expect(await lan.clicks("Phiếu mua hàng 50.000đ (VOUCHER50)")).toContain(
    "Đổi quà VOUCHER50 cho Nguyễn Văn An?",
  );
  const an = antcrm.world.customers.find(({ customerId }) => customerId === 475);
  expect(an?.scoreAvailable).toBe(120);
});

it("offers the known gifts when a redemption names none, though nobody has asked for them before", async () => {
  const { lan } = await testApp();
  expect(await lan.types("đổi quà cho 0900 000 001")).toContain("DAUMAY01 · Tàu hoả đồ chơi · 10 điểm");
  expect(await lan.types("tàu hoả")).toContain("Đổi quà DAUMAY01 cho Nguyễn Văn An?");
});

it.each(["đổi 2 DAUMAY01 cho 0867123456", "đổi quà DAUMAY01 x2 cho 0867123456"])(
  "says that a redemption is for one gift: %s",
  async (text) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toMatch(
      /^Đổi quà DAUMAY01 cho Trần Thị Bình\?[\s\S]*Bot chưa dùng tới phần: “(?:2|x2 cho)”\./,
    );
    expect(await lan.types("đổi quà DAUMAY01 cho 0867123456")).not.toContain("chưa dùng tới");
  },
);

it("knows a gift by its name that was not redeemed for long, and claims no price that may be an old one", async () => {
  const { lan, antcrm, clock } = await testApp();
  await lan.types("danh sách quà");
  const [an] = antcrm.world.customersById("customerId", "475");
  if (an === undefined) throw new Error("An is not in the sandbox");
  const gift = { id: "6b063a54a087eaf30000aaaa", code: "GAUBONG1", name: "Gấu bông", score: 20 };
  for (let number = 0; number < 120; number += 1) {
    clock.passes(1_000);
    antcrm.world.addMovement({
      ...{ type: 2, score: 20, status: 1, gift },
      contact: antcrm.world.pointContact(an),
    });
  }

  const before = antcrm.requests.length;
  const question = await lan.types("đổi quà tàu hoả đồ chơi cho 0900 000 001");
  expect(question).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?\n/);
  expect(question).toContain("Quà: Tàu hoả đồ chơi (DAUMAY01)\nĐiểm cần: chưa rõ");
  expect(antcrm.requests.slice(before).filter(({ path }) => path === "/history-point").length).toBe(5);
});
