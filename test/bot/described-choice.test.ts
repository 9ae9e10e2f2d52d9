import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const home = (streetName: string, state: string) => ({
  ...{ street: `12 ${streetName}`, streetName, wards: "", state, city: "Hồ Chí Minh" },
  country: { code: "VN", name: "Vietnam" },
});

/** Several customers called Vy, and the list to choose from. */
async function listed(asks = "khách Vy") {
  const app = await testApp();
  const { world } = app.antcrm;
  world.addCustomer({
    name: "Lê Thị Vy",
    phones: ["0911222646"],
    addresses: [home("Nguyễn Thị Thập", "Quận 7")],
  });
  world.addCustomer({
    name: "Phạm Văn Vy",
    phones: ["0911222259"],
    addresses: [home("Hậu Giang", "Quận 6")],
  });
  world.addCustomer({
    name: "Đỗ Hoàng Vy",
    phones: ["0911333777"],
    addresses: [home("Lê Đức Thọ", "Gò Vấp")],
  });
  await app.fillsIndex();
  expect(await app.lan.types(asks)).toMatch(/^Bạn muốn chọn khách nào\?/);
  return app;
}

describe("one of several customers", () => {
  it.each([
    ["chị quận 7 á", "Lê Thị Vy"],
    ["chị q7 nha", "Lê Thị Vy"],
    ["chị ở q.7 ấy", "Lê Thị Vy"],
    ["quận 7", "Lê Thị Vy"],
    ["bạn ở quận 7 nhé", "Lê Thị Vy"],
    ["anh quận 6 đó", "Phạm Văn Vy"],
    ["chị ở Gò Vấp đấy", "Đỗ Hoàng Vy"],
    ["đuôi 259", "Phạm Văn Vy"],
    ["đuôi 2646 nha", "Lê Thị Vy"],
  ])("is chosen by “%s”", async (text, name) => {
    const { lan } = await listed();

    expect((await lan.types(text)).split("\n")[0]).toBe(name);
  });

  it("is chosen for what was asked, which is asked to confirm", async () => {
    const { lan, antcrm } = await listed("đổi quà DAUMAY01 cho chị Vy");

    expect(await lan.types("chị quận 7 á")).toMatch(/^Đổi quà DAUMAY01 cho Lê Thị Vy\?/);
    expect(antcrm.requests.some(({ path }) => path === "/redeem")).toBe(false);
  });

  it("is looked for again for what was asked, and nothing is done", async () => {
    const { lan, antcrm } = await listed("đổi quà DAUMAY01 cho chị Vy");

    expect(await lan.types("anh quận 9 á")).toContain("“Vy quận 9”");
    expect(antcrm.requests.some(({ path }) => path === "/redeem")).toBe(false);
  });

  it("is looked for again where none of them is described so", async () => {
    const { lan } = await listed();

    expect(await lan.types("anh quận 9 á")).toContain("“Vy quận 9”");
  });
});

describe("more of a list", () => {
  it.each(["xem thêm", "xem tiếp nhé", "trang sau", "more"])("is its next page: %s", async (text) => {
    const { lan, clock } = await testApp({ antcrm: { size: "full" } });
    const first = await lan.types("phiếu tháng này");

    clock.passes(90_000);
    const next = await lan.types(text);
    expect(next).toContain("11–20 trong ");
    expect(next.split("\n")[0]).toBe(first.split("\n")[0]);
    clock.passes(90_000);
    expect(await lan.types(text)).toContain("21–30 trong ");
  });

  it("is nothing behind the last page", async () => {
    const { lan } = await testApp();
    await lan.types("phiếu tháng này");

    expect(await lan.types("xem thêm")).toMatch(/^Bot chưa hiểu/);
  });

  it("is nothing once something else was shown", async () => {
    const { lan } = await testApp({ antcrm: { size: "full" } });
    await lan.types("phiếu tháng này");
    await lan.types("0867 123 456");

    expect(await lan.types("xem thêm")).not.toContain("11–20 trong ");
  });
});
