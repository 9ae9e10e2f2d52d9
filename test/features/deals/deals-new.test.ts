import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const deals = ({ antcrm }: Awaited<ReturnType<typeof testApp>>) => antcrm.world.deals;
const deal = ({ antcrm }: Awaited<ReturnType<typeof testApp>>, number: number) =>
  antcrm.world.deals.find((one) => one.number === number);

describe("a new deal", () => {
  it("shows each line and the total before anything is sent, and creates it once", async () => {
    const app = await testApp();
    const { lan } = app;
    const before = deals(app).length;

    expect(
      await lan.types("tạo đơn cho 0867 123 456: 2 x muc12a giảm 10%; 1 x Tivi 43 inch giá 6tr5"),
    ).toMatchInlineSnapshot(`
      "Tạo đơn này?
      Khách hàng: Trần Thị Bình · 0867 123 456
      Tên: Hộp mực 12A và 1 sản phẩm khác
      2 sản phẩm
      • 2 × Hộp mực 12A (MUC12A)  390.000 ₫ mỗi cái, giảm 10% = 702.000 ₫
      • 1 × Tivi 43 inch (TIVI01)  6.500.000 ₫
      Tổng tiền: 7.202.000 ₫
      [1] Tạo đơn  [2] Sửa lại  [3] Huỷ"
    `);
    expect(deals(app)).toHaveLength(before);

    expect(await lan.clicks("Tạo đơn")).toMatch(/^Đã tạo đơn #3601\n/);
    const made = deal(app, 3601);
    expect(made).toMatchObject({
      name: "Hộp mực 12A và 1 sản phẩm khác",
      value: 7_202_000,
      receiverName: "Trần Thị Bình",
      description: expect.stringMatching(/^Mã [0-9A-Z]{8}$/),
    });
    expect(made?.products).toMatchObject([
      { name: "Hộp mực 12A", code: "MUC12A", quantity: 2, value: 390_000, typeDiscount: 1, discount: 10 },
      { name: "Tivi 43 inch", code: "TIVI01", quantity: 1, value: 6_500_000 },
    ]);
    expect(await lan.clicks("Xem đơn")).toContain("Tổng tiền: 7.202.000 ₫");
  });

  it("takes all other fields by name, in English as well", async () => {
    const app = await testApp({ language: "en" });
    const { lan } = app;

    const asked = await lan.types(
      "create order for 0867123456: 1 x BEPTU\nshipping: 30k\nstage: Chốt đơn\nbranch: Quận 1\nin charge (e-mail): lan@shop.vn\nnote: call first",
    );
    expect(asked).toContain("Total: 3,280,000 ₫");
    expect(asked).toContain("Shipping: 30,000 ₫");
    await lan.clicks("Create deal");

    expect(deal(app, 3601)).toMatchObject({
      value: 3_280_000,
      shipping_cost: 30_000,
      branch: "Quận 1",
      dealBy: ["lan@shop.vn"],
      stage: app.antcrm.world.stages.get("Chốt đơn"),
      description: expect.stringMatching(/^call first\nRef [0-9A-Z]{8}$/),
    });
  });

  it("shows a note whole, also where its last line looks like a reference of the bot", async () => {
    const app = await testApp();
    const { lan } = app;

    const asked = await lan.types("tạo đơn cho 0867123456: 1 x MUC12A\nghi chú: Gọi trước\nMã GIAM2026");
    expect(asked).toContain("Ghi chú: Gọi trước\nMã GIAM2026\n");
    await lan.clicks("Tạo đơn");

    expect(deal(app, 3601)?.description).toMatch(/^Gọi trước\nMã GIAM2026\nMã [0-9A-Z]{8}$/);
    expect(await lan.types("sửa giao dịch 3601 ghi chú: Gọi sau\nMã GIAM2027")).toContain(
      "Ghi chú: Gọi trước\nMã GIAM2026 → Gọi sau\nMã GIAM2027\n",
    );
  });

  it("asks for the products when none were named", async () => {
    const { lan } = await testApp();

    expect(await lan.types("lên đơn cho 0867123456")).toContain("Sản phẩm?");
    expect(await lan.types("MUC12A x 3")).toContain("Tổng tiền: 1.170.000 ₫");
  });

  it("offers the nearest names for an unknown product, and continues with the chosen one", async () => {
    const { lan } = await testApp();

    const asked = await lan.types("tạo đơn cho 0867123456: 1 x máy; 2 x MUC12A");
    expect(asked).toMatch(/^“máy” là sản phẩm nào\?\n/);
    expect(asked).toContain("Máy in HP LaserJet (MAYIN01)  4.520.000 ₫");
    expect(asked).not.toContain("Ngoài danh mục");
    expect(await lan.clicks("Chọn")).toContain("Tổng tiền: 5.570.000 ₫");
  });

  it("keeps a line outside the catalogue when it has a price, and reports it", async () => {
    const app = await testApp();
    const { lan } = app;

    const asked = await lan.types("tạo đơn cho 0867123456: 1 x Thay lõi lọc giá 500k");
    expect(asked).toContain("dòng ngoài danh mục của AntCRM");
    expect(await lan.clicks("Ngoài danh mục")).toContain("1 × Thay lõi lọc  500.000 ₫");
    await lan.clicks("Tạo đơn");
    expect(deal(app, 3601)?.products).toMatchObject([{ name: "Thay lõi lọc", value: 500_000 }]);
  });

  it("asks for a price that AntCRM does not have", async () => {
    const app = await testApp();
    app.antcrm.world.products.add({ name: "Vé tham quan", code: "VE01", value: "" });

    expect(await app.lan.types("tạo đơn cho 0867123456: 2 x VE01")).toMatch(
      /^“Vé tham quan” giá bao nhiêu\?/,
    );
  });

  it("is not created for leads", async () => {
    const { lan } = await testApp();
    expect(await lan.types("tạo đơn cho lead 2964: 1 x MUC12A")).toContain("cần chuyển thành khách hàng");
  });

  it("refuses a quantity of zero, and a discount over the price", async () => {
    const { lan } = await testApp();
    await lan.types("lên đơn cho 0867123456");
    for (const wrong of ["0 x MUC12A", "2 x MUC12A giảm 120%"]) {
      expect(await lan.checks({ lines: wrong }), wrong).toHaveProperty("lines");
    }
  });

  it("is for agents", async () => {
    const { minh } = await testApp();
    expect(await minh.types("tạo đơn cho 0867123456: 1 x MUC12A")).toMatch(/^Bạn chưa có quyền/);
  });

  it("shows a recent deal with the same products, and continues on request", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types("tạo đơn cho 0867123456: 2 x MUC12A");
    await lan.clicks("Tạo đơn");

    expect(await lan.types("tạo đơn cho 0867123456: 2 x hộp mực 12a")).toMatch(/^Đã có đơn rồi\n.*\n• #3601/);
    expect(await lan.clicks("Vẫn tiếp tục")).toMatch(/^Tạo đơn này\?/);
    expect(await lan.types("tạo đơn cho 0867123456: 3 x MUC12A")).toMatch(/^Tạo đơn này\?/);
  });

  it.each([
    { kind: "hang", commit: "after" },
    { kind: "cut", commit: "after" },
    { kind: "500", commit: "after" },
  ] as const)("finds the created deal by its reference although no answer came: $kind", async (fault) => {
    const app = await testApp({ crm: { timeoutMs: 200 } });
    const { lan, antcrm } = app;
    await lan.types("tạo đơn cho 0867123456: 2 x MUC12A");
    antcrm.fault({ ...fault, method: "POST", path: "/opportunities", times: 1 });

    expect(await lan.clicks("Tạo đơn")).toMatch(/^Đã tạo đơn #3601\n/);
    expect(deals(app).filter(({ name }) => name === "Hộp mực 12A")).toHaveLength(1);
  });

  it("does not claim a deal that was not created", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("tạo đơn cho 0867123456: 2 x MUC12A");
    antcrm.fault({ kind: "500", commit: "before", method: "POST", path: "/opportunities", times: 1 });

    expect(await lan.clicks("Tạo đơn")).toMatch(/^AntCRM chưa trả lời rõ\n/);
    expect(await lan.clicks("Kiểm tra lại")).toMatch(/^AntCRM chưa trả lời rõ\n/);
  });
});

it("names the order by its product, and not by the customer beside the number", async () => {
  const { lan } = await testApp();
  const asked = await lan.types("lên đơn chị Bình 0867123456: 1 TIVI01");
  expect(asked).toContain("Tên: Tivi 43 inch");
});

it("takes the receiver's name and number as a change of the order that is asked about", async () => {
  const { lan } = await testApp();
  await lan.types("lên đơn cho 0867123456: 1 TIVI01");
  expect(await lan.types("người nhận là Tuấn, 0777 888 123")).toContain("Người nhận: Tuấn · 0777 888 123");
});
