import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const country = { code: "VN", name: "Vietnam" };

async function agent() {
  const app = await testApp();
  const { world } = app.antcrm;
  world.addCustomer({ name: "Tiêu Xuân Minh Long", phones: ["0399111028"] });
  world.addCustomer({
    name: "Lưu Thị Hạnh Nga",
    phones: ["0399111035"],
    addresses: [
      {
        ...{ street: "12 Cộng Hoà", streetName: "Cộng Hoà", wards: "" },
        ...{ state: "Quận Tân Bình", city: "Hồ Chí Minh", country },
      },
    ],
  });
  world.addCustomer({ name: "Âu Xuân Dũng", emails: ["auxuandung09@example.com"] });
  for (const name of ["Trà Sữa Ly", "Tran Quoc Bao Duy", "Bảo Ngọc Hân"]) world.addCustomer({ name });
  for (const name of ["Lý Thu Trang", "Đinh Thị Hương", "Hoàng Gia Huy"]) world.addCustomer({ name });
  await app.fillsIndex();
  return app.somebody("An", "agent");
}

const shows = (name: string) => new RegExp(`^${name}\\n`, "u");

describe("a text without a command shows the customer whom it names", () => {
  it.each([
    ["hồ sơ chị hạnh nga cộng hoà đâu rồi ta", "Lưu Thị Hạnh Nga"],
    ["c.Nga Tân Bình nhé", "Lưu Thị Hạnh Nga"],
    ["ad oi check tieu xuan minh long gium e", "Tiêu Xuân Minh Long"],
    ["tieu xuan minh long quen mat khau app", "Tiêu Xuân Minh Long"],
    ["Tiêu Xuân Minh Long vừa nhắn zalo, hỏi chừng nào có hàng", "Tiêu Xuân Minh Long"],
    ["Âu Xuân Dũng", "Âu Xuân Dũng"],
    ["auxuandung09", "Âu Xuân Dũng"],
    ["Tiêu Xuân Minh Long hỏi mình mật khẩu app", "Tiêu Xuân Minh Long"],
    ["Trần Quốc Bảo Duy quên mật khẩu app", "Tran Quoc Bao Duy"],
    ["Bảo Ngọc Hân quên mật khẩu app", "Bảo Ngọc Hân"],
    ["Lý Thu Trang", "Lý Thu Trang"],
    ["Hương", "Đinh Thị Hương"],
    ["Huy", "Hoàng Gia Huy"],
    ["khách tên lưu thị hạnh nga gọi qua la quá trời", "Lưu Thị Hạnh Nga"],
  ])("%s", async (text, name) => {
    const person = await agent();
    expect(await person.types(text)).toMatch(shows(name));
  });
});

describe("a text shows nobody by words of its own", () => {
  it.each([
    "trưa nay kêu giùm em 2 ly trà sữa nha",
    "đừng xem tiêu xuân minh long nữa",
    "xoá Tiêu Xuân Minh Long là không được nha",
    "không phải Tiêu Xuân Minh Long",
    "thôi khoan Tiêu Xuân Minh Long",
    "huy",
    "Không",
    "cái cuối cùng",
    "có nên mở phiếu không ta",
    "dạ em cảm ơn",
  ])("%s", async (text) => {
    const person = await agent();
    expect(await person.types(text)).not.toMatch(/^(Tiêu|Lưu|Âu|Trà|Hoàng|Bạn muốn chọn khách)/u);
  });
});
