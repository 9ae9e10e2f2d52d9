/**
 * Words that turn down whom they stand beside, or make an exception: "không phải", "trừ". Without accents, "dung" is "đừng" as
 * well as Dung.
 */
const DENIES =
  /(?<!\p{L})(?:(?:không|khong|ko|k|hông|hong|chả|đâu) (?:phải|phai)|(?:chứ|chu) (?:không|khong|ko|k)|đừng|dừng|dung|trừ|tru|ngoài|ngoai|khác|khac|trùng|trung|thay (?:vì|vi)|khoan|thôi|thoi|except|but|not|don['’]?t|without|instead|another|other)(?!\p{L})/iu;
/** Words that ask to change something. */
const ORDERS =
  /(?<!\p{L})(?:xoá|xóa|xoa|gộp|gop|tạo|tao|sửa|sua|gắn|gan|gỡ|thêm|them|huỷ|hủy|cập nhật|cap nhat|delete|remove|merge|create|add|edit|change|cancel|assign)(?!\p{L})/iu;
/** The same at the start; elsewhere they tell what somebody did: "Lan đổi hàng". Without accents, "bao" and "dat" are names as well. */
const ORDERS_AT_START =
  /^\s*(?:\/|đổi|doi|đóng|kết thúc|ket thuc|chuyển|chuyen|giao|gửi|gui|gọi|goi|nhắn|báo|cài|cai|dán|bỏ|chốt|chot|lên|len|đặt|ghi|tag|note|không|khong|ko|hông|hong|khỏi|khoi|chưa|chua|no|never|close|send|call)(?![\p{L}\p{M}])/iu;

/** True for a text that turns something down, makes an exception, or asks to change something: it is no look-up of whom it names. */
export function turnsDownOrOrders(text: string): boolean {
  const said = text.normalize("NFC");
  return DENIES.test(said) || ORDERS.test(said) || ORDERS_AT_START.test(said);
}
