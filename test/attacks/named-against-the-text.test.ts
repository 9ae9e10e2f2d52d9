import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const LONG = { name: "Tiêu Xuân Minh Long", phones: ["0399111028"] };

async function manager(...customers: { name: string; phones?: string[]; tags?: string[] }[]) {
  const app = await testApp();
  for (const customer of customers) app.antcrm.world.addCustomer(customer);
  await app.fillsIndex();
  return app.somebody("Sep", "manager");
}

const titleOf = (answer: string) => answer.split("\n")[0];

describe("the customer who is pointed at is not replaced by one whom the text denies or only mentions", () => {
  it.each([
    "điểm của chị ấy chứ không phải tieu xuan minh long",
    "phiếu của chị ấy, không phải của tieu xuan minh long",
    "đơn của chị ấy do tieu xuan minh long giới thiệu",
    "xem phiếu của chị ấy so với tieu xuan minh long",
    "chị ấy là mẹ tieu xuan minh long",
  ])("%s", async (text) => {
    const person = await manager(LONG);
    await person.types("khách 0867 123 456");
    expect(titleOf(await person.types(text))).not.toContain("Tiêu Xuân Minh Long");
  });

  it("and no write behind it is for the other one", async () => {
    const person = await manager(LONG);
    await person.types("khách 0867 123 456");
    await person.types("chị ấy là mẹ tieu xuan minh long");
    expect(await person.types("đổi quà DAUMAY01 cho chị ấy")).not.toMatch(/^Đổi quà DAUMAY01 cho Tiêu/);
  });
});

describe("a denial, an exception, an order, a relative and a longer name show nobody", () => {
  it.each([
    "khách không phải Tiêu Xuân Minh Long nha",
    "sai rồi, không phải tiêu xuân minh long",
    "please do not show tieu xuan minh long",
    "ngoài tiêu xuân minh long ra còn ai",
    "chị ơi xoá tiêu xuân minh long giúp em",
    "mẹ Tiêu Xuân Minh Long quên mật khẩu app",
    "Tiêu Xuân Minh Long khác quên mật khẩu app",
    "Tiêu Xuân Minh Long 2 quên mật khẩu app",
    "nguyễn tiêu xuân minh long quên mật khẩu app",
  ])("%s", async (text) => {
    const person = await manager(LONG);
    expect(await person.types(text)).not.toMatch(/^Tiêu Xuân Minh Long\n/);
  });

  it.each([
    "phiếu đang mở không phải tiêu xuân minh long",
    "phiếu hôm nay trừ Tiêu Xuân Minh Long",
    "tickets except Tiêu Xuân Minh Long",
    "đánh giá trừ Tiêu Xuân Minh Long",
    "vợ tiêu xuân minh long có phiếu nào chưa đóng",
    "tieu xuan minh long 2 có mấy đơn",
  ])("and no list is theirs alone: %s", async (text) => {
    const person = await manager(LONG);
    expect(titleOf(await person.types(text))).not.toContain("· Tiêu Xuân Minh Long");
  });

  it.each([
    ["khách không phải Tiêu Xuân Minh Long nha", "xoá khách này", /^Xoá khách Tiêu/],
    ["mẹ Tiêu Xuân Minh Long quên mật khẩu app", "đổi quà DAUMAY01", /^Đổi quà DAUMAY01 cho Tiêu/],
    ["Tiêu Xuân Minh Long 2 quên mật khẩu app", "xoá khách này", /^Xoá khách Tiêu/],
  ])("and no write behind it is for them: %s", async (text, write, asked) => {
    const person = await manager(LONG);
    await person.types(text);
    expect(await person.types(write)).not.toMatch(asked);
  });
});

describe("of several customers none is chosen by a word that says something else", () => {
  it("of two with one name, that one has the tag “Mua sỉ”", async () => {
    const person = await manager({ name: "Kha Thị Diễm My", tags: ["Mua sỉ"] }, { name: "Kha Thị Diễm My" });
    const answer = await person.types("Kha Thị Diễm My muốn mua hàng mà quên mật khẩu app");
    expect(answer).toMatch(/^Bạn muốn chọn khách nào\?/);
  });

  it("of two who are both named", async () => {
    const person = await manager(LONG, { name: "Lưu Thị Hạnh Nga" });
    const answer = await person.types("Tiêu Xuân Minh Long với Lưu Thị Hạnh Nga quên mật khẩu app");
    expect(answer).not.toMatch(/^(Tiêu|Lưu)/u);
  });
});

describe("the name of a customer takes over no command", () => {
  it.each(["tổng doanh thu", "tổng doanh thu tháng này", "xem tổng doanh thu"])("%s", async (text) => {
    const person = await manager({ name: "Tổng Doanh Thu" });
    expect(titleOf(await person.types(text))).not.toContain("Tổng Doanh Thu");
  });

  it("and hides no open form", async () => {
    const person = await manager({ name: "Doanh Thu Hôm Nay" });
    await person.types("tạo phiếu");
    expect(await person.types("doanh thu hôm nay")).toContain("Bạn đang làm dở");
  });

  it.each(["shop có giao hàng nhanh không", "có giao hàng nhanh không em"])("%s", async (text) => {
    const person = await manager({ name: "Giao Hàng Nhanh" });
    expect(await person.types(text)).not.toMatch(/^Giao Hàng Nhanh\n/);
  });
});
