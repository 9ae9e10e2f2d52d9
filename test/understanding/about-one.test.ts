import { expect, it } from "vitest";
import { leavesOutWho, namesNothing, saysWhichOne } from "../../src/understanding/about-one.ts";

it.each([
  "gắn nhãn VIP cho anh Bảo",
  "bot quên anh Toàn đi",
  "xoá mọi dữ liệu về Quách Tĩnh An ở bot",
  "gift DAUMAY01 for John Miller",
  "đổi quà 476",
  "phiếu mới nhé: Đặng Thu Thảo, thái độ nhân viên không tốt",
  "xoá phiếu một bảy sáu năm sáu",
  "gắn nhãn Tết cho toàn bộ khách Cần Thơ",
])("“%s” says itself which record it means", (text) => {
  expect(saysWhichOne(text)).toBe(true);
});

it.each([
  "tạo phiếu luôn: máy kẹt giấy",
  "đổi cho chị ấy con DAUMAY01",
  "đóng phiếu đó đi",
  "giảm 5%",
  "phiếu cho khách này: Máy hư",
])("“%s” leaves it to what was shown", (text) => {
  expect(saysWhichOne(text)).toBe(false);
});

it("a name that is the new value means no record", () => {
  expect(saysWhichOne("đổi người phụ trách sang chị Lan", { owner: "chị Lan" })).toBe(false);
});

it.each(["mua j roi", "đơn", "co phieu nao dang mo ko", "với số điểm đó thì đổi được những quà gì"])(
  "“%s” leaves out who",
  (text) => {
    expect(leavesOutWho(text)).toBe(true);
  },
);

it.each(["danh sách phiếu", "các phiếu chưa ai nhận", "which gifts do we have?", "đơn của khách Lan"])(
  "“%s” does not leave out who",
  (text) => {
    expect(leavesOutWho(text)).toBe(false);
  },
);

it("words of a question name no record", () => {
  expect(["nhiu", "trong", "name:đã"].every(namesNothing)).toBe(true);
  expect(["Lan", "tivi", "nồi cơm"].some(namesNothing)).toBe(false);
});
