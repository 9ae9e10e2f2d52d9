import { describe, expect, it } from "vitest";
import { findReferences, isOpening, readRowNumber } from "../../src/understanding/references.ts";

const found = (text: string) => findReferences(text).map(({ said, kind, which }) => [said, kind, which]);

describe("words for a record that was shown", () => {
  it.each([
    ["khách này còn mấy điểm", "khách này", "customer"],
    ["ua kh nay du diem chua ta", "kh nay", "customer"],
    ["chị ấy có mua gì không", "chị ấy", "customer"],
    ["đổi quà cho bạn đó", "bạn đó", "customer"],
    ["gio chi ay con may diem", "chi ay", "customer"],
    ["ảnh còn bao nhiêu điểm", "ảnh", "customer"],
    ["lên đơn cho ổng", "ổng", "customer"],
    ["số này mua gì rồi", "số này", "customer"],
    ["any tickets from her?", "her", "customer"],
    ["đóng phiếu đó đi", "phiếu đó", "ticket"],
    ["dong cai phieu vua roi", "cai phieu vua roi", "ticket"],
    ["close that ticket", "that ticket", "ticket"],
    ["giao dịch đó bao nhiêu", "giao dịch đó", "deal"],
    ["đơn này giao chưa", "đơn này", "deal"],
    ["sản phẩm này còn hàng không", "sản phẩm này", "product"],
    ["đóng nó giúp em", "nó", null],
  ])("%s", (text, said, kind) => {
    expect(found(text)).toEqual([[said, kind, "last"]]);
  });

  it.each([
    ["đơn thứ 2", "đơn thứ 2", "deal", { row: 2 }],
    ["người đầu tiên", "người đầu tiên", "customer", { row: 1 }],
    ["mo ng thu hai", "ng thu hai", "customer", { row: 2 }],
    ["cái cuối", "cái cuối", null, "end"],
    ["số 3 nhé", "số 3", null, { row: 3 }],
    ["dòng 5", "dòng 5", null, { row: 5 }],
    ["the second one", "the second one", null, { row: 2 }],
    ["the last ticket", "the last ticket", "ticket", "end"],
  ])("%s is a row of a list", (text, said, kind, which) => {
    expect(found(text)).toEqual([[said, kind, which]]);
  });

  it.each([
    "bạn nãy gọi ai",
    "có đó không",
    "thêm khách mới hôm nay",
    "them kh moi ten tuan 0399 123 780",
    "địa chỉ 12 Lê Lợi",
    "phiếu đâu",
    "phiếu thứ hai tuần này",
    "khách mới tháng này",
    "mấy số này là của ai",
    "khách đây: 0867123456",
    'ghi chú: khách này khó tính, "phiếu đó" đã đóng',
    "đơn 2tr5",
  ])("%s stands for nothing", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("finds several in one text, in their order", () => {
    expect(found("đổi cái cuối cho anh ấy")).toEqual([
      ["cái cuối", null, "end"],
      ["anh ấy", "customer", "last"],
    ]);
  });

  it("tells a text that only opens a row from one that asks for more", () => {
    const isOnlyOpening = (text: string) => findReferences(text).every((one) => isOpening(text, one));
    expect(
      ["mở cái thứ 2 nhé", "cho em xem người đầu tiên ạ", "who's the first one?"].map(isOnlyOpening),
    ).toEqual([true, true, true]);
    expect(["đóng phiếu thứ 2", "người thứ 2 còn mấy điểm"].map(isOnlyOpening)).toEqual([false, false]);
  });

  it("reads a number that stands alone as a row", () => {
    expect(["2", "2 nhé", "#3", "21", "2 cái", "0867123456"].map(readRowNumber)).toEqual([
      2,
      2,
      3,
      null,
      null,
      null,
    ]);
  });
});
