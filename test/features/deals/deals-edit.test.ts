import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const deal = ({ antcrm }: Awaited<ReturnType<typeof testApp>>, number: number) =>
  antcrm.world.deals.find((one) => one.number === number);

describe("an edit of a deal", () => {
  it("shows before and after with the total, and sends the whole list", async () => {
    const app = await testApp();
    const { lan } = app;

    expect(await lan.types("sửa giao dịch 3503: 3 x MUC12A giảm 50k; 1 x TIVI01")).toMatchInlineSnapshot(`
      "Sửa đơn #3503?
      Mực in chính hãng
      Sản phẩm: 2 × Hộp mực 12A (MUC12A) = 780.000 ₫ → 3 × Hộp mực 12A (MUC12A), giảm 50.000 ₫ = 1.120.000 ₫; 1 × Tivi 43 inch (TIVI01) = 6.990.000 ₫
      Tổng tiền: 780.000 ₫ → 8.110.000 ₫
      Sau khi lưu, các sản phẩm của đơn sẽ đúng như bên phải mũi tên.
      [1] Lưu  [2] Sửa lại  [3] Huỷ"
    `);
    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3503\n/);
    expect(deal(app, 3503)).toMatchObject({
      value: 8_110_000,
      products: [{ quantity: 3 }, { code: "TIVI01" }],
    });
  });

  it("opens the form with the deal's values when nothing was named, and sends only changes", async () => {
    const { lan, antcrm } = await testApp();

    await lan.types("sửa đơn 3503");
    const held = new Map(lan.form().fields.map(({ name, value }) => [name, value]));
    expect(held.get("name")).toBe("Mực in chính hãng");
    expect(held.get("lines")).toBe("2 x MUC12A giá 390.000");
    expect(await lan.sends({ branch: "Quận 1" })).toMatch(
      /^Sửa đơn #3503\?\nMực in chính hãng\nChi nhánh: \(trống\) → Quận 1\n/,
    );
    await lan.clicks("Lưu");
    const sent = antcrm.requests.findLast(
      ({ method, path }) => method === "PUT" && path === "/opportunities",
    );
    expect(sent?.body).toEqual({ number: "3503", branch: "Quận 1" });
  });

  it("reports that there is nothing to change", async () => {
    const { lan } = await testApp();
    expect(await lan.types("sửa đơn 3503: 2 x MUC12A")).toMatch(/^Không có gì để sửa/);
  });

  it("keeps lines that are no longer in the catalogue", async () => {
    const app = await testApp();
    const held = deal(app, 3503);
    held?.products.push({
      ...held.products[0],
      name: "Công lắp đặt",
      code: "",
      productIdApiRing: "",
      quantity: 1,
    } as never);

    const asked = await app.lan.types("sửa đơn 3503: 2 x MUC12A; 2 x Công lắp đặt");
    expect(asked).toContain("2 × Công lắp đặt = 780.000 ₫");
  });

  it("clears a field for which - is typed, and keeps the reference in the note", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types("tạo đơn cho 0867123456: 1 x MUC12A, ghi chú: gọi trước");
    await lan.clicks("Tạo đơn");
    await lan.types("sửa đơn 3601 ghi chú: -");
    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3601/);
    expect(deal(app, 3601)?.description).toMatch(/^Mã [0-9A-Z]{8}$/);
  });

  it("shows the current values and asks again when somebody changed it meanwhile", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types("sửa đơn 3503 chi nhánh: Quận 1");
    Object.assign(deal(app, 3503) ?? {}, { branch: "Gò Vấp" });

    const asked = await lan.clicks("Lưu");
    expect(asked).toContain("Có người vừa sửa sau khi bot hỏi bạn");
    expect(asked).toContain("Chi nhánh: Gò Vấp → Quận 1");
    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3503/);
  });

  it("never takes an amount without its name", async () => {
    const { lan } = await testApp();

    expect(await lan.types("sửa đơn 3502 giá trị: 5tr")).toContain("Tổng tiền: 4.520.000 ₫ → 5.000.000 ₫");
    expect(await lan.types("sửa đơn 3503 phí ship: 30k")).toContain("Tổng tiền: 780.000 ₫ → 810.000 ₫");
  });

  it("does not call a stage empty that AntCRM returns only by its id", async () => {
    const { lan } = await testApp();
    expect(await lan.types("sửa đơn 3502 giai đoạn: Chốt đơn")).toContain("Giai đoạn: (chưa rõ) → Chốt đơn");
  });

  it("is done when the record has the new values, although no answer came", async () => {
    const { lan, antcrm } = await testApp({ crm: { timeoutMs: 200 } });
    await lan.types("sửa đơn 3503: 3 x MUC12A");
    antcrm.fault({ kind: "hang", commit: "after", method: "PUT", path: "/opportunities", times: 1 });

    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3503/);
  });

  it("stays unclear when the record has the old values", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("sửa đơn 3503: 3 x MUC12A");
    antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/opportunities", times: 1 });

    expect(await lan.clicks("Lưu")).toMatch(/^AntCRM chưa trả lời rõ\n/);
  });

  it("offers to set a stage again, because its name cannot be read back, and reports it once", async () => {
    const app = await testApp();
    const { lan, antcrm, clock } = app;
    await lan.types("sửa đơn 3502 giai đoạn: Chốt đơn");
    antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/opportunities", times: 1 });

    const unclear = await lan.clicks("Lưu");
    expect(unclear).toContain("Đặt lại lần nữa cũng không sao.");
    expect(unclear).not.toContain("Kiểm tra lại");
    clock.passes(61_000);
    expect(await app.checksUnclearWrites()).toEqual([]);
    await lan.clicks("Gửi lại");
    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa đơn #3502/);
    expect(deal(app, 3502)?.stage).toBe(antcrm.world.stages.get("Chốt đơn"));
  });

  it("reports that a deal is gone", async () => {
    const { lan } = await testApp({ language: "en" });
    expect(await lan.types("edit deal 99999 branch: Q1")).toMatch(/^Deal not found\n/);
  });
});

