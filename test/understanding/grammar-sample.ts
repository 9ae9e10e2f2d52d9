import type { ArgumentGrammar, CommandGrammar } from "../../src/understanding/grammar.ts";

const customer: ArgumentGrammar = {
  name: "customer",
  kind: "customer",
  required: true,
  keys: ["khách", "khách hàng", "customer", "sđt", "phone", "email"],
};

const text = (
  name: string,
  kind: "line" | "lines",
  required: boolean,
  ...keys: string[]
): ArgumentGrammar => ({
  name,
  kind,
  required,
  keys: [...keys, name],
});

/** A grammar like the real one, so that sentences have the same meaning in tests as for people. */
export const COMMANDS: readonly CommandGrammar[] = [
  {
    name: "customer",
    aliases: [
      ...["khách", "khách hàng", "tìm", "tìm khách", "tra", "tra cứu", "ai là"],
      ...["find", "find customer", "who is"],
    ],
    arguments: [customer],
    standalone: ["phone", "email", "id"],
  },
  {
    name: "ticket",
    aliases: ["phiếu", "tạo phiếu", "tạo ticket", "phiếu cho", "phiếu mới", "create ticket", "new ticket"],
    arguments: [
      customer,
      text("title", "line", true, "Tiêu đề", "Title"),
      text("summary", "lines", false, "Nội dung", "mô tả", "Details"),
      { name: "priority", kind: "priority", required: false, keys: ["Độ ưu tiên", "ưu tiên", "Priority"] },
      text("sla", "line", false, "SLA"),
    ],
  },
  {
    name: "show",
    aliases: ["xem phiếu", "phiếu", "phiếu số", "show ticket"],
    arguments: [{ name: "ticket", kind: "ticket", required: true, keys: ["Số phiếu", "Ticket number"] }],
    standalone: ["ticket"],
  },
  {
    name: "points",
    aliases: ["điểm", "xem điểm", "tích điểm", "tích điểm của", "còn bao nhiêu điểm"],
    arguments: [customer],
  },
  {
    name: "redeem",
    aliases: ["đổi quà", "đổi điểm", "đổi quà cho", "redeem gift", "gift"],
    arguments: [
      { name: "code", kind: "code", required: true, keys: ["Mã quà", "mã", "Gift code", "code"] },
      customer,
    ],
  },
  {
    name: "redemptions",
    aliases: ["lịch sử đổi quà", "quà đã đổi", "redemption history", "gifts of"],
    arguments: [customer],
    standalone: [],
  },
  {
    name: "ratings",
    aliases: ["đánh giá", "xem đánh giá", "điểm đánh giá", "rating"],
    arguments: [{ name: "range", kind: "range", required: false, keys: ["Khoảng ngày", "Days", "range"] }],
  },
  {
    name: "language",
    aliases: ["ngôn ngữ", "đổi ngôn ngữ", "change language", "tiếng việt", "english"],
    arguments: [
      {
        name: "language",
        kind: "choice",
        required: true,
        keys: ["Ngôn ngữ", "Language"],
        choices: [
          { value: "vi", labels: ["Tiếng Việt", "Vietnamese"] },
          { value: "en", labels: ["Tiếng Anh", "English"] },
        ],
      },
    ],
  },
  { name: "status", aliases: ["trạng thái", "tình trạng"], arguments: [] },
  {
    name: "help",
    aliases: ["trợ giúp", "giúp", "giúp đỡ", "?"],
    arguments: [{ name: "about", kind: "carried", required: false, keys: [] }],
  },
];
