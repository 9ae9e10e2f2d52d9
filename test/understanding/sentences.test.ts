import { describe, expect, it } from "vitest";
import type { Understanding } from "../../src/understanding/grammar.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { COMMANDS } from "./grammar-sample.ts";

const intents = createIntents(COMMANDS);
/** It is Wednesday, 10:00 in Ho Chi Minh City. */
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

const AN = { customer: "+84867123456" };
const LAN = { customer: "+84900000001" };
const PRINTER = { ...AN, title: "máy in hỏng" };
const THIS_WEEK = { range: "2026-11-23/2026-11-29" };
const LAST_WEEK = { range: "2026-11-16/2026-11-22" };
const DAYS_7 = { range: "2026-11-19/2026-11-25" };

type Meaning = readonly [text: string, command: string, args: Record<string, string>];

const FIND: readonly Meaning[] = [
  ["khách 0867123456", "customer", AN],
  ["KHÁCH 0867 123 456", "customer", AN],
  ["khach 0867.123.456", "customer", AN],
  ["/khách 0867-123-456", "customer", AN],
  ["!find 0867123456", "customer", AN],
  ["khách hàng 0867123456", "customer", AN],
  ["khach hang so 0867123456", "customer", AN],
  ["tra 84867123456", "customer", AN],
  ["tra cứu 0867123456", "customer", AN],
  ["tra giúp em số 0867 123 456 với ạ", "customer", AN],
  ["ai là 0867 123 456", "customer", AN],
  ["ai la 0867 123 456?", "customer", AN],
  ["Ai   là   +84 867 123 456 ?", "customer", AN],
  ["ai là <tel:0867123456|0867 123 456>", "customer", AN],
  ["who is 0867123456", "customer", AN],
  ["Who is 0867123456?", "customer", AN],
  ["who's 0867123456", "customer", AN],
  ["can you find 0867123456 please", "customer", AN],
  ["customer 0900000001", "customer", LAN],
  ["cho mình xem khách 0900000001 nhé", "customer", LAN],
  ["giúp em tìm 0900 000 001 với", "customer", LAN],
  ["0867123456 là ai", "customer", AN],
  ["0867123456 là số của ai vậy", "customer", AN],
  ["số này của ai 0867123456", "customer", AN],
  ["whose number is 0867123456", "customer", AN],
  ["0867 123 456", "customer", AN],
  ["  0867123456.  ", "customer", AN],
  ["+84 867 123 456", "customer", AN],
  ["chị Lan 0900 000 001", "customer", LAN],
  ["Nguyễn Văn An - 0867123456", "customer", AN],
  ["sđt 0900000001", "customer", LAN],
  ["0120 345 6789", "customer", { customer: "+84703456789" }],
  ["An@Example.com", "customer", { customer: "an@example.com" }],
  ["tìm an@example.com", "customer", { customer: "an@example.com" }],
  ["khách <mailto:an@example.com|an@example.com>", "customer", { customer: "an@example.com" }],
  ["9457", "customer", { customer: "id:9457" }],
  ["khách 9457", "customer", { customer: "id:9457" }],
  ["customer #9457", "customer", { customer: "id:9457" }],
  ["tìm lead 2964", "customer", { customer: "lead:2964" }],
  ["tra mã khách 9457", "customer", { customer: "customer:9457" }],
  ["khách: 0867123456", "customer", AN],
  ["find customer=0867123456", "customer", AN],
  ["tìm Lan", "customer", { customer: "name:Lan" }],
  ["tim lan", "customer", { customer: "name:lan" }],
  ["tìm Minh", "customer", { customer: "name:Minh" }],
  ["tìm chị Lan", "customer", { customer: "name:Lan" }],
  ["tìm Anh Thư", "customer", { customer: "name:Anh Thư" }],
  ["khách Hằng", "customer", { customer: "name:Hằng" }],
  ["khách tên Nguyễn Văn An", "customer", { customer: "name:Nguyễn Văn An" }],
  ["khach ten Nguyen Van An", "customer", { customer: "name:Nguyen Van An" }],
  ["tìm khách hàng tên là “Trần Thị B”", "customer", { customer: "name:Trần Thị B" }],
  ["tìm giúp em khách Đặng Đức Đô nhé ạ", "customer", { customer: "name:Đặng Đức Đô" }],
  ["Tìm Nguyễn Văn An".normalize("NFD"), "customer", { customer: "name:Nguyễn Văn An" }],
  ["who is Nguyen Van An", "customer", { customer: "name:Nguyen Van An" }],
  ["khách", "customer", {}],
  ["tìm khách", "customer", {}],
  ["khách 123456789012345", "customer", { customer: "123456789012345" }],
  ["khách 08671234", "customer", { customer: "08671234" }],
];

