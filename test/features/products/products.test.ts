import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const product = ({ antcrm }: Awaited<ReturnType<typeof testApp>>, code: string) =>
  antcrm.world.products.list.find((one) => one.code === code);

describe("products", () => {
  it("are listed in the order of their names, and each opens", async () => {
    const { minh } = await testApp();

    const all = await minh.types("sản phẩm");
    expect(all).toMatch(/^Sản phẩm\n9 sản phẩm\n• Bếp từ đôi \(BEPTU\) {2}3\.250\.000 ₫/);
    expect(await minh.clicks("Xem")).toBe(
      "Bếp từ đôi\nMã: BEPTU\nGiá: 3.250.000 ₫\nTồn kho: xem trong AntCRM",
    );
  });

  it.each([
    ["combo", "Sản phẩm · chỉ combo"],
    ["sản phẩm loại: combo", "Sản phẩm · chỉ combo"],
    ["list products kind: single products", "Sản phẩm · chỉ sản phẩm lẻ"],
  ])("are filtered by kind in AntCRM: %s", async (text, title) => {
    const { lan, antcrm } = await testApp();
    expect((await lan.types(text)).split("\n")[0]).toBe(title);
    expect(antcrm.requests.at(-1)?.query.type).toMatch(/^(?:combo|product)$/);
  });

  it("are found by words of the name, with or without accents", async () => {
    const { lan } = await testApp();

    expect(await lan.types("san pham may")).toMatch(/^Sản phẩm · may\n3 sản phẩm\n/);
    expect(await lan.types("tìm sản phẩm nồi chiên")).toMatch(/^Nồi chiên không dầu 5L\n/);
    expect(await lan.types("tìm sản phẩm xe đạp")).toContain("Không có sản phẩm nào có “xe đạp”");
  });

  it("offer a ticket with one click for a complaint that begins with their name", async () => {
    const { lan } = await testApp();
    await lan.types("sản phẩm lỗi, khách 0867 123 456 muốn đổi trả");
    const asked = await lan.clicks("Tạo phiếu");
    expect(asked).toContain("Khách hàng: Trần Thị Bình · 0867 123 456");
    expect(asked).toContain("Tiêu đề: lỗi, khách 0867 123 456 muốn đổi trả");
  });

  it("have pages by buttons, and show how far was searched", async () => {
    const app = await testApp();
    for (let made = 0; made < 1_000; made += 1)
      app.antcrm.world.products.add({ name: `Hàng ${String(made).padStart(4, "0")}`, code: `H${made}` });

    expect(await app.lan.types("danh sách sản phẩm")).toContain("hơn 20 trang");
    const first = await app.lan.clicks("Tiếp tục");
    expect(first).toContain("1–10 trong hơn 1.000");
    expect(first).toContain("Bot đã xem 1.000 sản phẩm đầu là mức tối đa");
    expect(await app.lan.clicks("Sau ▶")).toContain("11–20 trong hơn 1.000");
    await app.lan.types("sản phẩm H999");
    expect(await app.lan.clicks("Tiếp tục")).toMatch(/^Hàng 0999\n/);
  });
});

describe("a product by its code", () => {
  it.each(["xem sản phẩm TIVI01", "product tivi01", "mã sản phẩm tivi01", "giá của tivi 43 inch"])(
    "is understood in any spelling: %s",
    async (text) => {
      const { lan } = await testApp();
      expect(await lan.types(text)).toBe(
        "Tivi 43 inch\nMã: TIVI01\nGiá: 6.990.000 ₫\nTồn kho: xem trong AntCRM",
      );
    },
  );

  it("that is mistyped leads to the nearest one", async () => {
    const { lan } = await testApp();
    const answer = await lan.types("xem sản phẩm TIVI02");
    expect(answer).toMatch(/^Không tìm thấy sản phẩm\n/);
    expect(answer).toContain("• Tivi 43 inch (TIVI01)");
  });

  it("created in AntCRM itself can only be changed there, and shows that", async () => {
    const app = await testApp();
    app.antcrm.world.products.add({ name: "Quạt cũ", code: "CU01", value: "100000", productIdApiRing: "" });

    const shown = await app.quan.types("xem sản phẩm CU01");
    expect(shown).toContain("chỉ sửa hoặc xoá được ở đó");
    expect(shown).not.toContain("[1]");
    expect(await app.quan.types("sửa giá CU01 90k")).toContain("chỉ sửa hoặc xoá được ở đó");
    expect(await app.quan.types("xoá sản phẩm CU01")).toContain("chỉ sửa hoặc xoá được ở đó");
  });
});

