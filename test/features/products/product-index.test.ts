import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fold } from "../../../src/understanding/fold.ts";
import { type TestApp, type TestAppOptions, testApp } from "../../support/test-app.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Other products, more than the bot reads without an index. */
function addStock({ antcrm }: TestApp, count = 1_150): void {
  for (let number = 0; number < count; number += 1) {
    const digits = String(number).padStart(4, "0");
    antcrm.world.products.add({
      name: `Ốp lưng điện thoại mẫu ${digits}`,
      code: `OP${digits}`,
      value: "90000",
    });
  }
}

/** An app whose index holds 1,200 products. In the order of AntCRM, a television is the 1,151st. */
async function stockedApp(options: TestAppOptions = {}) {
  const app = await testApp(options);
  addStock(app, 49);
  const tv = app.antcrm.world.products.add({
    name: "Tivi Samsung cong 55 inch",
    code: "SS55",
    value: "15000000",
  });
  addStock(app);
  await app.fillsIndex();
  return { ...app, tv, ...countsCalls(app) };
}

/** Counts the calls to AntCRM since the last count. */
function countsCalls({ antcrm }: TestApp) {
  let before = antcrm.requests.length;
  return {
    calls() {
      const count = antcrm.requests.length - before;
      before = antcrm.requests.length;
      return count;
    },
  };
}

describe("a product behind more than a thousand others", () => {
  it("is found by any words of its name or its code, with two calls at most", async () => {
    const { somebody, calls } = await stockedApp();
    calls();
    const texts = [
      "giá của tivi samsung cong 55 inch",
      "tivi samsung cong 55 inch giá bao nhiêu",
      "giá ti vi samsung 55",
      "gia tivi sam sung 55in",
      "xem sản phẩm 55 inch samsung",
      "xem sản phẩm samsung tivi",
      "xem sản phẩm SS55",
      "xem sản phẩm ss-55",
      "tìm sản phẩm samsung cong",
      "danh sách sản phẩm samsung",
    ];
    for (const [at, text] of texts.entries()) {
      const answer = await somebody(`Lan ${at}`, "agent").types(text);
      expect(answer, text).toMatch(/^Tivi Samsung cong 55 inch\nMã: SS55\nGiá: 15\.000\.000 ₫/);
      expect(calls(), text).toBeLessThanOrEqual(2);
    }
  });

  it("is offered for a wrong letter, and never taken without a choice", async () => {
    const { lan, calls } = await stockedApp();
    calls();
    const asked = await lan.types("xem sản phẩm tivi samsum cong");
    expect(asked).toMatch(/^Không tìm thấy sản phẩm\n/);
    expect(asked).toContain("• Tivi Samsung cong 55 inch (SS55)");
    expect(await lan.types("xem sản phẩm SS56")).toContain("(SS55)");
    expect(calls()).toBeLessThanOrEqual(2);
  });

  it("is in the list of all, which says as of when it is", async () => {
    const { lan, calls } = await stockedApp();
    calls();
    const shown = await lan.types("danh sách sản phẩm");
    expect(shown).toContain("1–10 trong 1.209");
    expect(shown).toContain("Tính đến");
    expect(await lan.types("tìm sản phẩm ốp lưng 1149")).toMatch(/^Ốp lưng điện thoại mẫu 1149\n/);
    expect(calls()).toBe(1);
  });

  it("with the typed name is meant, and not one of hundreds with longer names", async () => {
    const app = await testApp();
    app.antcrm.world.products.add({ name: "Ốp lưng", code: "OP", value: "50000" });
    addStock(app, 600);
    await app.fillsIndex();
    expect(await app.lan.types("giá của ốp lưng")).toMatch(/^Ốp lưng\nMã: OP\n/);
    expect(await app.lan.types("giá của lưng ốp")).toMatch(/^Có hơn 500 sản phẩm tên “lưng ốp”\n/);
  });

  it("goes into an order by words of its name, with its price of now", async () => {
    const { lan, tv, calls, antcrm } = await stockedApp();
    Object.assign(tv, { value: "14500000" });
    calls();
    const asked = await lan.types("tạo đơn cho 0900 000 001: 2 tivi samsung 55");
    expect(asked).toContain("2 × Tivi Samsung cong 55 inch (SS55)");
    expect(asked).toContain("29.000.000 ₫");
    expect(antcrm.requests.filter(({ path }) => path === "/products").length).toBeGreaterThan(0);
    expect(antcrm.requests.slice(-calls()).filter(({ path }) => path === "/products")).toHaveLength(1);
  });
});