describe("deleting a deal", () => {
  it("shows what is lost, is for managers, and reports when it is gone already", async () => {
    const app = await testApp();
    const { lan, quan } = app;

    expect(await lan.types("xoá giao dịch 3503")).toMatch(/^Bạn chưa có quyền/);
    expect(await quan.types("xóa đơn hàng 3503")).toMatchInlineSnapshot(`
      "Xoá đơn #3503?
      Tên: Mực in chính hãng
      Khách hàng: Trần Thị Bình
      Tổng tiền: 780.000 ₫
      Sản phẩm: 2 × Hộp mực 12A (MUC12A) = 780.000 ₫
      Sản phẩm, giai đoạn và lịch sử của đơn cũng mất theo, và bot không lấy lại được.
      [1] Xoá  [2] Sửa lại  [3] Huỷ"
    `);
    expect(await quan.clicks("Xoá")).toMatch(/^Đã xoá đơn #3503/);
    expect(deal(app, 3503)).toBeUndefined();
    expect(await quan.types("xoa don 3503")).toMatch(/^Không tìm thấy đơn/);
  });

  it("is not sent when somebody deleted it after the question", async () => {
    const app = await testApp();
    const { quan, antcrm } = app;
    await quan.types("xoá đơn 3503");
    const held = deal(app, 3503);
    if (held) antcrm.world.removeDeal(held);

    expect(await quan.clicks("Xoá")).toMatch(/^Không tìm thấy/);
    expect(antcrm.requests.some(({ method }) => method === "DELETE")).toBe(false);
  });

  it.each([
    { commit: "after", kind: "hang", shows: /^Đã xoá đơn #3503/ },
    { commit: "before", kind: "500", shows: /^AntCRM chưa trả lời rõ/ },
  ] as const)("determines its outcome from the record: $kind $commit commit", async ({ shows, ...fault }) => {
    const { quan, antcrm } = await testApp({ crm: { timeoutMs: 200 } });
    await quan.types("xoá đơn 3503");
    antcrm.fault({ ...fault, method: "DELETE", path: "/opportunities", times: 1 });

    expect(await quan.clicks("Xoá")).toMatch(shows);
  });
});
