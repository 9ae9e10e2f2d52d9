import { describe, expect, it } from "vitest";
import { house } from "../support/house.ts";

const deals = ({ antcrm }: Awaited<ReturnType<typeof house>>) => antcrm.world.deals;
const deal = ({ antcrm }: Awaited<ReturnType<typeof house>>, number: number) =>
  antcrm.world.deals.find((one) => one.number === number);

describe("a deal by its number", () => {
  it("is a card with its products, its total, whom it goes to and no ObjectId", async () => {
    const { minh } = await house();

    expect(await minh.types("giao dịch 3503")).toMatchInlineSnapshot(`
      "Giao dịch #3503 · Mực in chính hãng
      Tổng tiền: 780.000 ₫
      Người nhận: Trần Thị Bình · 0867 123 456
      Tạo lúc: 31/10/2026 08:00
      Cập nhật: 31/10/2026 08:00
      1 sản phẩm
      • 2 × Hộp mực 12A (MUC12A)  390.000 ₫ mỗi cái = 780.000 ₫
      [1] Khách hàng"
    `);
    const full = await minh.types("đơn #3502");
    expect(full).toContain("Trạng thái: Đang mở");
    expect(full).toContain("Phụ trách: minh.cskh@example.com");
    expect(full).not.toMatch(/[0-9a-f]{24}/);
  });

  it.each(["giao dich 3503", "đơn hàng số 3503", "xem đơn 3503", "deal 3503", "show order #3503"])(
    "is found as people say it: %s",
    async (text) => {
      const { lan } = await house();
      expect(await lan.types(text)).toMatch(/#3503 · Mực in chính hãng\n/);
    },
  );

  it("offers to edit to agents and to delete to managers", async () => {
    const { minh, lan, quan } = await house();

    expect(await minh.types("giao dịch 3503")).not.toMatch(/Sửa|Xoá/);
    expect(await lan.types("giao dịch 3503")).toMatch(/Sửa {2}\[2\] Khách hàng$/);
    expect(await quan.types("giao dịch 3503")).toMatch(/Sửa .*Khách hàng .*Xoá$/);
    expect(await quan.presses("Khách hàng")).toMatch(/^Trần Thị Bình\n/);
  });

  it("says that there is none, and offers the deals of the customer of that number", async () => {
    const { lan } = await house();

    expect(await lan.types("giao dịch 476")).toMatch(/^Không tìm thấy giao dịch\nKhông có giao dịch #476/);
    expect(await lan.presses("Giao dịch của khách 476")).toMatch(/^Giao dịch · Trần Thị Bình\n/);
  });

  it("is opened from the rows of a customer's deals", async () => {
    const { lan } = await house();

    expect(await lan.types("giao dịch của khách 476")).toContain("#3502 Máy in HP LaserJet");
    expect(await lan.presses("Mở")).toMatch(/^Giao dịch #3502 · Máy in HP LaserJet\n/);
  });
});

describe("lists of deals", () => {
  it("shows the newest of all without a customer, and those of some days", async () => {
    const built = await house();
    const { lan, clock } = built;
    built.antcrm.world.addDeal({ name: "Đơn hôm nay", createdAt: clock.now().getTime() });

    expect(await lan.types("giao dịch mới nhất")).toMatch(
      /^Giao dịch · mới nhất\n4 giao dịch\n• #\d+ Đơn hôm nay/,
    );
    const today = await lan.types("đơn hôm nay");
    expect(today).toMatch(/^Giao dịch · 25\/11\/2026\n1 giao dịch\n/);
    expect(await lan.types("giao dịch hôm qua")).toContain("Không có giao dịch trong những ngày này.");
  });

  it("pages without the query being typed again", async () => {
    const built = await house();
    const an = built.antcrm.world.customersById("customerId", "475")[0];
    for (let made = 0; made < 12; made += 1)
      built.antcrm.world.addDeal({ name: `Đơn ${made}`, customer: an?._id ?? null });

    expect(await built.lan.types("đơn hàng của 0900000001")).toContain("1–10 trong 13");
    const second = await built.lan.presses("Sau ▶");
    expect(second).toContain("11–13 trong 13");
    expect(second).toContain("Đơn hàng nồi chiên");
  });

  it("says how far it looked where AntCRM has more", async () => {
    const built = await house();
    for (let made = 0; made < 1_000; made += 1) built.antcrm.world.addDeal({ name: `Đơn ${made}` });

    expect(await built.lan.types("giao dịch gần đây")).toContain("Bot đã xem 1.000 giao dịch là mức tối đa");
  });

  it("finds the deals that go to a number no customer carries", async () => {
    const built = await house();
    built.antcrm.world.addDeal({ name: "Đơn vãng lai", receiverName: "Hà", receiverPhone: "0911222333" });

    const answer = await built.lan.types("đơn hàng 0911 222 333");
    expect(answer).toContain("Đơn vãng lai");
    expect(answer).toContain("Không khách nào trong AntCRM dùng số này");
  });
});

describe("a new deal", () => {
  it("spells each line and the total out before anything is sent, and creates it once", async () => {
    const built = await house();
    const { lan } = built;
    const before = deals(built).length;

    expect(
      await lan.types("tạo đơn cho 0867 123 456: 2 x muc12a giảm 10%; 1 x Tivi 43 inch giá 6tr5"),
    ).toMatchInlineSnapshot(`
      "Tạo giao dịch này?
      Khách hàng: Trần Thị Bình · 0867 123 456
      Tên: Hộp mực 12A và 1 sản phẩm khác
      2 sản phẩm
      • 2 × Hộp mực 12A (MUC12A)  390.000 ₫ mỗi cái, giảm 10% = 702.000 ₫
      • 1 × Tivi 43 inch (TIVI01)  6.500.000 ₫
      Tổng tiền: 7.202.000 ₫
      [1] Tạo giao dịch  [2] Sửa lại  [3] Huỷ"
    `);
    expect(deals(built)).toHaveLength(before);

    expect(await lan.presses("Tạo giao dịch")).toMatch(/^Đã tạo giao dịch #3601\n/);
    const made = deal(built, 3601);
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
    expect(await lan.presses("Xem giao dịch")).toContain("Tổng tiền: 7.202.000 ₫");
  });

  it("takes everything else by its name, in English as well", async () => {
    const built = await house({ language: "en" });
    const { lan } = built;

    const asked = await lan.types(
      "create order for 0867123456: 1 x BEPTU\nshipping: 30k\nstage: Chốt đơn\nbranch: Quận 1\nin charge (e-mail): lan@shop.vn\nnote: call first",
    );
    expect(asked).toContain("Total: 3,280,000 ₫");
    expect(asked).toContain("Shipping: 30,000 ₫");
    await lan.presses("Create deal");

    expect(deal(built, 3601)).toMatchObject({
      value: 3_280_000,
      shipping_cost: 30_000,
      branch: "Quận 1",
      dealBy: ["lan@shop.vn"],
      stage: built.antcrm.world.stages.get("Chốt đơn"),
      description: expect.stringMatching(/^call first\nRef [0-9A-Z]{8}$/),
    });
  });

  it("asks for the products where none were named", async () => {
    const { lan } = await house();

    expect(await lan.types("lên đơn cho 0867123456")).toContain("Sản phẩm?");
    expect(await lan.types("MUC12A x 3")).toContain("Tổng tiền: 1.170.000 ₫");
  });

  it("offers the nearest names for a product it does not know, and goes on with the one chosen", async () => {
    const { lan } = await house();

    const asked = await lan.types("tạo đơn cho 0867123456: 1 x máy; 2 x MUC12A");
    expect(asked).toMatch(/^“máy” là sản phẩm nào\?\n/);
    expect(asked).toContain("Máy in HP LaserJet (MAYIN01)  4.520.000 ₫");
    expect(asked).not.toContain("Ngoài danh mục");
    expect(await lan.presses("Chọn")).toContain("Tổng tiền: 5.570.000 ₫");
  });

  it("keeps a line outside the catalogue when it has a price, and says that it is one", async () => {
    const built = await house();
    const { lan } = built;

    const asked = await lan.types("tạo đơn cho 0867123456: 1 x Thay lõi lọc giá 500k");
    expect(asked).toContain("dòng ngoài danh mục của AntCRM");
    expect(await lan.presses("Ngoài danh mục")).toContain("1 × Thay lõi lọc  500.000 ₫");
    await lan.presses("Tạo giao dịch");
    expect(deal(built, 3601)?.products).toMatchObject([{ name: "Thay lõi lọc", value: 500_000 }]);
  });

  it("asks for a price that AntCRM does not know", async () => {
    const built = await house();
    built.antcrm.world.products.add({ name: "Vé tham quan", code: "VE01", value: "" });

    expect(await built.lan.types("tạo đơn cho 0867123456: 2 x VE01")).toMatch(
      /^“Vé tham quan” giá bao nhiêu\?/,
    );
  });

  it("does not make deals of leads", async () => {
    const { lan } = await house();
    expect(await lan.types("tạo đơn cho lead 2964: 1 x MUC12A")).toContain("cần chuyển thành khách hàng");
  });

  it("refuses no pieces at all, and a discount over the price", async () => {
    const { lan } = await house();
    await lan.types("lên đơn cho 0867123456");
    for (const wrong of ["0 x MUC12A", "2 x MUC12A giảm 120%"]) {
      expect(await lan.checks({ lines: wrong }), wrong).toHaveProperty("lines");
    }
  });

  it("is for agents", async () => {
    const { minh } = await house();
    expect(await minh.types("tạo đơn cho 0867123456: 1 x MUC12A")).toMatch(/^Bạn chưa có quyền/);
  });

  it("shows the deal of the same products that was made a moment ago, and goes on when it is wanted", async () => {
    const built = await house();
    const { lan } = built;
    await lan.types("tạo đơn cho 0867123456: 2 x MUC12A");
    await lan.presses("Tạo giao dịch");

    expect(await lan.types("tạo đơn cho 0867123456: 2 x hộp mực 12a")).toMatch(
      /^Đã có giao dịch rồi\n.*\n• #3601/,
    );
    expect(await lan.presses("Vẫn tiếp tục")).toMatch(/^Tạo giao dịch này\?/);
    expect(await lan.types("tạo đơn cho 0867123456: 3 x MUC12A")).toMatch(/^Tạo giao dịch này\?/);
  });

  it.each([
    { kind: "hang", commit: "after" },
    { kind: "cut", commit: "after" },
    { kind: "500", commit: "after" },
  ] as const)(
    "finds by its reference the deal that was made although no answer came: $kind",
    async (fault) => {
      const built = await house({ crm: { timeoutMs: 200 } });
      const { lan, antcrm } = built;
      await lan.types("tạo đơn cho 0867123456: 2 x MUC12A");
      antcrm.fault({ ...fault, method: "POST", path: "/opportunities", times: 1 });

      expect(await lan.presses("Tạo giao dịch")).toMatch(/^Đã tạo giao dịch #3601\n/);
      expect(deals(built).filter(({ name }) => name === "Hộp mực 12A")).toHaveLength(1);
    },
  );

  it("does not claim what did not happen", async () => {
    const { lan, antcrm } = await house();
    await lan.types("tạo đơn cho 0867123456: 2 x MUC12A");
    antcrm.fault({ kind: "500", commit: "before", method: "POST", path: "/opportunities", times: 1 });

    expect(await lan.presses("Tạo giao dịch")).toMatch(/^AntCRM chưa trả lời rõ\n/);
    expect(await lan.presses("Kiểm tra lại")).toMatch(/^AntCRM chưa trả lời rõ\n/);
  });
});

describe("an edit of a deal", () => {
  it("shows before and after, the total with it, and sends the whole list", async () => {
    const built = await house();
    const { lan } = built;

    expect(await lan.types("sửa giao dịch 3503: 3 x MUC12A giảm 50k; 1 x TIVI01")).toMatchInlineSnapshot(`
      "Sửa giao dịch #3503?
      Mực in chính hãng
      Sản phẩm: 2 × Hộp mực 12A (MUC12A) = 780.000 ₫ → 3 × Hộp mực 12A (MUC12A), giảm 50.000 ₫ = 1.120.000 ₫; 1 × Tivi 43 inch (TIVI01) = 6.990.000 ₫
      Tổng tiền: 780.000 ₫ → 8.110.000 ₫
      Danh sách sản phẩm được gửi lại nguyên như bên phải mũi tên.
      [1] Lưu  [2] Sửa lại  [3] Huỷ"
    `);
    expect(await lan.presses("Lưu")).toMatch(/^Đã sửa giao dịch #3503\n/);
    expect(deal(built, 3503)).toMatchObject({
      value: 8_110_000,
      products: [{ quantity: 3 }, { code: "TIVI01" }],
    });
  });

  it("opens the form with what the deal holds when nothing was said, and sends only what was changed", async () => {
    const { lan, antcrm } = await house();

    await lan.types("sửa đơn 3503");
    const held = new Map(lan.form().fields.map(({ name, value }) => [name, value]));
    expect(held.get("name")).toBe("Mực in chính hãng");
    expect(held.get("lines")).toBe("2 x MUC12A giá 390.000");
    expect(await lan.sends({ branch: "Quận 1" })).toMatch(
      /^Sửa giao dịch #3503\?\nMực in chính hãng\nChi nhánh: \(trống\) → Quận 1\n/,
    );
    await lan.presses("Lưu");
    const sent = antcrm.requests.findLast(
      ({ method, path }) => method === "PUT" && path === "/opportunities",
    );
    expect(sent?.body).toEqual({ number: "3503", branch: "Quận 1" });
  });

  it("says that there is nothing to change", async () => {
    const { lan } = await house();
    expect(await lan.types("sửa đơn 3503: 2 x MUC12A")).toMatch(/^Không có gì để sửa/);
  });

  it("keeps lines that are not in the catalogue any more", async () => {
    const built = await house();
    const held = deal(built, 3503);
    held?.products.push({
      ...held.products[0],
      name: "Công lắp đặt",
      code: "",
      productIdApiRing: "",
      quantity: 1,
    } as never);

    const asked = await built.lan.types("sửa đơn 3503: 2 x MUC12A; 2 x Công lắp đặt");
    expect(asked).toContain("2 × Công lắp đặt = 780.000 ₫");
  });

  it("empties what - is typed for, and keeps the reference in the note", async () => {
    const built = await house();
    const { lan } = built;
    await lan.types("tạo đơn cho 0867123456: 1 x MUC12A, ghi chú: gọi trước");
    await lan.presses("Tạo giao dịch");
    await lan.types("sửa đơn 3601 ghi chú: -");
    expect(await lan.presses("Lưu")).toMatch(/^Đã sửa giao dịch #3601/);
    expect(deal(built, 3601)?.description).toMatch(/^Mã [0-9A-Z]{8}$/);
  });

  it("shows how it stands now and asks again when somebody changed it meanwhile", async () => {
    const built = await house();
    const { lan } = built;
    await lan.types("sửa đơn 3503 chi nhánh: Quận 1");
    Object.assign(deal(built, 3503) ?? {}, { branch: "Gò Vấp" });

    const asked = await lan.presses("Lưu");
    expect(asked).toContain("Có người vừa sửa bản ghi này");
    expect(asked).toContain("Chi nhánh: Gò Vấp → Quận 1");
    expect(await lan.presses("Lưu")).toMatch(/^Đã sửa giao dịch #3503/);
  });

  it("never takes a sum without its name", async () => {
    const { lan } = await house();

    expect(await lan.types("sửa đơn 3502 giá trị: 5tr")).toContain("Tổng tiền: 4.520.000 ₫ → 5.000.000 ₫");
    expect(await lan.types("sửa đơn 3503 phí ship: 30k")).toContain("Tổng tiền: 780.000 ₫ → 810.000 ₫");
  });

  it("does not call a stage empty that AntCRM names by its id alone", async () => {
    const { lan } = await house();
    expect(await lan.types("sửa đơn 3502 giai đoạn: Chốt đơn")).toContain(
      "Giai đoạn: (AntCRM không cho biết) → Chốt đơn",
    );
  });

  it("is done by what the record holds although no answer came", async () => {
    const { lan, antcrm } = await house({ crm: { timeoutMs: 200 } });
    await lan.types("sửa đơn 3503: 3 x MUC12A");
    antcrm.fault({ kind: "hang", commit: "after", method: "PUT", path: "/opportunities", times: 1 });

    expect(await lan.presses("Lưu")).toMatch(/^Đã sửa giao dịch #3503/);
  });

  it("stays unclear where the record holds the old values", async () => {
    const { lan, antcrm } = await house();
    await lan.types("sửa đơn 3503: 3 x MUC12A");
    antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/opportunities", times: 1 });

    expect(await lan.presses("Lưu")).toMatch(/^AntCRM chưa trả lời rõ\n/);
  });

  it("offers to set a stage again, for its name cannot be read back, and tells it once", async () => {
    const built = await house();
    const { lan, antcrm, clock } = built;
    await lan.types("sửa đơn 3502 giai đoạn: Chốt đơn");
    antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/opportunities", times: 1 });

    const unclear = await lan.presses("Lưu");
    expect(unclear).toContain("Đặt lại lần nữa cũng không sao.");
    expect(unclear).not.toContain("Kiểm tra lại");
    clock.passes(61_000);
    expect(await built.looksAgain()).toEqual([]);
    await lan.presses("Gửi lại");
    expect(await lan.presses("Lưu")).toMatch(/^Đã sửa giao dịch #3502/);
    expect(deal(built, 3502)?.stage).toBe(antcrm.world.stages.get("Chốt đơn"));
  });

  it("says that a deal is gone", async () => {
    const { lan } = await house({ language: "en" });
    expect(await lan.types("edit deal 99999 branch: Q1")).toMatch(/^Deal not found\n/);
  });
});

describe("deleting a deal", () => {
  it("names what is lost, is for managers, and says so when it is gone already", async () => {
    const built = await house();
    const { lan, quan } = built;

    expect(await lan.types("xoá giao dịch 3503")).toMatch(/^Bạn chưa có quyền/);
    expect(await quan.types("xóa đơn hàng 3503")).toMatchInlineSnapshot(`
      "Xoá giao dịch #3503?
      Tên: Mực in chính hãng
      Khách hàng: Trần Thị Bình
      Tổng tiền: 780.000 ₫
      Sản phẩm: 2 × Hộp mực 12A (MUC12A) = 780.000 ₫
      Sản phẩm, giai đoạn và lịch sử của giao dịch cũng mất theo, và bot không lấy lại được.
      [1] Xoá  [2] Sửa lại  [3] Huỷ"
    `);
    expect(await quan.presses("Xoá")).toMatch(/^Đã xoá giao dịch #3503/);
    expect(deal(built, 3503)).toBeUndefined();
    expect(await quan.types("huy don 3503")).toMatch(/^Không tìm thấy giao dịch/);
  });

  it("is not sent when somebody deleted it after the question", async () => {
    const built = await house();
    const { quan, antcrm } = built;
    await quan.types("xoá đơn 3503");
    const held = deal(built, 3503);
    if (held) antcrm.world.removeDeal(held);

    expect(await quan.presses("Xoá")).toMatch(/^Không tìm thấy/);
    expect(antcrm.requests.some(({ method }) => method === "DELETE")).toBe(false);
  });

  it.each([
    { commit: "after", kind: "hang", shows: /^Đã xoá giao dịch #3503/ },
    { commit: "before", kind: "500", shows: /^AntCRM chưa trả lời rõ/ },
  ] as const)("tells what became of it by looking: $kind $commit commit", async ({ shows, ...fault }) => {
    const { quan, antcrm } = await house({ crm: { timeoutMs: 200 } });
    await quan.types("xoá đơn 3503");
    antcrm.fault({ ...fault, method: "DELETE", path: "/opportunities", times: 1 });

    expect(await quan.presses("Xoá")).toMatch(shows);
  });
});
