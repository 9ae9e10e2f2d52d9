import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

describe("what AntCRM does not tell is explained, and not answered by another list", () => {
  it.each([
    ["khách nào sinh nhật tháng này", /không tìm khách theo sinh nhật/],
    ["ai có sinh nhật hôm nay vậy", /không tìm khách theo sinh nhật/],
    ["danh sach khach sinh nhat thang 12", /không tìm khách theo sinh nhật/],
    ["top khách nhiều điểm nhất", /không xếp hạng/],
    ["khách mua nhiều nhất tháng này", /không xếp hạng.*đơn trên 5 triệu/],
    ["đơn nào lớn nhất tháng này", /không xếp hạng/],
    ["sản phẩm nào bán chạy", /không xếp hạng/],
    ["nhân viên nào xử lý nhiều phiếu nhất", /không xếp hạng khách, nhân viên/],
    ["phân khúc VIP có mấy khách", /không cho bot biết.*phân khúc/],
    ["ds phan khuc", /không cho bot biết.*phân khúc/],
    ["merge khách 476 với khách 900001", /gộp hoặc tách trực tiếp/],
  ])("%s", async (text, says) => {
    const { lan, antcrm } = await testApp();
    const answer = await lan.types(text);
    expect(answer).toMatch(/^AntCRM chưa cho bot làm việc này\n/);
    expect(answer).toMatch(says);
    expect(antcrm.requests).toEqual([]);
  });

  it("in English", async () => {
    const { lan } = await testApp({ language: "en" });
    expect(await lan.types("who has a birthday this month")).toContain("does not find customers by birthday");
    expect(await lan.types("best-selling products")).toContain("does not rank");
  });
});

it.each([
  ["sinh nhật chị Bình", /^Trần Thị Bình\n/],
  ["khách 476 sinh nhật ngày nào", /^Trần Thị Bình\n/],
  ["chiến dịch sinh nhật", /^Không tìm thấy chiến dịch/],
  ["đơn trên 5 triệu tháng này", /^Đơn hàng · .*trên 5\.000\.000/],
])("“%s” is answered as before", async (text, answer) => {
  const { lan } = await testApp();
  expect(await lan.types(text)).toMatch(answer);
});

it.each([
  "tạo phiếu cho 0867123456: khách hỏi sinh nhật tháng này có quà không",
  "tạo phiếu cho 0867123456 khách mua nhiều nhất phàn nàn",
])("a ticket about it stays one: %s", async (text) => {
  const { lan } = await testApp();
  expect(await lan.types(text)).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
});

it("the words of a list that it cannot use are named: đơn nào giao trễ", async () => {
  const { lan } = await testApp();
  expect(await lan.types("đơn nào giao trễ")).toContain("Bot chưa dùng tới phần: “giao trễ”");
});

it.each(["undo", "hoàn tác giúp em"])(
  "“%s” without a change to undo says where the button is",
  async (text) => {
    const { lan } = await testApp();
    expect(await lan.types(text)).toMatch(/bấm nút Hoàn tác dưới thay đổi đó.*trong 5 phút/);
  },
);

it("a ticket is opened again with the word behind its number: mở phiếu 16002 lại", async () => {
  const { lan } = await testApp();
  expect(await lan.types("mở phiếu 16002 lại")).toMatch(
    /^Sửa phiếu #16002\?\n[\s\S]*Trạng thái: Closed → Assigned/,
  );
});

it("a digest is scheduled by “bật báo cáo sáng lúc 8h”, which asks what it is about", async () => {
  const { quan } = await testApp();
  expect(await quan.types("bật báo cáo sáng lúc 8h cho nhóm này")).toMatch(
    /^Đặt báo cáo\n[\s\S]*mỗi ngày lúc 08:00/,
  );
  expect(await quan.types("đánh giá")).toMatch(/^Đã đặt báo cáo số 1\n/);
  expect(await quan.types("tắt báo cáo sáng")).toMatch(/^Đã tạm dừng báo cáo số 1/);
});

it("“tắt báo cáo sáng” without any digest changes nothing", async () => {
  const { quan } = await testApp();
  expect(await quan.types("tắt báo cáo sáng")).not.toMatch(/^Đã/);
});
