import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

function address(street: string, state: string) {
  const country = { code: "VN", name: "Vietnam" };
  return { street, streetName: street.replace(/^\d+ /, ""), wards: "", state, city: "Hồ Chí Minh", country };
}

async function shop({ isIndexed = true } = {}) {
  const app = await testApp();
  const { world } = app.antcrm;
  const customers = [
    { name: "Lê Văn Lương", addresses: [address("12 Nguyễn Trãi", "Quận Gò Vấp")] },
    { name: "Phan Thanh Giản", addresses: [address("1 Lê Lợi", "Quận 1")] },
    { name: "Kiều Oanh 2" },
    { name: "Hồ Quang Hiếu", phones: ["0399111028"] },
    { name: "Tạ Kim Chi", phones: ["0399888055"] },
    { name: "Ngô Thị Loan", tags: ["Mua sỉ"] },
    { name: "Võ Minh Tú", tags: ["Nguyễn"] },
    { name: "Đặng Mỹ Linh" },
    { name: "Hoàng Gia Huy" },
    { name: "Vũ An Bình", phones: ["0399111035"] },
    { name: "Vũ An" },
    { name: "Công ty TNHH Minh Anh", phones: ["0399111049"] },
    { name: "Anh Minh" },
    { name: "Bùi Thị Bình", phones: ["0833242608"], addresses: [address("12 Lê Đức Thọ", "Quận Gò Vấp")] },
  ];
  for (const customer of customers) world.addCustomer(customer);
  world.products.add({ name: "Dưa hấu", code: "DH1", value: "20000", productIdApiRing: "r1" });
  world.products.add({ name: "Máy lạnh 9.000", code: "ML9", value: "9000000", productIdApiRing: "r2" });
  if (isIndexed) await app.fillsIndex();
  return app.somebody("Sep", "manager");
}

describe("one word of a street or a tag is no word of a name", () => {
  const NAMES = ["Nguyễn Lương", "Lê Giản", "Tân Bình", "Nguyễn Tú", "Tú Nguyễn"];
  it.each(NAMES)("%s", async (name) => {
    const manager = await shop();
    expect(await manager.types(`xoá khách ${name}`)).not.toMatch(/^Xoá khách/);
  });

  it.each([...NAMES, "VIP", "Cộng Hoà"])("without an index: %s", async (name) => {
    const manager = await shop({ isIndexed: false });
    expect(await manager.types(`xoá khách ${name}`)).not.toMatch(/^Xoá khách/);
  });

  it.each([true, false])("unless the whole tag stands behind the name, index: %s", async (isIndexed) => {
    const manager = await shop({ isIndexed });
    expect(await manager.types("xoá khách Loan Mua sỉ")).toMatch(/^Xoá khách Ngô Thị Loan\?/);
  });
});

describe("digits behind a name belong to it", () => {
  it.each([
    "xoá khách Kiều Oanh 3",
    "xoá khách kiều oanh 3",
    "xoá khách Kiều Oanh 3 giúp em",
    "đổi quà DAUMAY01 cho Kiều Oanh 3",
    "sửa khách Kiều Oanh 3 tên Oanh Mới",
    "gắn nhãn Sỉ cho Kiều Oanh 3",
    "tạo phiếu cho Kiều Oanh 3: máy hỏng",
    "tạo đơn cho Kiều Oanh 3: 2 TIVI01",
    "xoá khách Hiếu 55",
    "xoá khách Hiếu 5",
    "xoá khách Hiếu 12345",
    "tích điểm ABC123 cho Hiếu 55",
  ])("%s", async (text) => {
    const manager = await shop();
    expect(await manager.types(text)).toMatch(/^(Không tìm thấy khách|Bạn muốn chọn khách nào\?)/);
  });

  it.each([
    ["xoá khách Kiều Oanh 2", "Kiều Oanh 2"],
    ["xoá khách Chi 55", "Tạ Kim Chi"],
    ["xoá khách Hiếu 11028", "Hồ Quang Hiếu"],
  ])("%s", async (text, name) => {
    const manager = await shop();
    expect(await manager.types(text)).toMatch(new RegExp(`^Xoá khách ${name}\\?`, "u"));
  });

  it("unless they count something", async () => {
    const manager = await shop();
    const asked = await manager.types("tạo đơn cho chị Loan 2 TIVI01");
    expect(asked).toContain("Khách hàng: Ngô Thị Loan");
    expect(asked).toContain("2 × Tivi 43 inch");
  });
});

