import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

function home(streetName: string, state: string) {
  const country = { code: "VN", name: "Vietnam" };
  return { street: "", streetName, wards: "", state, city: "Hồ Chí Minh", country };
}

async function shop() {
  const app = await testApp();
  const { world } = app.antcrm;
  world.addCustomer({
    name: "Vũ Hoài An",
    phones: ["0399111035"],
    addresses: [home("5 Huỳnh Tấn Phát", "Quận 7")],
  });
  world.addCustomer({ name: "Phan Thanh Giản", addresses: [home("2 Lê Lợi", "Quận 1")] });
  await app.fillsIndex();
  return app;
}

it.each(["tìm Kiều Oanh 3", "điểm kiều oanh 3"])("a digit is a part of the name: %s", async (text) => {
  const { lan, antcrm, fillsIndex } = await shop();
  antcrm.world.addCustomer({ name: "Kiều Oanh 2" });
  await fillsIndex();

  expect(await lan.types(text)).toMatch(/^Không tìm thấy khách\n.*“kiều oanh 3”/iu);
  expect(await lan.types(text.replace("3", "2"))).toContain("Kiều Oanh 2");
});

describe("the number of a district or a house", () => {
  it.each([
    ["tìm anh An ở quận 7", "Vũ Hoài An"],
    ["tim anh An o quan 7", "Vũ Hoài An"],
    ["tìm anh An quận 7", "Vũ Hoài An"],
    ["tìm anh Giản ở 2 Lê Lợi", "Phan Thanh Giản"],
  ])("is no customer's number: %s", async (text, name) => {
    const { lan } = await shop();

    expect(await lan.types(text)).toMatch(new RegExp(`^${name}`, "u"));
  });

  it("stands beside a customer's number", async () => {
    const { lan } = await shop();

    expect(await lan.types("tìm khách 476 ở quận 7")).toMatch(/^Trần Thị Bình/);
  });
});

describe("the house of a ticket's customer", () => {
  it.each([
    "tạo phiếu cho anh Giản 2 Lê Lợi: máy hỏng",
    "tạo phiếu cho anh Giản số 2 Lê Lợi: máy hỏng",
    "tạo phiếu cho anh Giản, 2 Lê Lợi: máy hỏng",
    "tao phieu cho anh Gian 2 le loi: may hong",
  ])("is no title: %s", async (text) => {
    const { lan } = await shop();

    const asked = await lan.types(text);
    expect(asked).toContain("Khách hàng: Phan Thanh Giản");
    expect(asked).toMatch(/Tiêu đề: (máy hỏng|may hong)\n/);
  });

  it("may begin like something that is counted: “2 Phan Đình Phùng”", async () => {
    const { lan } = await shop();

    const asked = await lan.types("tạo phiếu cho anh Giản 2 Phan Đình Phùng: máy hỏng");
    expect(asked).toContain("Gần giống:");
    expect(await lan.clicks("Chọn")).toContain("Tiêu đề: máy hỏng");
  });

  it("is asked for if nobody of this name lives there, and the title stays", async () => {
    const { lan } = await shop();

    expect(await lan.types("tạo phiếu cho anh Giản 9 Lê Lợi: máy hỏng")).toContain("Gần giống:");
    expect(await lan.clicks("Chọn")).toContain("Tiêu đề: máy hỏng");
  });

  it("is not read in an order, where a number counts", async () => {
    const { lan } = await shop();

    expect(await lan.types("tạo đơn cho anh Giản 2 Bình Giữ Nhiệt")).toContain("Khách hàng: Giản\n");
  });
});