describe("the index follows AntCRM", () => {
  it("shows a product that was renamed as it is now, and knows the new name at once", async () => {
    const { lan, tv, calls } = await stockedApp();
    Object.assign(tv, { name: "Tivi Samsung cong 65 inch" });
    calls();
    expect(await lan.types("xem sản phẩm tivi samsung cong")).toMatch(/^Tivi Samsung cong 65 inch\n/);
    expect(await lan.types("xem sản phẩm tivi samsung cong 65 inch")).toMatch(/^Tivi Samsung cong 65 inch\n/);
    expect(calls()).toBe(2);
  });

  it("only offers a product that has another name now", async () => {
    const { lan, tv } = await stockedApp();
    Object.assign(tv, { name: "Loa thùng" });
    expect(await lan.types("tạo đơn cho 0900 000 001: 1 tivi samsung")).toMatch(
      /^“tivi samsung” là sản phẩm nào\?\nHãy chọn một:\n• Loa thùng \(SS55\)/,
    );
  });

  it("says that a product was deleted, and finds it no longer", async () => {
    const { lan, tv, antcrm, calls } = await stockedApp();
    antcrm.world.products.remove(tv);
    calls();
    const answer = await lan.types("xem sản phẩm tivi samsung cong");
    expect(answer).toContain("Đã bị xoá trong AntCRM: Tivi Samsung cong 55 inch.");
    expect(calls()).toBeLessThanOrEqual(2);
    expect(await lan.types("xem sản phẩm tivi samsung cong")).not.toContain("Đã bị xoá");
  });

  it("finds what was made since then by its code, and by its name within a day", async () => {
    const app = await stockedApp();
    app.antcrm.world.products.add({ name: "Máy sấy tóc Panasonic", code: "SAY01", value: "500000" });
    expect(await app.lan.types("tìm sản phẩm máy sấy tóc")).toMatch(/^Không tìm thấy sản phẩm\n/);
    app.antcrm.world.products.add({ name: "Máy ép chậm", code: "EP77", value: "500000" });
    expect(await app.lan.types("xem sản phẩm ep77")).toMatch(/^Máy ép chậm\n/);
    // The bot has read it, so its name is known.
    expect(await app.lan.types("xem sản phẩm máy ép")).toMatch(/^Máy ép chậm\n/);

    app.clock.passes(DAY_MS);
    for (let round = 0; round < 60; round += 1) await app.fillsIndex();
    expect(await app.lan.types("tìm sản phẩm máy sấy tóc")).toMatch(/^Máy sấy tóc Panasonic\n/);
  });

  it("drops within a day what a whole walk no longer finds", async () => {
    const { store, tv, antcrm, clock, fillsIndex } = await stockedApp();
    const before = await store().productIndex.count();
    antcrm.world.products.remove(tv);
    clock.passes(DAY_MS);
    for (let round = 0; round < 60; round += 1) await fillsIndex();
    expect(await store().productIndex.count()).toBe(before - 1);
  });

  it("finds a product without a code, or with one that is too long to ask for, and drops it when it is gone", async () => {
    const { lan, antcrm, store, clock, fillsIndex } = await testApp();
    const long = antcrm.world.products.add({ name: "Máy hút mùi", code: "X".repeat(201), value: "900000" });
    const bare = antcrm.world.products.add({ name: "Quạt trần", code: "", value: "700000" });
    await fillsIndex();
    expect(await lan.types("giá của máy hút mùi")).toMatch(/^Máy hút mùi\n/);
    expect(await lan.types("giá của quạt trần")).toMatch(/^Quạt trần\n/);

    const before = await store().productIndex.count();
    for (const product of [long, bare]) antcrm.world.products.remove(product);
    expect(await lan.types("giá của quạt trần")).toContain("Đã bị xoá trong AntCRM: Quạt trần.");
    clock.passes(DAY_MS);
    for (let round = 0; round < 5; round += 1) await fillsIndex();
    expect(await store().productIndex.count()).toBe(before - 2);
  });

  it("knows at once what the bot has created, edited and deleted", async () => {
    const { quan } = await stockedApp();
    await quan.types("tạo sản phẩm GHE01 Ghế xoay văn phòng giá 1tr2");
    await quan.clicks("Tạo sản phẩm");
    expect(await quan.types("xem sản phẩm ghế xoay")).toMatch(/^Ghế xoay văn phòng\nMã: GHE01/);

    await quan.types("sửa sản phẩm GHE01 tên: Ghế công thái học");
    await quan.clicks("Lưu");
    expect(await quan.types("xem sản phẩm ghế công thái")).toMatch(/^Ghế công thái học\nMã: GHE01/);
    expect(await quan.types("xem sản phẩm ghế xoay")).toMatch(/^Không tìm thấy sản phẩm\n/);

    await quan.types("xoá sản phẩm GHE01");
    await quan.clicks("Xoá");
    const after = await quan.types("xem sản phẩm ghế công thái");
    expect(after).not.toMatch(/^Ghế/);
    expect(after).not.toContain("Đã bị xoá");
  });

  it("goes on with the page where it was stopped", async () => {
    const app = await testApp();
    addStock(app, 500);
    await app.quan.confirms("sửa cài đặt index.calls 60");
    await app.continuesIndex();
    const pages = () =>
      app.antcrm.requests.flatMap(({ path, query }) => (path === "/products" ? [Number(query.page)] : []));
    const first = pages().length;
    expect(await app.quan.types("trạng thái")).toContain("Chỉ mục sản phẩm: đang đọc, đã có");
    await app.restarts();
    await app.fillsIndex();
    expect(await app.quan.types("trạng thái")).toContain("Chỉ mục sản phẩm: đủ 509 sản phẩm");

    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(pages().length);
    expect(new Set(pages()).size).toBe(pages().length);
    expect(await app.store().productIndex.count()).toBe(509);
  });

  it("makes no more calls a minute than are allowed, customers and products together", async () => {
    const app = await testApp();
    addStock(app, 2_000);
    for (let number = 0; number < 900; number += 1)
      app.antcrm.world.addCustomer({ name: `Phan Thị Lựu ${number}` });
    await app.quan.confirms("sửa cài đặt index.calls 60");
    const { calls } = countsCalls(app);
    for (let round = 0; round < 12; round += 1) {
      await app.continuesIndex();
      app.clock.passes(5_000);
    }
    expect(calls()).toBeLessThanOrEqual(60 + 10);
  });
});

