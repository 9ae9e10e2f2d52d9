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
