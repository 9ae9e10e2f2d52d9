import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fold } from "../../../src/understanding/fold.ts";
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
    "0388123",
    "388 123",
    "số 0388…",
    "khách số 0388",
    "0388 1",
    "tìm 0388",
    "tìm do thi thuy binh đuôi 456",
  ])("%s", async (text) => {
    const { lan } = await indexedApp();
    expect(await lan.types(text)).toContain("0388 123 456");
  });
});

describe("the index follows AntCRM", () => {
  it("finds a customer that was made in AntCRM a minute ago, and no longer one that was deleted", async () => {
    const { lan, world, antcrm, old, clock, continuesIndex } = await indexedApp();
    const fresh = world.addCustomer({ name: "Giàng A Phủ", phones: ["0399111222"] });

    clock.passes(60_000);
    await continuesIndex();
    expect(await lan.types("giàng a phủ")).toContain("0399 111 222");

    world.removeCustomer(old);
    antcrm.world.removeCustomer(fresh);
    expect(await lan.types("tìm Đỗ Thị Thuỷ Bình")).toContain("bị xoá");
    expect(await lan.types("tìm Giàng A Phủ")).toContain("Không tìm thấy khách");
    expect(await lan.types("tìm Giàng A Phủ")).not.toContain("bị xoá");
  });

  it("knows a changed name after the next reading", async () => {
    const { lan, world, old, clock, continuesIndex } = await indexedApp();
    world.editCustomer(old, { name: "Đỗ Thị Thuỷ Tiên" });

    clock.passes(60_000);
    await continuesIndex();
    expect(await lan.types("tìm Đỗ Thị Thuỷ Tiên")).toContain("0388 123 456");
  });

  it("knows at once whom the bot has created, edited or read", async () => {
    const { lan, world, continuesIndex } = await indexedApp();
    await lan.types("tạo khách Lò Văn Pánh 0399 333 444");
    await lan.clicks("Tạo khách");
    await continuesIndex();
    expect(await lan.types("lò văn pánh")).toContain("0399 333 444");

    world.addCustomer({ name: "Vừ Thị Mỷ", phones: ["0399555666"] });
    await lan.types("0399555666");
    expect(await lan.types("vừ thị mỷ")).toContain("0399 555 666");
  });

  it("drops within a day whom a walk over all customers no longer finds", async () => {
    const { lan, world, old, store, clock, fillsIndex } = await indexedApp();
    const before = await store().searchIndex.count();
    world.removeCustomer(old);

    clock.passes(24 * 60 * 60_000);
    for (let round = 0; round < 40; round += 1) await fillsIndex();
    expect(await store().searchIndex.count()).toBe(before - 1);
    expect(await lan.types("tìm Đỗ Thị Thuỷ Bình")).not.toContain("bị xoá");
  });

  it("goes on with the page where it was stopped", async () => {
    const app = await testApp();
    addCrowd(app);
    await app.quan.confirms("sửa cài đặt index.calls 60");
    await app.continuesIndex();
    const first = app.antcrm.requests.filter(({ path }) => path === "/contacts").length;
    await app.restarts();
    await app.fillsIndex();

    const pages = app.antcrm.requests.flatMap(({ path, query }) =>
      path === "/contacts" && !query.updateAtf ? [Number(query.page)] : [],
    );
    expect(first).toBeLessThan(pages.length);
    expect(new Set(pages).size).toBe(pages.length);
    expect(await app.store().searchIndex.count()).toBeGreaterThanOrEqual(450);
  });
});

describe("the index is a team's to set", () => {
  it("shows its progress, and answers from what it has while it fills", async () => {
    const app = await testApp();
    addCrowd(app, 900);
    await app.quan.confirms("sửa cài đặt index.calls 60");
    expect(await app.quan.types("trạng thái")).toContain("Chỉ mục khách: đang tắt");
    await app.continuesIndex();
    expect(await app.quan.types("trạng thái")).toContain("Chỉ mục khách: đang đọc, đã có");
    expect(await app.lan.types("tìm Phạm Minh Tuấn")).toContain("Bot đang đọc dần khách vào chỉ mục");
    await app.fillsIndex();
    expect(await app.quan.types("trạng thái")).toContain("Chỉ mục khách: đủ 904 khách");
  });

  it("makes no more calls a minute than are allowed", async () => {
    const app = await testApp();
    addCrowd(app, 900);
    await app.quan.confirms("sửa cài đặt index.calls 60");
    const calls = () => app.antcrm.requests.length;
    const before = calls();
    for (let round = 0; round < 12; round += 1) {
      await app.continuesIndex();
      app.clock.passes(5_000);
    }
    expect(calls() - before).toBeLessThanOrEqual(60 + 10);
  });

  it("empties it when it is switched off, and then searches the newest customers as before", async () => {
    const { quan, lan, store, continuesIndex } = await indexedApp();
    await quan.confirms("sửa cài đặt index.enabled off");
    await continuesIndex();

    expect(await store().searchIndex.count()).toBe(0);
    expect(await lan.types("tìm Đỗ Thị Thuỷ Bình")).toContain("320 khách mới nhất");
  });

  it("finds a begun name again after it was switched off and on", async () => {
    const { quan, lan, continuesIndex, fillsIndex } = await indexedApp();
    await quan.confirms("sửa cài đặt index.enabled off");
    await continuesIndex();
    await quan.confirms("sửa cài đặt index.enabled on");
    await fillsIndex();
    expect(await lan.types("tìm đỗ thị thuỷ bì")).toContain("0388 123 456");
  });
});

describe("the database gives nobody away", () => {
  it("holds no name, number, address or tag of the index in the clear, folded or not", async () => {
    const { lan, backsUp } = await indexedApp();
    for (const text of ["tìm Thuỷ Bình", "chị Bình ở Cộng Hoà", "khách đuôi 3456", "binh.do92@"])
      await lan.types(text);

    const bytes = readFileSync(await backsUp())
      .toString("latin1")
      .toLowerCase();
    const planted = [
      "Thuỷ Bình",
      "Thị Bình",
      "Phạm Minh",
      "Cộng Hoà",
      "Tân Bình",
      "Chí Minh",
      "0388123456",
      "388123456",
      "binh.do92",
      "binhdo92",
    ];
    const written = planted.flatMap((text) => [
      text,
      fold(text),
      fold(text).replaceAll("y", "i"),
      text.normalize("NFD"),
    ]);
    const inFile = (text: string) => bytes.includes(Buffer.from(text.toLowerCase()).toString("latin1"));
    expect(written.filter(inFile)).toEqual([]);
    // The customer's number in AntCRM is no secret, and shows that the rows are in the file.
    expect(inFile("customer:475")).toBe(true);
  });

  it("forgets a customer who is forgotten", async () => {
    const { mai, store, lan } = await indexedApp();
    const before = await store().searchIndex.count();
    await mai.confirms("quên khách 0388123456");
    expect(await store().searchIndex.count()).toBe(before - 1);
    expect(await lan.types("tìm Đỗ Thị Thuỷ Bình")).toContain("Không tìm thấy khách");
  });
});