const TICKETS: readonly Meaning[] = [
  ["tạo phiếu cho 0867123456: máy in hỏng, gấp", "ticket", { ...PRINTER, priority: "Urgent" }],
  [
    "tao phieu cho 0867123456: may in hong, gap",
    "ticket",
    { ...AN, title: "may in hong", priority: "Urgent" },
  ],
  ["tạo phiếu 0867123456 máy in hỏng", "ticket", PRINTER],
  ["Tạo phiếu: máy in hỏng cho 0867 123 456", "ticket", PRINTER],
  ["tạo phiếu máy in hỏng cho 0867123456, ưu tiên cao", "ticket", { ...PRINTER, priority: "High" }],
  ["tạo phiếu máy in hỏng, ưu tiên: thấp, khách: 0867123456", "ticket", { ...PRINTER, priority: "Low" }],
  ["tạo phiếu gấp cho 0867123456: máy in hỏng", "ticket", { ...PRINTER, priority: "Urgent" }],
  ["tạo phiếu khách 0867123456 máy in hỏng, khẩn cấp nhé", "ticket", { ...PRINTER, priority: "Urgent" }],
  ["tạo phiếu cho 0867123456: máy in hỏng, không gấp", "ticket", { ...PRINTER, priority: "Low" }],
  ["tạo phiếu cho 0867123456: máy in hỏng gấp", "ticket", { ...PRINTER, priority: "Urgent" }],
  ["tao phieu cho 0867123456: máy in hỏng gap nhe", "ticket", { ...PRINTER, priority: "Urgent" }],
  ["tạo phiếu cho 0867123456: khách hẹn gặp", "ticket", { ...AN, title: "khách hẹn gặp" }],
  ["tạo phiếu cho 0867123456: khach muon gap", "ticket", { ...AN, title: "khach muon gap" }],
  ["tạo phiếu cho 0867123456: hỏng ghế gấp", "ticket", { ...AN, title: "hỏng ghế gấp" }],
  ["tạo phiếu cho 0867123456: máy in hỏng, SLA Gold", "ticket", { ...PRINTER, sla: "Gold" }],
  [
    "tạo phiếu cho 0867123456: máy in hỏng SLA Gold, gấp",
    "ticket",
    { ...PRINTER, sla: "Gold", priority: "Urgent" },
  ],
  [
    "tạo phiếu cho 0867123456: hỏi về SLA của hợp đồng",
    "ticket",
    { ...AN, title: "hỏi về SLA của hợp đồng" },
  ],
  ["tạo phiếu cho 0867123456: giao hàng gấp bị trễ", "ticket", { ...AN, title: "giao hàng gấp bị trễ" }],
  ["tạo phiếu gọi từ số 0867123456 bị rớt", "ticket", { ...AN, title: "gọi từ số 0867123456 bị rớt" }],
  ["tạo giúp em cái phiếu cho 0867123456: máy in hỏng ạ", "ticket", PRINTER],
  ["cho mình tạo phiếu cho 0867123456: máy in hỏng", "ticket", PRINTER],
  ["tạo ticket cho 0867123456 máy in hỏng", "ticket", PRINTER],
  ["phiếu cho 0867123456: máy in hỏng", "ticket", PRINTER],
  ["phiếu mới cho 0867123456: máy in hỏng", "ticket", PRINTER],
  ["tạo phiếu mới cho 0867123456: máy in hỏng", "ticket", PRINTER],
  ["lập phiếu cho 0867123456: máy in hỏng", "ticket", PRINTER],
  ["báo lỗi cho 0867123456: máy in hỏng", "ticket", PRINTER],
  [
    "create ticket for 0867123456: printer broken, urgent",
    "ticket",
    { ...AN, title: "printer broken", priority: "Urgent" },
  ],
  ["please create a ticket for 0867123456: printer broken", "ticket", { ...AN, title: "printer broken" }],
  [
    "create a new ticket for 0867123456, printer broken, low",
    "ticket",
    { ...AN, title: "printer broken", priority: "Low" },
  ],
  ["open a ticket for 0867123456: printer broken", "ticket", { ...AN, title: "printer broken" }],
  [
    "new ticket an@example.com printer broken - high",
    "ticket",
    { customer: "an@example.com", title: "printer broken", priority: "High" },
  ],
  ["new ticket 0867123456 printer broken", "ticket", { ...AN, title: "printer broken" }],
  ["tạo phiếu cho 9457: máy in hỏng", "ticket", { customer: "id:9457", title: "máy in hỏng" }],
  ["tạo phiếu cho lead 2964: máy in hỏng", "ticket", { customer: "lead:2964", title: "máy in hỏng" }],
  [
    "tạo phiếu cho Nguyễn Văn An: máy in hỏng",
    "ticket",
    { customer: "name:Nguyễn Văn An", title: "máy in hỏng" },
  ],
  ["tạo phiếu cho chị Lan: máy in hỏng", "ticket", { customer: "name:Lan", title: "máy in hỏng" }],
  [
    "tạo phiếu cho Trần Thị Bích máy in hỏng",
    "ticket",
    { customer: "name:Trần Thị Bích", title: "máy in hỏng" },
  ],
  ["tạo phiếu cho chị Lan 0867123456: máy in hỏng", "ticket", PRINTER],
  ["tạo phiếu", "ticket", {}],
  ["tạo phiếu cho 0867123456", "ticket", AN],
  ["tạo phiếu: máy in số 5 hỏng", "ticket", { title: "máy in số 5 hỏng" }],
  ["tạo phiếu khách 2 lần gọi không được", "ticket", { title: "khách 2 lần gọi không được" }],
  ["tạo phiếu title: máy in hỏng customer: 0867123456", "ticket", PRINTER],
  [
    'tạo phiếu tiêu đề="máy in hỏng" khách=0867123456 ưu tiên=gấp',
    "ticket",
    { ...PRINTER, priority: "Urgent" },
  ],
  ["tạo phiếu “máy in hỏng, gấp” cho 0867123456", "ticket", { ...AN, title: "máy in hỏng, gấp" }],
  [
    "tạo phiếu cho 0867123456: máy in hỏng\nĐèn đỏ nháy liên tục.\nĐã thử tắt mở.",
    "ticket",
    { ...PRINTER, summary: "Đèn đỏ nháy liên tục.\nĐã thử tắt mở." },
  ],
  [
    "tạo phiếu cho 0867123456: máy in hỏng. Đèn đỏ nháy liên tục",
    "ticket",
    { ...PRINTER, summary: "Đèn đỏ nháy liên tục" },
  ],
  [
    "tạo phiếu cho 0867123456: máy in hỏng\nmô tả: đèn đỏ nháy",
    "ticket",
    { ...PRINTER, summary: "đèn đỏ nháy" },
  ],
  ["khách 0867123456: tạo phiếu máy in hỏng", "ticket", PRINTER],
  ["tạo phiếu: khách hàng Lan (0867123456) máy in hỏng", "ticket", PRINTER],
  ["tạo phiếu khách Nguyễn Văn An, sđt 0867123456, máy in hỏng", "ticket", PRINTER],
  ["tạo phiếu máy in hỏng. Khách: 0867123456. Ưu tiên: cao.", "ticket", { ...PRINTER, priority: "High" }],
  [
    "create an urgent ticket for 0867123456: printer broken",
    "ticket",
    { ...AN, title: "printer broken", priority: "Urgent" },
  ],
];

