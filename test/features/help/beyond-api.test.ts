import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each([
  ["giao phiếu 17464 cho Minh", /Không giao phiếu qua API được.*sửa phiếu 17464/],
  ["phan cong phieu 17464 cho chi Lan", /Không giao phiếu/],
  ["chuyển phiếu 17464 cho Minh giúp em", /Không giao phiếu/],
  ["comment phiếu 17464: đã gọi lại cho khách", /Không bình luận phiếu/],
  ["thêm bình luận vào phiếu 17464", /Không bình luận phiếu/],
  ["cộng 100 điểm cho 0900000001", /Không cộng hay trừ điểm bằng tay.*đổi quà/],
  ["bỏ người phụ trách khách 0867123456", /Không xoá trống ngày sinh/],
  ["sửa khách 0867123456 ngày sinh trống", /Không xoá trống ngày sinh/],
  ["chuyển lead 2964 thành khách hàng", /Không chuyển lead thành khách hàng/],
  ["chuyển đổi khách hàng tiềm năng 2964", /Không chuyển lead/],
])("explains for “%s” that the API does not allow it, and what to do instead", async (text, says) => {
  const { lan, antcrm } = await testApp();

  const answer = await lan.types(text);
  expect(answer).toMatch(/^API của AntCRM không cho làm việc này\n/);
  expect(answer).toMatch(says);
  expect(antcrm.requests).toEqual([]);
});

it("explains the same in English", async () => {
  const { lan } = await testApp({ language: "en" });

  expect(await lan.types("assign ticket 17464 to Minh")).toContain("cannot be assigned");
  expect(await lan.types("convert lead 2964 to a customer")).toContain("cannot be converted");
});

it("does not apply to a ticket with such a text", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tạo phiếu cho 0867123456: không comment phiếu được")).toContain(
    "không comment phiếu được",
  );
  expect(await lan.types("trợ giúp")).toContain("Bạn có thể hỏi gì");
});