describe("somebody who is only told by another's name is asked for", () => {
  it.each([
    "đổi quà DAUMAY01 cho mẹ chị Linh",
    "doi qua DAUMAY01 cho me chi Linh",
    "đổi quà DAUMAY01 cho vợ anh Huy",
    "đổi quà DAUMAY01 cho vợ Huy",
    "đổi quà DAUMAY01 cho mẹ chị ấy",
    "đổi quà DAUMAY01 cho bạn của Linh",
    "redeem DAUMAY01 for Linh's mother",
    "redeem DAUMAY01 for another Linh",
    "đổi quà DAUMAY01 cho chị Linh khác",
    "đổi quà DAUMAY01 cho chị Linh khác nha",
    "doi qua DAUMAY01 cho chi Linh khac nha",
    "đổi quà DAUMAY01 cho chị Linh khác công ty",
    "đổi quà DAUMAY01 cho khách khác tên Linh",
    "xoá khách mẹ chị Linh",
    "xoá khách mẹ chị linh",
    "sửa khách mẹ chị Linh tên Hoa",
    "tạo phiếu cho mẹ chị Linh: máy hỏng",
  ])("%s", async (text) => {
    const manager = await shop();
    await manager.types("khách 0867 123 456");
    expect(await manager.types(text)).toContain("\nKhách hàng? ");
    expect(await manager.types("mẹ chị Linh")).not.toMatch(/^[^\n]*(Linh|Huy)\?/);
  });

  it.each(["xoá khách chị Linh khác", "xoá khách anh huy chị linh"])("%s", async (text) => {
    const manager = await shop();
    expect(await manager.types(text)).not.toMatch(/^Xoá khách .*\?/);
  });

  it.each([
    "xoá khách anh Huy chị Linh",
    "đổi quà DAUMAY01 cho anh Huy chị Linh giúp em",
    "tạo phiếu cho anh Huy chị Linh: máy hỏng",
  ])("or one of two people is chosen: %s", async (text) => {
    const manager = await shop();
    expect(await manager.types(text)).toMatch(/^Bạn chọn khách nào\?\n.*Huy hay Linh\?/);
  });

  it("but “bố trí” and “má phanh” are no relatives", async () => {
    const manager = await shop();
    for (const title of ["bố trí lại lịch lắp", "má phanh kêu"]) {
      await manager.types("khách 0867 123 456");
      expect(await manager.types(`tạo phiếu ${title}`)).toContain("Khách hàng: Trần Thị Bình");
    }
  });

  it.each(["tạo phiếu cho chị Linh khác tầng: máy hỏng", "tao phieu cho chi Linh khac tang: may hong"])(
    "but “khác tầng” says where she is: %s",
    async (text) => {
      const manager = await shop();
      expect(await manager.types(text)).toContain("Khách hàng: Đặng Mỹ Linh");
    },
  );

  it.each(["nhầm, mẹ chị Linh", "nhầm, chị Linh khác", "nhầm, anh Huy chị Linh"])(
    "and corrects nothing: %s",
    async (text) => {
      const manager = await shop();
      await manager.types("đổi quà DAUMAY01 cho 0867 123 456");
      expect(await manager.types(text)).not.toMatch(/^Đổi quà DAUMAY01 cho/);
    },
  );

  it.each([
    ["tạo phiếu cho chị Linh: mẹ chị Linh gọi", "mẹ chị Linh gọi"],
    ["tạo phiếu cho chị Linh anh Huy giao trễ", "anh Huy giao trễ"],
  ])("a title names whom it likes: %s", async (text, title) => {
    const manager = await shop();
    const asked = await manager.types(text);
    expect(asked).toContain("Khách hàng: Đặng Mỹ Linh");
    expect(asked).toContain(`Tiêu đề: ${title}\n`);
  });
});

describe("whom a change of the name is for is no new name", () => {
  it.each(["sửa tên chị Linh", "sửa tên khách Linh", "đổi tên cho chị Linh", "sua ten khach 0399111035"])(
    "%s",
    async (text) => {
      const manager = await shop();
      await manager.types("khách 0867 123 456");
      expect(await manager.types(text)).not.toContain("→");
    },
  );

  it.each(["sửa tên chị Linh thành Đặng Mỹ Lệ", "đổi tên 0867 123 456: Đặng Mỹ Lệ"])(
    "unless the new one is told: %s",
    async (text) => {
      const manager = await shop();
      expect(await manager.types(text)).toContain("→ Đặng Mỹ Lệ");
    },
  );
});

describe("a customer of just this name is not the one shown before, who has more words", () => {
  it.each([
    ["0399111035", "Vũ An"],
    ["0399111049", "Anh Minh"],
    ["0399111049", "Minh"],
  ])("after %s: %s", async (phone, name) => {
    const manager = await shop();
    await manager.types(`khách ${phone}`);
    expect(await manager.types(`xoá khách ${name}`)).not.toMatch(/^Xoá khách (Vũ An Bình|Công ty)/);
  });
});

describe("a denial or a question corrects nothing", () => {
  it.each([
    "0833 242 608 không phải",
    "chị Bình ở Gò Vấp không phải à",
    "không phải, chị Bình ở Gò Vấp à",
    "nhầm, đuôi 608 à",
  ])("of the customer: %s", async (text) => {
    const manager = await shop();
    await manager.types("xoá khách 0867 123 456");
    expect(await manager.types(text)).not.toMatch(/^Xoá khách Bùi/);
  });

  it.each(["đuôi 608 không phải", "nhầm, đuôi 608 tự đổi rồi", "nhầm, đuôi 608 à"])(
    "of a new name: %s",
    async (text) => {
      const manager = await shop();
      await manager.types("sửa khách 0867 123 456 tên Bình Mới");
      expect(await manager.types(text)).not.toContain("→ đuôi 608");
    },
  );

  it.each(["đuôi 608 không phải", "nhầm, đuôi 608 tự đổi rồi"])("of a code: %s", async (text) => {
    const manager = await shop();
    await manager.types("tích điểm ABC123 cho 0867 123 456");
    expect(await manager.types(text)).not.toContain("mã đuôi 608");
  });
});

describe("a product is only offered", () => {
  it("for a word with other accents", async () => {
    const manager = await shop();
    expect(await manager.types("tạo đơn cho 0867 123 456: 2 dừa")).not.toMatch(/^Tạo đơn này/);
  });

  it.each(["xoá sản phẩm 9", "xoá sản phẩm qu", "sửa giá 9 thành 5tr"])(
    "for a digit or a beginning: %s",
    async (text) => {
      const manager = await shop();
      expect(await manager.types(text)).not.toMatch(/^(Xoá|Sửa) (Máy|Quạt)/);
    },
  );
});