const TICKETS_NOTIFIED: readonly Meaning[] = [
  [
    "tạo phiếu cho Lan: đổi quà DAUMAY01 lỗi",
    "ticket",
    { customer: "name:Lan", title: "đổi quà DAUMAY01 lỗi" },
  ],
  ['tạo phiếu 0867123456 "máy in hỏng" gấp', "ticket", { ...PRINTER, priority: "Urgent" }],
  ["tạo phiếu cho 0867123456: khách báo: máy in hỏng", "ticket", { ...AN, title: "khách báo: máy in hỏng" }],
  ["tạo phiếu cho 0867123456: hỏi về đơn #12345", "ticket", { ...AN, title: "hỏi về đơn #12345" }],
];

/** Texts in which people correct themselves. Using the customer named by mistake would be the worst error. */
const CORRECTED: readonly Meaning[] = [
  ["tạo phiếu cho 0867123456 à nhầm 0900000001 máy in hỏng", "ticket", { ...LAN, title: "máy in hỏng" }],
  ["tạo phiếu cho 0867123456: máy in hỏng, nhầm, 0900000001", "ticket", { ...LAN, title: "máy in hỏng" }],
  ["doi qua daumay01 cho 0867123456 a nham 0900000001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["đổi quà VOUCHER50 à nhầm DAUMAY01 cho 0900000001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["đổi quà VOUCHER50 cho 0900000001 à lộn, mã DAUMAY01", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["điểm 0867123456 ủa nhầm số 0900 000 001", "points", LAN],
  ["à nhầm, 0900000001", "customer", LAN],
  ["xem phiếu 17465 à nhầm 17464", "show", { ticket: "17464" }],
  ["tạo phiếu cho 0867123456: giao nhầm MUC12A", "ticket", { ...AN, title: "giao nhầm MUC12A" }],
];

const SHOW: readonly Meaning[] = [
  ["phiếu 17464", "show", { ticket: "17464" }],
  ["phieu 17464", "show", { ticket: "17464" }],
  ["phiếu #17464", "show", { ticket: "17464" }],
  ["phiếu số 17464", "show", { ticket: "17464" }],
  ["xem phiếu 17464", "show", { ticket: "17464" }],
  ["cho em xem phiếu 17464 với ạ", "show", { ticket: "17464" }],
  ["xem giúp mình phiếu 17464", "show", { ticket: "17464" }],
  ["tìm phiếu 17464", "show", { ticket: "17464" }],
  ["show 17464", "show", { ticket: "17464" }],
  ["show ticket 17464", "show", { ticket: "17464" }],
  ["#17464", "show", { ticket: "17464" }],
  ["# 17464", "show", { ticket: "17464" }],
  ["mở phiếu 17464", "show", { ticket: "17464" }],
  ["trạng thái phiếu 17464", "show", { ticket: "17464" }],
  ["phiếu", "show", {}],
];

const POINTS: readonly Meaning[] = [
  ["điểm 0900000001", "points", LAN],
  ["diem 0900000001", "points", LAN],
  ["điểm của 0900000001", "points", LAN],
  ["điểm của khách 0900000001", "points", LAN],
  ["xem điểm 0900000001", "points", LAN],
  ["kiểm tra điểm của 0900000001 giúp em", "points", LAN],
  ["tra điểm 0900000001", "points", LAN],
  ["còn bao nhiêu điểm 0867123456", "points", AN],
  ["con bao nhieu diem 0867123456", "points", AN],
  ["0867123456 còn bao nhiêu điểm?", "points", AN],
  ["khách 0867123456 còn bao nhiêu điểm", "points", AN],
  ["khách 0867123456 có mấy điểm vậy", "points", AN],
  ["tích điểm của 0900000001", "points", LAN],
  ["points 0900000001", "points", LAN],
  ["how many points does 0900000001 have", "points", LAN],
  ["show me the points of 0900000001", "points", LAN],
  ["xem điểm của chị Lan 0900000001", "points", LAN],
  ["điểm của chị Lan", "points", { customer: "name:Lan" }],
  ["Lan còn bao nhiêu điểm", "points", { customer: "name:Lan" }],
  ["điểm", "points", {}],
];

const GIFTS: readonly Meaning[] = [
  ["đổi quà DAUMAY01 cho 0900000001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["doi qua daumay01 cho 0900 000 001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["đổi quà cho 0900000001 mã DAUMAY01", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["đổi quà mã: DAUMAY01, khách: 0900000001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["giúp em đổi quà daumay01 cho khách 0900000001 với", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["redeem DAUMAY01 for 0900000001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["redeem gift DAUMAY01 for 0900000001", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["gift 0900000001 DAUMAY01", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["đổi quà gaubong cho 0900000001", "redeem", { ...LAN, code: "GAUBONG" }],
  ["đổi quà GAUBONG cho 0900000001", "redeem", { ...LAN, code: "GAUBONG" }],
  ["đổi quà DAUMAY01 cho Nguyễn Văn An", "redeem", { customer: "name:Nguyễn Văn An", code: "DAUMAY01" }],
  ["đổi quà DAUMAY01 cho Minh", "redeem", { customer: "name:Minh", code: "DAUMAY01" }],
  ["đổi qùa DAUMAY01", "redeem", { code: "DAUMAY01" }],
  ["đổi quà DAUMAY01", "redeem", { code: "DAUMAY01" }],
  ["đổi quà cho 0900000001", "redeem", LAN],
  ["khách 0900000001 đổi quà DAUMAY01", "redeem", { ...LAN, code: "DAUMAY01" }],
  ["mình muốn đổi quà", "redeem", {}],
  ["lịch sử đổi quà 0900000001", "redemptions", LAN],
  ["lich su doi qua cua 0900000001", "redemptions", LAN],
  ["xem lịch sử đổi quà của khách 0900000001", "redemptions", LAN],
  ["0900000001 đã đổi những quà gì", "redemptions", LAN],
  ["redemptions 0900000001", "redemptions", LAN],
  ["gift history of 0900000001", "redemptions", LAN],
];

const RATINGS: readonly Meaning[] = [
  ["đánh giá", "ratings", {}],
  ["đánh giá tuần này", "ratings", THIS_WEEK],
  ["danh gia tuan nay", "ratings", THIS_WEEK],
  ["xem đánh giá tuần này", "ratings", THIS_WEEK],
  ["đánh giá 7 ngày qua", "ratings", DAYS_7],
  ["đánh giá 7 ngày", "ratings", DAYS_7],
  ["ratings last week", "ratings", LAST_WEEK],
  ["show me last week's ratings", "ratings", LAST_WEEK],
  ["tuần trước đánh giá thế nào", "ratings", LAST_WEEK],
  ["đánh giá hôm nay", "ratings", { range: "2026-11-25/2026-11-25" }],
  ["đánh giá từ 1/11 đến 15/11", "ratings", { range: "2026-11-01/2026-11-15" }],
  ["ratings 2026-11-01..2026-11-15", "ratings", { range: "2026-11-01/2026-11-15" }],
  ["khách nói gì tuần này", "ratings", THIS_WEEK],
  ["customer feedback this week", "ratings", THIS_WEEK],
];

const TEST_APP: readonly Meaning[] = [
  ["trợ giúp", "help", {}],
  ["Tro giup!", "help", {}],
  ["giúp", "help", {}],
  ["giúp với", "help", {}],
  ["giúp em với ạ", "help", {}],
  ["help", "help", {}],
  ["/help", "help", {}],
  ["help me", "help", {}],
  ["?", "help", {}],
  ["??", "help", {}],
  ["trạng thái", "status", {}],
  ["trang thai", "status", {}],
  ["status", "status", {}],
  ["ngôn ngữ", "language", {}],
  ["ngôn ngữ tiếng Anh", "language", { language: "en" }],
  ["tiếng việt", "language", { language: "vi" }],
  ["tieng viet", "language", { language: "vi" }],
  ["English please", "language", { language: "en" }],
  ["switch to English", "language", { language: "en" }],
  ["chuyển sang tiếng Việt", "language", { language: "vi" }],
];

describe.each([
  ["a customer is looked for", FIND],
  ["a ticket is written", TICKETS],
  ["a ticket is told in other words", TICKETS_NOTIFIED],
  ["a slip is put right", CORRECTED],
  ["a ticket is shown", SHOW],
  ["points are asked for", POINTS],
  ["gifts are given and remembered", GIFTS],
  ["ratings are asked for", RATINGS],
  ["the bot itself is meant", TEST_APP],
])("understands when %s", (_, meanings) => {
  it.each(meanings)("%s", (text, command, args) => {
    // The name beside a number is compared with the found customer's, and is no argument.
    const { called: _, ...understood } = { called: null, ...intents.understand(text, context) };
    expect(understood).toEqual({ kind: "command", command, args });
  });
});

describe("does not pretend to understand", () => {
  it.each([
    ["ngày mai trời đẹp"],
    ["hôm nay khách đông quá"],
    ["ok cảm ơn em"],
    ["the printer is broken again"],
    ["máy in của khách hỏng"],
    ["khách này khó tính quá trời luôn mọi người ơi"],
    [""],
    ["   "],
    ["👍"],
    ["😀😀"],
    ["'; drop table--"],
    ["<script>alert(1)</script>"],
    ["{{7*7}}"],
    ["../../etc/passwd"],
    ["Anh ấy gọi từ hôm qua và nói rằng hàng chưa tới nơi"],
  ])("%s", (text) => {
    const understood = intents.understand(text, context);
    expect(understood.kind).not.toBe("command");
  });

  it.each([
    ["đổi qàu DAUMAY01", "redeem"],
    ["dổi wuà cho 0900000001", "redeem"],
    ["dánh già tuần này", "ratings"],
    ["tạo phíu máy in hỏng", "ticket"],
    ["crate ticket", "ticket"],
    ["ratngs", "ratings"],
    ["trạng thía", "status"],
    ["hepl", "help"],
  ])("but offers the nearest: %s → %s", (text, command) => {
    const understood = intents.understand(text, context);
    expect(understood.kind === "command" ? [understood.command] : namesOffered(understood)).toContain(
      command,
    );
  });
});

function namesOffered(understood: Understanding): readonly string[] {
  return understood.kind === "unknown" ? understood.nearest : [];
}