describe("without the index", () => {
  it("products are read from AntCRM while the index fills, and after it was switched off", async () => {
    const app = await testApp();
    addStock(app, 30);
    await app.quan.confirms("sửa cài đặt index.calls 60");
    const { calls } = countsCalls(app);
    expect(await app.lan.types("xem sản phẩm tivi 43 inch")).toMatch(/^Tivi 43 inch\n/);
    expect(calls()).toBeGreaterThan(1);

    await app.fillsIndex();
    calls();
    expect(await app.lan.types("xem sản phẩm tivi 43 inch")).toMatch(/^Tivi 43 inch\n/);
    expect(calls()).toBe(1);

    await app.quan.confirms("sửa cài đặt index.enabled off");
    await app.continuesIndex();
    expect(await app.store().productIndex.count()).toBe(0);
    calls();
    expect(await app.lan.types("xem sản phẩm tivi 43 inch")).toMatch(/^Tivi 43 inch\n/);
    expect(calls()).toBeGreaterThan(1);
  });

  it("a shop of few products is listed with its prices of now", async () => {
    const { lan, antcrm, fillsIndex } = await testApp();
    await fillsIndex();
    const tv = antcrm.world.products.list.find(({ code }) => code === "TIVI01");
    Object.assign(tv ?? {}, { value: "7100000" });
    const shown = await lan.types("bảng giá");
    expect(shown).toContain("7.100.000 ₫");
    expect(shown).not.toContain("Tính đến");
  });
});

describe("the database", () => {
  it("holds no name, code or price of the index in the clear, folded or not", async () => {
    const { lan, backsUp } = await stockedApp();
    await lan.types("xem sản phẩm tivi samsung cong");

    const bytes = readFileSync(await backsUp())
      .toString("latin1")
      .toLowerCase();
    // The audit names the product that was shown by its code.
    const planted = ["Samsung", "Samsung cong", "Ốp lưng", "Bếp từ", "OP1149", "15000000"];
    const written = planted.flatMap((text) => [text, fold(text), text.normalize("NFD")]);
    const inFile = (text: string) => bytes.includes(Buffer.from(text.toLowerCase()).toString("latin1"));
    expect(written.filter(inFile)).toEqual([]);
    // The ObjectId is no secret, and shows that the rows are in the file.
    expect(inFile("product:")).toBe(true);
  });
});
