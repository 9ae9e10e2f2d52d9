import type { ArgumentGrammar, CommandGrammar } from "../../src/intents/grammar.ts";

const customer: ArgumentGrammar = {
  name: "customer",
  kind: "customer",
  required: true,
  keys: ["khách", "khách hàng", "customer", "sđt", "phone", "email"],
};

/** A grammar like the real one, so that the sentences below mean what they will mean to people. */
export const COMMANDS: readonly CommandGrammar[] = [
  {
    name: "find",
    aliases: ["khách", "tìm", "tra", "ai là", "customer", "who is"],
    arguments: [customer],
    bare: ["phone", "email", "id"],
  },
  {
    name: "ticket",
    aliases: ["phiếu", "tạo phiếu", "tạo ticket", "create ticket", "new ticket"],
    arguments: [
      customer,
      { name: "title", kind: "line", required: true, keys: ["tiêu đề", "title"] },
      {
        name: "summary",
        kind: "lines",
        required: false,
        keys: ["mô tả", "nội dung", "summary", "description"],
      },
      { name: "priority", kind: "priority", required: false, keys: ["ưu tiên", "độ ưu tiên", "priority"] },
    ],
  },
  {
    name: "show",
    aliases: ["xem phiếu", "phiếu"],
    arguments: [{ name: "ticket", kind: "ticket", required: true, keys: ["phiếu", "ticket"] }],
    bare: ["ticket"],
  },
  { name: "points", aliases: ["điểm", "tích điểm của", "points"], arguments: [customer] },
  {
    name: "redeem",
    aliases: ["đổi quà", "gift"],
    arguments: [{ name: "code", kind: "code", required: true, keys: ["mã", "mã quà", "code"] }, customer],
  },
  { name: "redemptions", aliases: ["lịch sử đổi quà"], arguments: [customer] },
  {
    name: "ratings",
    aliases: ["đánh giá", "ratings"],
    arguments: [{ name: "range", kind: "range", required: false, keys: ["từ", "khoảng", "range"] }],
  },
  { name: "help", aliases: ["trợ giúp", "giúp", "?"], arguments: [] },
  { name: "status", aliases: ["trạng thái"], arguments: [] },
  {
    name: "language",
    aliases: ["ngôn ngữ", "tiếng việt", "english"],
    arguments: [
      {
        name: "language",
        kind: "choice",
        required: true,
        keys: ["ngôn ngữ", "language"],
        choices: [
          { value: "vi", labels: ["tiếng Việt", "Vietnamese"] },
          { value: "en", labels: ["tiếng Anh", "English"] },
        ],
      },
    ],
  },
];
