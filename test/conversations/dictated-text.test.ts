import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("keeps each word of a dictated text", () => {
  it.each([
    ["ghi chú cho chị Bình: khách bảo đừng gọi nữa", "Ghi chú: (trống) → khách bảo đừng gọi nữa"],
    ["ghi chu cho chi Binh: khach bao dung goi nua", "Ghi chú: (trống) → khach bao dung goi nua"],
    ["ghi chú cho 0867123456: khách bảo cứ gửi đi", "Ghi chú: (trống) → khách bảo cứ gửi đi"],
    ["note khách 0867123456: chỉ giao buổi sáng thôi", "Ghi chú: (trống) → chỉ giao buổi sáng thôi"],
    ["note cho 0867123456: khách nhờ hàng xóm nhận hộ", "→ khách nhờ hàng xóm nhận hộ"],
    ["ghi chú 0867123456 là khách ở nhà cả ngày", "Ghi chú: (trống) → khách ở nhà cả ngày"],
    ["sửa khách 0867123456 ghi chú khách thích màu đỏ thôi", "→ khách thích màu đỏ thôi"],
    ["đơn 3503 ghi chú khách còn nợ 2 triệu", "Ghi chú: (trống) → khách còn nợ 2 triệu"],
    ["tạo phiếu cho 0867123456 nội dung khách bảo đừng gọi nữa", "Tiêu đề: khách bảo đừng gọi nữa"],
    ["tạo phiếu cho 0867123456: khách bảo đừng gọi nữa", "Tiêu đề: khách bảo đừng gọi nữa"],
    ["đóng phiếu 16001 lý do khách không phản hồi", "Cách giải quyết: (trống) → khách không phản hồi"],
    ["dong phieu 16001 ly do khach khong phan hoi", "Cách giải quyết: (trống) → khach khong phan hoi"],
    ["đóng phiếu 16001, lý do: khách đã đổi ý rồi đó", "→ khách đã đổi ý rồi đó"],
    ["đóng phiếu 16001 lý do khách trả hàng rồi đổi ý", "→ khách trả hàng rồi đổi ý"],
  ])("%s", async (typed, kept) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n").some((line) => line.endsWith(kept))).toBe(true);
  });

  it.each([
    ["ghi chú cho chị Bình: khách bảo đừng gọi nữa nhé em", "→ khách bảo đừng gọi nữa"],
    ["tạo phiếu cho 0867123456: khách muốn đổi hàng luôn giúp chị nhé", "Tiêu đề: khách muốn đổi hàng luôn"],
    ["đóng phiếu 16001 lý do khách không cần nữa giúp em với ạ", "→ khách không cần nữa"],
    ["đơn 3503 ghi chú khách còn nợ 2 triệu hộ", "→ khách còn nợ 2 triệu"],
    ["create ticket for 0867123456: they want it exchanged please", "Tiêu đề: they want it exchanged"],
  ])("but not what is said to the bot at its end: %s", async (typed, kept) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n").some((line) => line.endsWith(kept))).toBe(true);
  });
});

it.each([
  ["tạo phiếu cho chị Bình 'máy in hư, kẹt giấy'", "máy in hư, kẹt giấy"],
  ["tao phieu cho chi Binh 'may in hu, ket giay'", "may in hu, ket giay"],
  ["create a ticket for 0867123456 ‘printer broken, paper jam’", "printer broken, paper jam"],
])("takes a title out of single quotation marks: %s", async (typed, title) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toMatch(new RegExp(`^Tạo phiếu này\\?[^]*\nTiêu đề: ${title}\n`));
});
