import { describe, expect, it } from "vitest";
import { asksToConfirm } from "../support/confirmation.ts";
import { testApp } from "../support/test-app.ts";

it.each([
  ["0900 000 001", "chuyện nhỏ, tạo phiếu chi cho mệt"],
  ["0900 000 001", "khoan tích mã QUATk27ds0pl, tem ni bị rách"],
  ["0900 000 001", "huỷ cái này nha, em chọn lộn khách"],
  ["0900 000 001", "tạo phiếu thì ai nhận thông báo"],
  ["0900 000 001", "gắn nhãn VIP cho anh Bảo"],
  ["0900 000 001", "bot quên anh Toàn đi"],
  ["0900 000 001", "gắn nhãn Tết cho toàn bộ khách Cần Thơ"],
  ["phiếu 16001", "xoá phiếu một bảy sáu năm sáu"],
  ["phiếu 16001", "hết gấp rồi"],
  ["phiếu 16001", "gấp chưa"],
  ["phiếu 16001", "gấp à"],
  ["phiếu 16001", "tiêu đề dài quá"],
  ["phiếu 16001", "không gấp"],
  ["phiếu 16001", "khách bảo gấp lắm"],
  ["sản phẩm TIVI01", "giá 400k hả"],
  ["đơn 3503", "bớt 50k chưa em"],
  ["đơn 3503", "người nhận từ chối"],
  ["0900 000 001", "tên lạ"],
  ["0900 000 001", "thế sửa đi"],
  ["0900 000 001", "bo nhan da lien he"],
  ["phiếu 16001", "xoá hết phiếu của anh Cường đi"],
])("after %s, “%s” prepares no write for what was shown", async (shown, text) => {
  const { quan } = await testApp();
  await quan.types(shown);
  await quan.types(text);
  const isForShown = /Nguyễn Văn An|0900 000 001|#16001/.test(JSON.stringify(quan.sees().blocks));
  expect(asksToConfirm(quan.sees()) && isForShown).toBe(false);
});

