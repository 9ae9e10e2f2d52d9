import { beforeEach, describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

const REFUSED = "Vượt hạn mức xem khách hàng";

let app: TestApp;
const numbers = [9_000, 9_001, 9_002, 9_003];

/** Returns the receivers that these cards name. */
function receiversIn(cards: readonly string[]): Set<string> {
  return new Set(
    cards.filter((one) => !one.includes(REFUSED)).flatMap((one) => one.match(/Người Nhận \d/g) ?? []),
  );
}

beforeEach(async () => {
  app = await testApp();
  await app.quan.confirms("sửa cài đặt quota.manager 3 / 100");
});

describe("the receivers of one reseller's deals are counted", () => {
  beforeEach(() => {
    const { world } = app.antcrm;
    const seller = world.addCustomer({ name: "Sàn TMĐT", phones: ["0938999999"] });
    for (const [at, number] of numbers.entries()) {
      const receiver = { receiverName: `Người Nhận ${at}`, receiverPhone: `093800000${at}` };
      world.addDeal({ name: "Đơn", number, ...receiver, customer: seller._id, shape: "full" });
    }
  });

  it.each(["giao dịch", "sửa giao dịch"])(
    "in the cards of “%s”, together with the customer",
    async (asks) => {
      const manager = app.somebody("Sếp", "manager");
      const shown: string[] = [];
      for (const number of numbers) shown.push(await manager.types(`${asks} ${number}`));
      expect(receiversIn(shown).size).toBe(2);
    },
  );

  it("and named in the audit by pseudonym", async () => {
    await app.lan.types("giao dịch 9000");
    const [newest] = await app.store().audit.recent(1);
    expect(newest?.customers).toHaveLength(2);
    expect(newest?.customers).toContainEqual(expect.stringMatching(/^pseudonym:/));
  });
});

it("a receiver with only a name in AntCRM is counted", async () => {
  const manager = app.somebody("Sếp", "manager");
  const shown: string[] = [];
  for (const [at, number] of numbers.entries()) {
    app.antcrm.world.addDeal({ name: "Đơn", number, receiverName: `Người Nhận ${at}`, receiverPhone: "" });
    shown.push(await manager.types(`xoá giao dịch ${number}`));
  }
  expect(receiversIn(shown).size).toBe(3);
});

it("a person who receives their own deal is counted once", async () => {
  const { world } = app.antcrm;
  const one = world.addCustomer({ name: "Trần Thị Hoa", phones: ["0938999998"] });
  const receiver = { receiverName: "Chị Hoa", receiverPhone: "0938999998" };
  world.addDeal({ name: "Đơn", number: 9_004, ...receiver, customer: one._id, shape: "full" });
  await app.lan.types("giao dịch 9004");
  const [newest] = await app.store().audit.recent(1);
  expect(newest?.customers).toEqual([`customer:${one.customerId}`]);
});
