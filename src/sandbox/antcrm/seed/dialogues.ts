/** The sender: the customer, a person of the shop, or the shop's bot. */
type Speaker = "khách" | "shop" | "bot";
export type Dialogue = readonly (readonly [speaker: Speaker, text: string])[];

/** Dialogues between customers and shop; an empty text is a picture. */
export const DIALOGUES: readonly Dialogue[] = [
  [
    ["khách", "Cho mình hỏi máy lọc nước RO còn hàng không shop?"],
    ["bot", "Cảm ơn anh/chị đã nhắn tin. Nhân viên sẽ trả lời trong ít phút ạ."],
    ["shop", "Dạ bên em còn ạ, giá 5.400.000đ, lắp đặt miễn phí trong nội thành"],
    ["khách", "Mai lắp được không em"],
    ["shop", "Dạ được ạ, anh chị cho em xin địa chỉ và số điện thoại"],
    ["khách", "Để chiều mình nhắn nhé"],
  ],
  [
    ["khách", "Đơn của mình 3 hôm rồi chưa thấy giao"],
    ["shop", "Dạ em xin lỗi anh/chị, em kiểm tra ngay ạ"],
    ["shop", "Đơn đang ở kho Tân Bình, chiều nay shipper gọi mình ạ"],
    ["khách", "Ok, nhanh giúp mình"],
  ],
  [
    ["khách", ""],
    ["khách", "Nồi chiên báo lỗi như hình, bảo hành thế nào ạ"],
    ["shop", "Dạ máy còn bảo hành 10 tháng, anh chị mang ra chi nhánh gần nhất giúp em"],
    ["khách", "Có đến tận nhà lấy không?"],
    ["shop", "Dạ có ạ, phí 50.000đ, em tạo phiếu cho mình luôn nhé"],
    ["khách", "Vâng, cảm ơn em"],
  ],
  [
    ["khách", "Tích điểm mà sao điểm bị trừ vậy shop"],
    ["bot", "Cảm ơn anh/chị đã nhắn tin. Nhân viên sẽ trả lời trong ít phút ạ."],
    ["shop", "Dạ hôm 12 mình có đổi quà Bình nước giữ nhiệt ạ"],
    ["khách", "À đúng rồi, mình quên 😅"],
  ],
  [
    ["khách", "Bếp từ đôi có trả góp 0% không ạ?"],
    ["shop", "Dạ có qua thẻ tín dụng, kỳ hạn 6 tháng ạ"],
    ["khách", "Thẻ Techcombank được không"],
    ["shop", "Dạ được ạ <3 anh/chị cần em báo giá không?"],
    ["khách", "Gửi mình qua email nhé"],
  ],
  [
    ["khách", "Xuất hoá đơn công ty giúp mình đơn hôm qua"],
    ["shop", "Dạ anh/chị gửi em mã số thuế và email nhận hoá đơn ạ"],
    ["khách", "Lát kế toán bên mình gửi"],
    ["shop", "Dạ vâng ạ"],
  ],
  [
    ["khách", "alo"],
    ["bot", "Cảm ơn anh/chị đã nhắn tin. Nhân viên sẽ trả lời trong ít phút ạ."],
    ["khách", "Có ai không, hỏi từ sáng chưa ai trả lời!!!"],
    ["shop", "Dạ em xin lỗi vì để anh/chị chờ lâu, em hỗ trợ gì được ạ?"],
    ["khách", "Thôi mình mua chỗ khác rồi"],
  ],
  [
    ["khách", "Đổi size quạt to hơn được không ạ"],
    ["shop", "Dạ đổi trong 7 ngày, còn hộp và hoá đơn là được ạ"],
    ["khách", "Còn đủ em ạ"],
    ["shop", "Dạ mời anh/chị qua chi nhánh Gò Vấp, bên em mở đến 20h"],
    ["khách", "Cảm ơn shop nhiều"],
    ["shop", "Dạ em cảm ơn anh chị ạ"],
  ],
];