it.each([
  ["phiếu 16001", "đóng phiếu đó đi", /Đóng phiếu #16001|#16001 [^\n]* · phiếu vừa xem/],
  ["phiếu 16001", "đóng luôn đi, khách nhận đủ rồi", /Assigned → Closed/],
  ["phiếu 16001", "dong luon", /#16001 [^\n]* · phiếu vừa xem[\s\S]*Assigned → Closed/],
  ["phiếu 16001", "lên gấp", /#16001 [^\n]* · phiếu vừa xem/],
  ["phiếu 16001", "len gap", /#16001 [^\n]* · phiếu vừa xem/],
  ["sản phẩm TIVI01", "gia 400k", /Tivi 43 inch[^\n]* · sản phẩm vừa xem[\s\S]*→ 400\.000/],
  ["đơn 3503", "bớt 50k", /#3503 [^\n]* · đơn vừa xem[\s\S]*giảm 50\.000/],
  ["0867 123 456", "sinh nhật 12/3/1951", /Trần Thị Bình · khách vừa xem[\s\S]*→ 12\/03\/1951/],
  ["0900 000 001", "đổi cho chị ấy con DAUMAY01", /Nguyễn Văn An · khách vừa xem/],
  ["0900 000 001", "tạo phiếu luôn: máy kẹt giấy", /Nguyễn Văn An · khách vừa xem[\s\S]*máy kẹt giấy/],
])("after %s, “%s” prepares the write and names the record", async (shown, text, named) => {
  const { quan } = await testApp();
  await quan.types(shown);
  expect(await quan.types(text)).toMatch(named);
  expect(asksToConfirm(quan.sees())).toBe(true);
});

it.each([
  ["đổi cái cuối cho anh ấy", "Đổi quà BINHNUOC01 cho Nguyễn Văn An?"],
  ["redeem the first one for him", "Đổi quà DAUMAY01 cho Nguyễn Văn An?"],
])("after a customer and a list of gifts, “%s” names both", async (text, title) => {
  const { lan } = await testApp();
  await lan.types("0900 000 001");
  await lan.types("quà dưới 20 điểm có gì");
  expect((await lan.types(text)).split("\n")[0]).toBe(title);
});

it("“khách tháng này” lists customers, and is not the customer shown", async () => {
  const { lan } = await testApp();
  await lan.types("0867 123 456");
  expect(await lan.types("khách tháng này")).toMatch(/^Danh sách khách/);
});

it("a list that is asked for by its name keeps no filter of the list before", async () => {
  const { lan } = await testApp();
  await lan.types("phiếu quá hạn");
  expect((await lan.types("phiếu đang mở")).split("\n")[0]).toBe("1 phiếu · đang mở");
});

it("a row is opened by its number and a part of its name", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Lê Văn An", phones: ["0900000009"] });
  await lan.types("điểm của anh An");
  expect(await lan.types("anh An đầu tiên ạ")).toMatch(/^Điểm/);
});

it("a customer is renamed by a sentence", async () => {
  const { lan } = await testApp();
  await lan.types("0867 123 456");
  const asked = await lan.types("sửa lại tên cho đúng Võ Thị Lài");
  expect(asked).toMatch(/^Sửa khách Trần Thị Bình\?\nTrần Thị Bình · khách vừa xem\n[\s\S]*→ Võ Thị Lài/);
});

it.each(["mua j roi", "đơn", "doi dc nhung j", "co phieu nao dang mo ko", "da tung doi qua gi"])(
  "after a customer, “%s” is asked of that customer",
  async (text) => {
    const { lan } = await testApp();
    await lan.types("0900 000 001");
    expect(await lan.types(text)).toContain("Nguyễn Văn An · khách vừa xem");
  },
);

it.each(["danh sách phiếu", "phiếu gấp hôm nay", "các phiếu chưa ai nhận", "khách mới hôm nay"])(
  "after a customer, “%s” is still the list of everybody",
  async (text) => {
    const { lan } = await testApp();
    await lan.types("0900 000 001");
    expect(await lan.types(text)).not.toContain("khách vừa xem");
  },
);

it("the price asked after a product is that product's", async () => {
  const { lan } = await testApp();
  await lan.types("sản phẩm TIVI01");
  expect(await lan.types("giá nhiêu")).toMatch(/TIVI01/);
});

it("proposes the status of open tickets for one that is to be opened again", async () => {
  const { lan } = await testApp();
  await lan.types("phiếu 16002");
  expect(await lan.types("mở lại nó")).toMatch(/^Sửa phiếu #16002\?[\s\S]*Closed → Assigned/);
});

it("shows the tickets of the one named, and not of the customer just shown", async () => {
  const { lan } = await testApp();
  await lan.types("0900 000 001");
  const answer = await lan.types("Binh's tickets");
  expect(answer).toContain("Trần Thị Bình");
  expect(answer).not.toContain("khách vừa xem");
});

describe.each(["thôi đừng theo dõi", "thôi bỏ theo dõi", "không theo dõi nữa", "khỏi báo nữa"])(
  "“%s”",
  (text) => {
    it("asks to remove the alert just set", async () => {
      const { lan } = await testApp();
      await lan.types("theo dõi phiếu 16001");
      expect(await lan.types(text)).toMatch(/^Gỡ cảnh báo số 1\?/);
      await lan.clicks("Gỡ cảnh báo");
      expect(await lan.types("các cảnh báo")).not.toContain("16001");
    });

    it("removes nothing where no alert was shown", async () => {
      const { lan } = await testApp();
      await lan.types("phiếu 16001");
      expect(await lan.types(text)).not.toMatch(/^Gỡ cảnh báo/);
    });
  },
);

it("lists what so many points buy, and not what the customer just shown can afford", async () => {
  const { lan } = await testApp();
  await lan.types("0867 123 456");
  const answer = await lan.types("15 điểm đổi được gì");
  expect(answer).not.toContain("Trần Thị Bình");
  expect(answer).toContain("DAUMAY01");
  expect(answer).not.toContain("VOUCHER50");
  expect(await lan.types("đổi được gì")).toContain("Trần Thị Bình · khách vừa xem");
});