describe("a new product", () => {
  it("is confirmed, then created with the operation's own code", async () => {
    const app = await testApp();
    const { quan } = app;

    expect(await quan.types("tạo sản phẩm TIVI99 Tivi Sony 55 inch giá 15tr")).toMatchInlineSnapshot(`
      "Tạo sản phẩm này?
      Mã: TIVI99
      Tên: Tivi Sony 55 inch
      Giá: 15.000.000 ₫
      Bot chỉ tạo được sản phẩm lẻ; combo thì bạn ghép trực tiếp trong AntCRM nhé.
      [1] Tạo sản phẩm  [2] Sửa lại  [3] Huỷ"
    `);
    expect(await quan.clicks("Tạo sản phẩm")).toMatch(
      /^Đã tạo sản phẩm: Tivi Sony 55 inch\nMã: TIVI99\nGiá: 15/,
    );
    expect(product(app, "TIVI99")).toMatchObject({
      name: "Tivi Sony 55 inch",
      value: "15000000",
      productIdApiRing: expect.stringMatching(/^[\w-]{20,}$/),
    });
  });

  it("accepts fields by name, in English too", async () => {
    const app = await testApp({ language: "en" });
    const { quan } = app;

    await quan.types("create product code: GHE01, name: Office chair, price: 1.2tr, price in a deal: fixed");
    await quan.clicks("Create product");
    expect(product(app, "GHE01")).toMatchObject({ name: "Office chair", value: "1200000", canEdit: false });
  });

  it("with an existing code shows the product that has it", async () => {
    const { quan, antcrm } = await testApp();
    expect(await quan.types("tạo sản phẩm tivi01 Tivi khác")).toMatch(
      /^Đã có sản phẩm với mã này\n• Tivi 43 inch \(TIVI01\)/,
    );
    expect(antcrm.requests.some(({ method }) => method === "POST")).toBe(false);
  });

  it("is not sent when the code was taken after the question", async () => {
    const { quan, antcrm } = await testApp();
    await quan.types("tạo sản phẩm GHE01 Ghế");
    antcrm.world.products.add({ name: "Ghế đã có", code: "GHE01" });

    expect(await quan.clicks("Tạo sản phẩm")).toContain("Ghế đã có (GHE01)");
    expect(antcrm.world.products.list.filter(({ code }) => code === "GHE01")).toHaveLength(1);
  });

  it("requires a manager", async () => {
    const { lan } = await testApp();
    for (const text of ["tạo sản phẩm GHE01 Ghế", "sửa giá TIVI01 5tr", "xoá sản phẩm TIVI01"]) {
      expect(await lan.types(text)).toMatch(/^Bạn chưa có quyền/);
    }
  });

  it.each([
    [{ kind: "hang", commit: "after" }, /^Đã tạo sản phẩm/, 1],
    [{ kind: "truncated" }, /^Đã tạo sản phẩm/, 1],
    [{ kind: "500", commit: "before" }, /^AntCRM chưa trả lời rõ/, 0],
  ] as const)("determines its outcome by its code: %j", async (fault, shows, count) => {
    const { quan, antcrm } = await testApp({ crm: { timeoutMs: 200 } });
    await quan.types("tạo sản phẩm GHE01 Ghế");
    antcrm.fault({ ...fault, method: "POST", path: "/products", times: 1 });

    expect(await quan.clicks("Tạo sản phẩm")).toMatch(shows);
    expect(antcrm.world.products.list.filter(({ code }) => code === "GHE01")).toHaveLength(count);
  });
});

