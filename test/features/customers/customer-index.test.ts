import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../../support/test-app.ts";

/** Other people with common names, newer than those who are looked for: more than the bot reads without an index. */
function addCrowd({ antcrm }: TestApp, count = 450): void {
  const names = ["Nguyễn Văn Hải", "Lê Thị Bình", "Phạm Minh Tuấn", "Trần Văn Nam", "Võ Thị Thu"];
  for (let number = 0; number < count; number += 1) {
    antcrm.world.addCustomer({
      name: names[number % names.length] ?? "",
      phones: [`09${String(10_000_000 + number * 37).padStart(8, "0")}`],
    });
  }
}

/** An app whose index holds a crowd, and before it a customer in Cộng Hoà. */
async function indexedApp() {
  const app = await testApp();
  const { world } = app.antcrm;
  const old = world.addCustomer({
    name: "Đỗ Thị Thuỷ Bình",
    phones: ["0388123456"],
    emails: ["binh.do92@example.com"],
    tags: ["VIP"],
    addresses: [address("Cộng Hoà", "Quận Tân Bình", "Hồ Chí Minh")],
    createdAt: Date.UTC(2025, 1, 3),
  });
  addCrowd(app);
  await app.fillsIndex();
  return { ...app, world, old };
}

function address(streetName: string, state: string, city: string) {
  const country = { code: "VN", name: "Vietnam" };
  return { street: "12", streetName, wards: "", state, city, country };
}

describe("a customer behind a crowd is found", () => {
  it.each([
    "Đỗ Thị Thuỷ Bình",
    "đỗ thị thủy bình",
    "do thi thuy binh",
    "Do Thi Thui Binh",
    "bình đỗ",
    "chị Bình ở Cộng Hoà",
    "tìm Bình Cộng Hòa",
    "Bình đuôi 456",
    "khách đuôi 3456",
    "tìm đỗ thị thuỷ bì",
    "tìm Đỗ Thị Thuỷ Bnih",
    "tìm VIP Bình",
    "binh.do@",
    "khách binh.do92@",
  ])("%s", async (text) => {
    const { lan } = await indexedApp();
    expect(await lan.types(text)).toContain("0388 123 456");
  });
});
