import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each([
  ["giao phiếu 17464 cho Minh", /giao phiếu trực tiếp trong AntCRM.*sửa phiếu 17464/],
  ["phan cong phieu 17464 cho chi Lan", /giao phiếu trực tiếp/],
  ["chuyển phiếu 17464 cho Minh giúp em", /giao phiếu trực tiếp/],
  ["comment phiếu 17464: đã gọi lại cho khách", /bình luận trực tiếp trong AntCRM/],
  ["thêm bình luận vào phiếu 17464", /bình luận trực tiếp trong AntCRM/],
  ["cộng 100 điểm cho 0900000001", /không cộng hay trừ điểm bằng tay.*đổi quà/],
  ["bỏ người phụ trách khách 0867123456", /Ngày sinh, giới tính và người phụ trách thì bạn xoá trực tiếp/],
  ["sửa khách 0867123456 ngày sinh trống", /Ngày sinh, giới tính và người phụ trách thì bạn xoá trực tiếp/],
  ["chuyển lead 2964 thành khách hàng", /chuyển khách tiềm năng thành khách hàng trực tiếp/],
  ["chuyển đổi khách hàng tiềm năng 2964", /chuyển khách tiềm năng/],
  ["gộp khách 475 với 476", /gộp hoặc tách trực tiếp/],
  ["hoàn điểm cho 0867123456", /không cộng hay trừ điểm bằng tay/],
  ["chuyen 16001 cho lan", /giao phiếu trực tiếp/],
  ["chuyển phiếu 16001 qua Lan", /giao phiếu trực tiếp/],
  ["phiếu 16001 chuyển qua Lan", /giao phiếu trực tiếp/],
])("explains for “%s” that the API does not allow it, and what to do instead", async (text, says) => {
  const { lan, antcrm } = await testApp();

  const answer = await lan.types(text);
  expect(answer).toMatch(/^AntCRM chưa cho bot làm việc này\n/);
  expect(answer).toMatch(says);
  expect(antcrm.requests).toEqual([]);
});

it.each([
  ["gửi zalo cho khách 476 báo hàng về", /không nhắn tin hay gọi cho khách được/],
  ["gọi cho chị Bình giúp em", /không nhắn tin hay gọi cho khách được/],
  ["in hoá đơn đỏ cho đơn 3521", /bấm Trợ giúp để xem bot làm được gì/],
])("says for “%s” that the bot cannot help, instead of listing all it can do", async (text, says) => {
  const { lan, antcrm } = await testApp();

  const answer = await lan.types(text);
  expect(answer).toMatch(/^Bot chưa giúp được việc này\n/);
  expect(answer).toMatch(says);
  expect(antcrm.requests).toEqual([]);
  expect(await lan.clicks("Trợ giúp")).toContain("Bạn có thể hỏi gì");
});

it("explains the same in English", async () => {
  const { lan } = await testApp({ language: "en" });

  expect(await lan.types("assign ticket 17464 to Minh")).toContain("assign tickets in AntCRM itself");
  expect(await lan.types("convert lead 2964 to a customer")).toContain(
    "convert a lead into a customer in AntCRM itself",
  );
});

it("does not apply to a ticket with such a text", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tạo phiếu cho 0867123456: không comment phiếu được")).toContain(
    "không comment phiếu được",
  );
  expect(await lan.types("trợ giúp")).toContain("Bạn có thể hỏi gì");
});

it.each([
  "xuat file ds khach hang",
  "xuất file danh sách khách hàng",
  "xuất excel khách VIP",
  "tải danh sách đơn hàng về excel",
  "export customers",
])("says for “%s” that it writes no such file", async (text) => {
  const { lan } = await testApp();
  const answer = await lan.types(text);
  expect(answer).toMatch(/^Bot chưa giúp được việc này\n/);
  expect(answer).toContain("khách tháng này");
});
