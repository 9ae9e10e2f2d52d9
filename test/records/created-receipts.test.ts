import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const CREATIONS: readonly [record: string, typed: string, confirm: string][] = [
  [
    "customer",
    [
      "tạo khách Võ Hoài Nam, 0912 345 678, nam@example.com",
      "loại khách: khách hàng cá nhân",
      "địa chỉ: 12/3A Cộng Hòa, P.12, Q. Tân Bình, TP HCM",
      "ngày sinh: 15/3/1990",
      "giới tính: nam",
      "nhãn: VIP, Đại lý",
      "phụ trách: lan.cskh@example.com",
      "trạng thái: Đang tư vấn",
      "nguồn: Facebook",
      "ngành nghề: Bất động sản",
      "ghi chú: Hay gọi buổi chiều",
      "trường riêng: Size: L",
    ].join("\n"),
    "Tạo khách",
  ],
  [
    "ticket",
    [
      "ticket khách hàng: 0867 123 456",
      "tiêu đề: Máy in hỏng",
      "độ ưu tiên: gấp",
      "sla: Standard",
      "trạng thái: Assigned",
      "nhóm: Kỹ thuật",
      "danh mục: Bảo hành",
      "nội dung: Kẹt giấy từ sáng",
    ].join("\n"),
    "Tạo phiếu",
  ],
  [
    "deal",
    [
      "newdeal khách hàng: 0867 123 456",
      "sản phẩm: 1 x BEPTU",
      "tên giao dịch: Đơn tháng 11",
      "phí giao hàng: 30k",
      "giai đoạn: Chốt đơn",
      "chi nhánh: Quận 1",
      "phụ trách (e-mail): lan@shop.vn",
      "người nhận: Lê An",
      "sđt người nhận: 0911 222 333",
      "ghi chú giao hàng: Gọi trước",
      "ghi chú: Khách quen",
    ].join("\n"),
    "Tạo đơn",
  ],
  [
    "product",
    "tạo sản phẩm mã sản phẩm: GHE01\ntên sản phẩm: Ghế\ngiá: 900k\ngiá trong giao dịch: cố định",
    "Tạo sản phẩm",
  ],
];

it.each(CREATIONS)("the receipt of a new %s shows what its question showed", async (_, typed, confirm) => {
  const { quan } = await testApp();
  const question = await quan.types(typed);
  const shown = quan
    .sees()
    .blocks.flatMap((block) => (block.kind === "fields" ? block.fields : []))
    .filter(({ label }) => label !== "Khách hàng")
    .map(({ value }) => value);
  const receipt = await quan.clicks(confirm);

  expect(shown.length, question).toBeGreaterThan(3);
  expect(
    // The kind of customer begins a line there.
    shown.filter((value) => !receipt.toLowerCase().includes(value.toLowerCase())),
    receipt,
  ).toEqual([]);
  expect(receipt.match(/^> .*/gm)).toEqual(question.match(/^> .*/gm));
});
