/** One request and its expected answer, which every-command.test.ts checks on every surface. */
export interface Line {
  /** The text that the bot's admin types in the private chat. */
  asks: string;
  /** A file to upload with this text. */
  drops?: { name: string; text: string };
  shows: RegExp;
  /** Buttons to click in sequence on the newest card, each with its expected answer. */
  clicks?: readonly (readonly [label: string, shows: RegExp])[];
}

/**
 * Every command of the registry, with texts that cause all of its AntCRM calls. The sandbox is the full one with the
 * default seed. A command without a line, or an AntCRM method that no line calls, fails the suite.
 */
export const EVERY_COMMAND: Readonly<Record<string, readonly Line[]>> = {
  customer: [
    { asks: "0867 123 456", shows: /Trần Thị Bình[\s\S]*Đơn hàng mới nhất/ },
    { asks: "binh.tran@example.com", shows: /Trần Thị Bình/ },
    { asks: "khách 475", shows: /Nguyễn Văn An/ },
    { asks: "tìm khách Trần Thị Bình", shows: /Trần Thị Bình/ },
  ],
  customers: [
    { asks: "khách mới tháng này", shows: /khách, mới nhất trước/ },
    { asks: "lead tuần trước", shows: /Khách tiềm năng · tạo ngày/ },
  ],
  newcustomer: [
    {
      asks: "tạo khách Phạm Thị Mai 0911 222 333",
      shows: /Tạo khách này\?/,
      clicks: [["Tạo khách", /Đã tạo khách Phạm Thị Mai/]],
    },
  ],
  editcustomer: [
    {
      asks: "sửa khách 0911 222 333 trạng thái: Đã gọi",
      shows: /Trạng thái:?\s+\(trống\) → Đã gọi/,
      clicks: [["Lưu", /Đã sửa khách Phạm Thị Mai/]],
    },
  ],
  addtags: [
    {
      asks: "thêm nhãn VIP cho 0911 222 333",
      shows: /Nhãn:?\s+\(trống\) → VIP/,
      clicks: [["Lưu", /Đã sửa khách Phạm Thị Mai/]],
    },
  ],
  deletecustomer: [
    {
      asks: "xoá khách 0911 222 333",
      shows: /Xoá khách Phạm Thị Mai\?/,
      clicks: [["Xoá khách", /Đã xoá khách số \d+/]],
    },
  ],
  ticket: [
    {
      asks: "tạo phiếu cho 0867 123 456: máy in kẹt giấy, gấp",
      shows: /Tạo phiếu này\?/,
      clicks: [["Tạo phiếu", /Đã tạo phiếu #\d+/]],
    },
  ],
  show: [{ asks: "phiếu 17601", shows: /Phiếu #17601 · máy in kẹt giấy/ }],
  tickets: [{ asks: "danh sách phiếu đang mở", shows: /bot đã xem 320 phiếu mới nhất|Tính đến/ }],
  editticket: [
    {
      asks: "sửa phiếu 17601 trạng thái: Assigned",
      shows: /New → Assigned/,
      clicks: [["Lưu", /Đã sửa phiếu #17601/]],
    },
  ],
  deleteticket: [
    { asks: "xoá phiếu 17601", shows: /Xoá phiếu #17601\?/, clicks: [["Xoá", /Đã xoá phiếu #17601/]] },
  ],
  points: [{ asks: "điểm 0900 000 001", shows: /Điểm hiện có/ }],
  accumulate: [
    {
      asks: "tích điểm TIVInpmx8b98pfg cho 0900 000 001",
      shows: /Tích điểm mã TIVInpmx8b98pfg/,
      clicks: [["Tích điểm", /Đã tích điểm/]],
    },
  ],
  redeem: [
    {
      asks: "đổi quà DAUMAY01 cho 0900 000 001",
      shows: /Không thể hoàn lại/,
      clicks: [["Đổi quà", /Đã đổi quà/]],
    },
  ],
  redemptions: [{ asks: "lịch sử đổi quà 0900 000 001", shows: /DAUMAY01/ }],
  gifts: [{ asks: "danh sách quà", shows: /DAUMAY01/ }],
  deals: [
    { asks: "giao dịch của 0867 123 456", shows: /#3502/ },
    { asks: "giao dịch mới nhất", shows: /Đơn hàng · mới nhất/ },
    // The receiver's number may belong to no customer. AntCRM is asked for it, too.
    { asks: "đơn hàng 0999 888 777", shows: /Không tìm thấy khách/ },
  ],
  deal: [{ asks: "giao dịch 3503", shows: /Đơn #3503 · Mực in chính hãng/ }],
  newdeal: [
    {
      asks: "tạo đơn cho 0867 123 456: 2 x MUC12A giảm 10%; 1 x TIVI01",
      shows: /7\.692\.000 ₫/,
      clicks: [
        ["Tạo đơn", /Đã tạo đơn #\d+/],
        ["Xem đơn", /Hộp mực 12A và 1 sản phẩm khác/],
      ],
    },
  ],
  editdeal: [
    {
      asks: "sửa đơn 3503: 3 x MUC12A",
      shows: /→ 3 × Hộp mực 12A/,
      clicks: [["Lưu", /Đã sửa đơn #3503/]],
    },
  ],
  deletedeal: [
    {
      asks: "xoá giao dịch 3501",
      shows: /Xoá đơn #3501\?/,
      clicks: [["Xoá", /Đã xoá đơn #3501/]],
    },
  ],
  products: [{ asks: "danh sách sản phẩm", shows: /1–10 trong \d+/ }],
  product: [{ asks: "xem sản phẩm TIVI01", shows: /Tivi 43 inch/ }],
  newproduct: [
    {
      asks: "tạo sản phẩm GHE01 Ghế văn phòng giá 1tr2",
      shows: /Tạo sản phẩm này\?/,
      clicks: [["Tạo sản phẩm", /Đã tạo sản phẩm: Ghế văn phòng/]],
    },
  ],
  editproduct: [
    {
      asks: "sửa giá GHE01 1tr5",
      shows: /1\.200\.000 ₫ → 1\.500\.000 ₫/,
      clicks: [["Lưu", /Đã sửa: GHE01/]],
    },
  ],
  deleteproduct: [
    {
      asks: "xoá sản phẩm GHE01",
      shows: /Xoá Ghế văn phòng\?/,
      clicks: [["Xoá", /Đã xoá sản phẩm GHE01/]],
    },
  ],
  segment: [
    {
      asks: "thêm 0867 123 456 vào phân khúc Khách VIP=65f8fb10c29b4e0a1d5e7a01",
      shows: /Đưa khách này vào phân khúc Khách VIP\?/,
      clicks: [["Đưa vào", /Đã đưa khách vào phân khúc Khách VIP/]],
    },
  ],
  import: [
    {
      asks: "nhập khách hàng",
      drops: { name: "khach.csv", text: "Họ tên,SĐT\nKhách Thả Một,0987000001\nKhách Thả Hai,0987000002" },
      shows: /Khách Thả Một/,
      clicks: [["Nhập 2 dòng", /Đã nhập:?\s+2/]],
    },
    {
      asks: "nhập đơn hàng",
      drops: { name: "don.csv", text: "Tên giao dịch,Tên người nhận,SĐT\nĐơn thả,Khách Thả Một,0987000001" },
      shows: /Đơn thả/,
      clicks: [["Nhập 1 dòng", /Đã nhập:?\s+1/]],
    },
    {
      asks: "sửa giao dịch",
      drops: { name: "sua.csv", text: "Mã giao dịch,Chi nhánh\n3502,Quận 7" },
      shows: /Quận 7/,
      clicks: [["Nhập 1 dòng", /Đã sửa:?\s+1/]],
    },
  ],
  imports: [{ asks: "các lần nhập tệp", shows: /khách hàng mới/ }],
  ratings: [{ asks: "đánh giá tuần trước", shows: /Trung bình/ }],
  campaigns: [{ asks: "chiến dịch", shows: /13 chiến dịch/ }],
  campaign: [{ asks: "báo cáo chiến dịch 65f8faf6f829af63ddc831dc", shows: /Khách trong chiến dịch/ }],
  telesales: [{ asks: "khách của chiến dịch 65f8faf6f829af63ddc831dc có khảo sát", shows: /\d+ khách/ }],
  telecalls: [{ asks: "cuộc gọi của chiến dịch 65f8faf6f829af63ddc831dc", shows: /\d+ cuộc gọi/ }],
  tasks: [{ asks: "nhiệm vụ cả nhóm", shows: /việc, hạn gần nhất trước/ }],
  messages: [{ asks: "hội thoại 694a1499de71f2c2088c1fc3", shows: /Shop ơi máy in nhà mình kẹt giấy hoài/ }],
  link: [
    { asks: "link", shows: /Chưa có ai được liên kết/ },
    {
      asks: "link telegram:4567 lan@shop.vn",
      shows: /Liên kết telegram:4567 với AntCRM\?/,
      clicks: [["Liên kết", /Đã liên kết/]],
    },
  ],
  role: [
    {
      asks: "role telegram:4567 agent",
      shows: /Đổi quyền của telegram:4567\?/,
      clicks: [["Đổi quyền", /Đã đổi quyền/]],
    },
    { asks: "role", shows: /telegram:4567/ },
  ],
  digest: [
    {
      asks: "gửi báo cáo đánh giá, phiếu mỗi ngày 8h30",
      shows: /Đã đặt báo cáo số 1[\s\S]*mỗi ngày lúc 08:30/,
    },
  ],
  digests: [{ asks: "danh sách báo cáo", shows: /#1 Đánh giá và phiếu · mỗi ngày lúc 08:30/ }],
  digestchange: [
    { asks: "tạm dừng báo cáo 1", shows: /Đã tạm dừng báo cáo số 1/ },
    {
      asks: "gỡ báo cáo 1",
      shows: /Gỡ báo cáo số 1\?/,
      clicks: [["Gỡ báo cáo", /Đã gỡ báo cáo số 1/]],
    },
  ],
  digestnow: [
    { asks: "digest now", shows: /Báo cáo về nội dung nào\?/ },
    { asks: "xem báo cáo đánh giá", shows: /đánh giá/i },
    { asks: "digest now tickets", shows: /phiếu/i },
    { asks: "digest now loyalty", shows: /điểm/i },
    {
      asks: "digest now campaigns",
      shows: /hơn 20 trang/,
      clicks: [["Tiếp tục", /chiến dịch/i]],
    },
  ],
  alert: [
    { asks: "báo khi có đánh giá dưới 3 sao", shows: /Đã đặt cảnh báo số 1[\s\S]*từ 2★ trở xuống/ },
    { asks: "báo phiếu khẩn cấp", shows: /Đã đặt cảnh báo số 2[\s\S]*Phiếu khẩn cấp/ },
    { asks: "báo phiếu của tôi", shows: /Phiếu của tôi|chưa biết bạn là ai/ },
  ],
  alerts: [{ asks: "danh sách cảnh báo", shows: /1\. Đánh giá từ 2★ trở xuống/ }],
  alertchange: [
    {
      asks: "gỡ cảnh báo 1",
      shows: /Gỡ cảnh báo số 1\?/,
      clicks: [["Gỡ cảnh báo", /Cảnh báo số 1: đã gỡ/]],
    },
  ],
  quiet: [{ asks: "giờ yên lặng từ 22h đến 7h", shows: /Giờ yên lặng: 22:00-07:00/ }],
  operations: [{ asks: "thao tác", shows: /DAUMAY01/ }],
  whoami: [{ asks: "tôi có quyền gì", shows: /Quyền:?\s+quản trị viên/ }],
  language: [{ asks: "tiếng việt", shows: /Từ giờ bot sẽ nói tiếng Việt/ }],
  status: [{ asks: "trạng thái", shows: /đang hoạt động/ }],
  forget: [
    {
      asks: "quên khách 0900 000 001",
      shows: /Xoá dữ liệu khách .* khỏi bot\?/,
      clicks: [["Xoá khỏi bot", /Đã xoá dữ liệu của khách này khỏi bot/]],
    },
  ],
  settings: [{ asks: "cài đặt", shows: /SLA mặc định · tickets\.sla/ }],
  setting: [
    {
      asks: "settings set tickets.closed Closed, Đã đóng",
      shows: /Sửa cài đặt “Phiếu coi như đã đóng”\?/,
      clicks: [["Lưu cài đặt", /Đã sửa: Phiếu coi như đã đóng/]],
    },
  ],
  settingsexport: [{ asks: "xuất cài đặt", shows: /Xuất cài đặt/ }],
  settingsimport: [
    {
      asks: 'nhập cài đặt { "tickets.sla": "Standard" }',
      shows: /Sửa 1 cài đặt\?/,
      clicks: [["Nhập cài đặt", /Đã nhập 1 cài đặt/]],
    },
  ],
  help: [{ asks: "trợ giúp", shows: /Bạn có thể/ }],
};