describe("an edit of a product", () => {
  it("shows before and after, and sends only changes", async () => {
    const { quan, antcrm } = await testApp();

    expect(await quan.types("sửa giá tivi01 7tr")).toContain("Giá: 6.990.000 ₫ → 7.000.000 ₫");
    expect(await quan.clicks("Lưu")).toMatch(/^Đã sửa: tivi01|^Đã sửa: TIVI01/);
    expect(antcrm.requests.findLast(({ method }) => method === "PUT")?.body).toEqual({
      productIdApiRing: "TIVI01",
      value: "7000000",
    });
  });

  it("opens the form with its values", async () => {
    const { quan } = await testApp();
    await quan.types("sửa sản phẩm TIVI01");
    expect(await quan.sends({ name: "Tivi 43 inch 4K" })).toMatch(
      /^Sửa Tivi 43 inch\?\nTên: Tivi 43 inch → Tivi 43 inch 4K\n\[1\]/,
    );
  });

  it("is found by its new code when no answer came", async () => {
    const app = await testApp({ crm: { timeoutMs: 200 } });
    await app.quan.types("sửa sản phẩm TIVI01 mã mới: TIVI43");
    app.antcrm.fault({ kind: "hang", commit: "after", method: "PUT", path: "/products", times: 1 });

    expect(await app.quan.clicks("Lưu")).toMatch(/^Đã sửa: TIVI43/);
    expect(await app.quan.clicks("Xem")).toMatch(/^Tivi 43 inch\nMã: TIVI43/);
  });

  it("stays unclear when the record has the old values", async () => {
    const { quan, antcrm } = await testApp();
    await quan.types("sửa giá TIVI01 7tr");
    antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/products", times: 1 });
    expect(await quan.clicks("Lưu")).toMatch(/^AntCRM chưa trả lời rõ/);
  });

  it("does not use another product's code", async () => {
    const { quan } = await testApp();
    expect(await quan.types("sửa sản phẩm TIVI01 mã mới: BEPTU")).toMatch(/^Mã này đã có\nBếp từ đôi/);
  });

  it("asks again when somebody changed it meanwhile", async () => {
    const app = await testApp();
    await app.quan.types("sửa giá TIVI01 7tr");
    Object.assign(product(app, "TIVI01") ?? {}, { value: "6500000" });
    expect(await app.quan.clicks("Lưu")).toContain("Giá: 6.500.000 ₫ → 7.000.000 ₫");
  });

  it("shows what AntCRM does not return, and offers to send it again", async () => {
    const { quan, antcrm } = await testApp();
    expect(await quan.types("sửa sản phẩm TIVI01 giá trong giao dịch: cố định")).toContain(
      "Giá trong đơn: (chưa rõ) → cố định",
    );
    antcrm.fault({ kind: "500", commit: "after", method: "PUT", path: "/products", times: 1 });
    expect(await quan.clicks("Lưu")).toContain("[1] Gửi lại");
  });
});

describe("deleting a product", () => {
  it("names it, deletes it, and reports when it is gone", async () => {
    const app = await testApp();
    const { quan } = app;

    expect(await quan.types("xoá sản phẩm BEPTU")).toMatch(
      /^Xoá Bếp từ đôi\?\nMã: BEPTU\nGiá: 3\.250\.000 ₫\n/,
    );
    expect(await quan.clicks("Xoá")).toMatch(/^Đã xoá sản phẩm BEPTU/);
    expect(product(app, "BEPTU")).toBeUndefined();
    expect(await quan.types("xoá sản phẩm BEPTU")).toMatch(/^Không tìm thấy sản phẩm/);
  });

  it.each([
    [{ kind: "hang", commit: "after" }, /^Đã xoá sản phẩm BEPTU/],
    [{ kind: "500", commit: "before" }, /^AntCRM chưa trả lời rõ/],
  ] as const)("determines its outcome from the record: %j", async (fault, shows) => {
    const { quan, antcrm } = await testApp({ crm: { timeoutMs: 200 } });
    await quan.types("xoá sản phẩm BEPTU");
    antcrm.fault({ ...fault, method: "DELETE", path: "/products", times: 1 });
    expect(await quan.clicks("Xoá")).toMatch(shows);
  });
});
