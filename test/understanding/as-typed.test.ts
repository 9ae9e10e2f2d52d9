import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createIntents } from "../../src/understanding/understand.ts";

const intents = createIntents(createCommands({ alerts: {} } as CataloguePorts).grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

const WHO = { customer: "+84867123456" };
const BINH = { customer: "+84867123456" };
const TI = { name: "Ngô Văn Tí", phones: "+84912345679" };

type Meaning = readonly [text: string, command: string, args: Record<string, string>];

/** The name must not include the words beside it, because it is written into AntCRM. */
const NEW_CUSTOMERS: readonly Meaning[] = [
  ["thêm khách Ngô Văn Tí sdt 0912345679 email ti@shop.vn", "newcustomer", { ...TI, emails: "ti@shop.vn" }],
  [
    "tạo khách tên Ngô Văn Tí số điện thoại 0912345679 địa chỉ 12 Lê Lợi P12 Tân Bình",
    "newcustomer",
    { ...TI, addresses: "12 Lê Lợi P12 Tân Bình" },
  ],
  [
    "tạo khách hàng tên là Ngô Văn Tí, sđt là 0912345679, sinh ngày 2/3/1990",
    "newcustomer",
    { ...TI, birthday: "1990-03-02" },
  ],
  ["thêm khách Ngô Văn Tí, 0912345679, khách quen", "newcustomer", { ...TI, note: "khách quen" }],
];

/** A question about tickets must not create a ticket. */
const TICKETS: readonly Meaning[] = [
  ["phiếu của minh.cskh@example.com", "tickets", { customer: "minh.cskh@example.com" }],
  ["phiếu 0867123456", "tickets", BINH],
  ["phiếu của kh 0867123456", "tickets", BINH],
  ["có phiếu nào của 0867123456 chưa đóng ko", "tickets", { ...BINH, state: "open" }],
  ["phiếu cho 0867123456", "ticket", { customer: "+84867123456" }],
  [
    "tao phieu cho chi Binh o Cong Hoa: may in hong",
    "ticket",
    { customer: "name:Binh o Cong Hoa", title: "may in hong" },
  ],
  [
    "tao phieu cho chi Binh o Cong Hoa: tu lanh bi hong",
    "ticket",
    { customer: "name:Binh o Cong Hoa", title: "tu lanh bi hong" },
  ],
  ["phiếu của tôi", "tickets", { whose: "mine" }],
  ["phieu gap cua toi", "tickets", { whose: "mine", priority: "Urgent" }],
  ["phiếu của mình", "tickets", { whose: "mine" }],
  ["phiếu của em", "tickets", { whose: "mine" }],
  ["tickets of me", "tickets", { whose: "mine" }],
  ["tickets of mine", "tickets", { whose: "mine" }],
  ["open tickets of me", "tickets", { whose: "mine", state: "open" }],
  ["tickets assigned to me", "tickets", { whose: "mine" }],
  ["tickets for me", "tickets", { whose: "mine" }],
  ["open tickets for me?", "tickets", { whose: "mine", state: "open" }],
  ["my tickets", "tickets", { whose: "mine" }],
  // "For me" is only polite here.
  ["show the tickets of customer 476 for me", "tickets", { customer: "customer:476" }],
  ["tickets of Megan", "tickets", { customer: "name:Megan" }],
  ["ticket 17464 sao rồi", "show", { ticket: "17464" }],
  ["phiếu 17464 đóng chưa", "show", { ticket: "17464" }],
  ["dong phieu 17464", "editticket", { ticket: "17464", closes: "yes" }],
  ["phiếu 17464 xong rồi", "editticket", { ticket: "17464", closes: "yes" }],
  ["mở ticket 0867123456 máy in hỏng", "ticket", { customer: "+84867123456", title: "máy in hỏng" }],
];

/** Texts with Telex keys. A customer's card instead of the write would help nobody. */
const TELEX: readonly Meaning[] = [
  ["taoj phieeus 0867123456 máy hỏng", "ticket", { ...WHO, title: "máy hỏng" }],
  ["ddooir quaf daumay01 cho 0867123456", "redeem", { ...WHO, code: "DAUMAY01" }],
  ["suwar khachs 0867123456 email b@shop.vn", "editcustomer", { ...WHO, emails: "b@shop.vn" }],
  ["ddanhs gias tuaanf nafy", "ratings", { range: "2026-11-23/2026-11-29" }],
  ["tifm tran thij binhf", "customer", { customer: "name:tran thị bình" }],
  ["tìm khách Books Ross", "customer", { customer: "name:Books Ross" }],
  ["phiếu 16001 ddongs hộ chị nha", "editticket", { ticket: "16001", closes: "yes" }],
  ["tạo phiếu 0867123456 web bị ddos", "ticket", { ...WHO, title: "web bị ddos" }],
];

/** Ð (U+00D0) and Ɖ (U+0189) only look like Đ, and a number may be typed to the word beside it. */
const GLUED: readonly Meaning[] = [
  ["\u00d0\u1ed4I QU\u00c0 daumay01 cho 0867123456", "redeem", { ...WHO, code: "DAUMAY01" }],
  ["\u00d00867123456", "customer", WHO],
  ["\u0189T0867123456 còn mấy điểm", "points", WHO],
  ["sđt0867123456", "customer", WHO],
  ["đổi quà DAUMAY01 cho kh0867123456", "redeem", { ...WHO, code: "DAUMAY01" }],
  ["0867123456ạ", "customer", WHO],
  ["+84867123456nhé", "customer", WHO],
];

/** Words that look like others without their accents, or when another value was taken out before them. */
const LOOKALIKES: readonly Meaning[] = [
  ["báo cáo điểm và quà hôm nay", "digestnow", { kinds: "loyalty", range: "2026-11-25/2026-11-25" }],
  ["báo cáo chiến dịch hôm qua", "digestnow", { kinds: "campaigns", range: "2026-11-24/2026-11-24" }],
  ["báo cáo phiếu 24/11", "tickets", { range: "2026-11-24/2026-11-24" }],
  [
    "tạo khách Lê Văn Tám 0912 345 679, 12 Lê Lợi, P. Bến Nghé, Q.1, TP HCM",
    "newcustomer",
    { name: "Lê Văn Tám", phones: "+84912345679", addresses: "12 Lê Lợi, P. Bến Nghé, Q.1, TP HCM" },
  ],
  [
    "lên đơn cho 0867123456: 1 xyz",
    "newdeal",
    { ...WHO, lines: JSON.stringify([{ quantity: 1, product: "xyz", value: null, discount: null }]) },
  ],
];

/** Words of a question are no customer's name. */
const NO_NAMES: readonly Meaning[] = [
  ["điểm của ai", "points", {}],
  ["hôm qua khách chấm mấy sao", "ratings", { range: "2026-11-24/2026-11-24" }],
  ["khách đó đâu rồi", "customer", {}],
];

/** A value that the same text corrects is not used. */
const CORRECTED: readonly Meaning[] = [
  ["đóng phiếu 16001, ý em là 16002", "editticket", { ticket: "16002", closes: "yes" }],
  ["đóng phiếu 16001 ủa 16002", "editticket", { ticket: "16002", closes: "yes" }],
  ["xoá đơn 3503, đúng ra là 3505", "deletedeal", { deal: "3505" }],
  [
    "tạo phiếu cho 0867123456: khách bị trừ 500k, đúng ra là 400k",
    "ticket",
    { ...WHO, title: "khách bị trừ 500k, đúng ra là 400k" },
  ],
  ["đổi quà DAUMAY01, à BINHNUOC01 cho 0867123456", "redeem", { ...WHO, code: "BINHNUOC01" }],
  ["sửa số khách 0867123456, đúng ra là 0900000001", "editcustomer", { ...WHO, phones: "+84900000001" }],
];

/** "2 tiếng" means two hours. It is not an alert's number, so alert 2 must not be removed. */
const PAUSES: readonly Meaning[] = [
  ["tạm dừng cảnh báo 2 tiếng", "alertchange", { effect: "snooze", for: "120" }],
  ["tạm dừng cảnh báo 1 trong 30 phút", "alertchange", { effect: "snooze", for: "30", number: "1" }],
  ["tat canh bao 2h", "alertchange", { effect: "snooze", for: "120" }],
  ["tắt thông báo nửa tiếng", "alertchange", { effect: "snooze", for: "30" }],
  ["tắt cảnh báo 2", "alertchange", { effect: "remove", number: "2" }],
  ["bật lại cảnh báo 1", "alertchange", { effect: "resume", number: "1" }],
  ["yên lặng 22h-7h", "quiet", { hours: "22h-7h" }],
  ["từ 22h tới 7h đừng báo", "quiet", { hours: "từ 22h tới 7h" }],
  ["bỏ giờ yên lặng", "quiet", { hours: "off" }],
  ["tắt báo cáo 1", "digestchange", { effect: "pause", number: "1" }],
];

const NOTIFIED_LATER: readonly Meaning[] = [
  ["có đánh giá xấu thì báo nhé", "alert", { about: "ratings", score: "2" }],
  [
    "co phieu gap thi bao vao day nhe",
    "alert",
    { about: "tickets", type: "ticket", priority: "Urgent", place: "here" },
  ],
  ["có phiếu mới ko", "tickets", {}],
  [
    "mỗi sáng 8h30 gửi báo cáo đánh giá vào nhóm này",
    "digest",
    { kinds: "ratings", schedule: "daily 08:30", place: "here" },
  ],
  ["mỗi ngày báo cáo đánh giá lúc 17h", "digest", { kinds: "ratings", schedule: "daily 17:00" }],
  ["báo cáo chiến dịch mỗi ngày 8h", "digest", { kinds: "campaigns", schedule: "daily 08:00" }],
  ["báo cáo đánh giá", "digestnow", { kinds: "ratings" }],
  ["bc đánh giá hôm nay", "ratings", { range: "2026-11-25/2026-11-25" }],
  ["cd máy lọc nước sao rồi", "campaign", { campaign: "máy lọc nước" }],
];

const EDITS: readonly Meaning[] = [
  ["sửa kh 0867123456 ghi chú: trống", "editcustomer", { ...WHO, note: "-" }],
  ["xoá nhãn vip kh 0867123456", "editcustomer", { ...WHO, removed: "tags:vip" }],
  ["them sdt 0912345678 kh 0867123456", "editcustomer", { ...WHO, added: "phones:+84912345678" }],
  ["đổi người phụ trách kh 0867123456 sang lan@shop.vn", "editcustomer", { ...WHO, owner: "lan@shop.vn" }],
];

/** The same commands, as people type them in a hurry. */
const HURRIED: readonly Meaning[] = [
  ["tao kh moi Ngô Văn Tí 0912345679", "newcustomer", TI],
  ["xoá kh 0867123456", "deletecustomer", WHO],
  ["kh mới tuần này bn", "customers", { range: "2026-11-23/2026-11-29" }],
  ["tag vip 0867123456", "addtags", { ...WHO, tags: "vip" }],
  ["cho e hỏi đh 3503 vs ạ", "deal", { deal: "3503" }],
  ["dh cua kh 0867123456", "deals", WHO],
  ["ds sp", "products", {}],
  ["gia TIVI01 bn", "product", { product: "TIVI01" }],
  ["tivi01 còn hàng ko", "product", { product: "tivi01" }],
  ["ktra quà đã đổi 0867123456", "redemptions", WHO],
  ["đổi daumay01 cho 0867123456", "redeem", { ...WHO, code: "DAUMAY01" }],
  ["add ticket 0867123456: ko in dc", "ticket", { ...WHO, title: "ko in dc" }],
  ["cho 0867123456 vào nhóm VIP", "segment", { phones: "+84867123456", segment: "VIP" }],
  ["đánh giá zalo xấu", "ratings", { channel: "ZALO", score: "low" }],
];

const line = (quantity: number, product: string, percent?: number) => ({
  ...{ quantity, product, value: null },
  discount: percent === undefined ? null : { kind: "percent", amount: percent },
});
const deal = (...lines: object[]) => ({ ...WHO, lines: JSON.stringify(lines) });

/** Products that are not recognised would become the deal's name. */
const DEALS: readonly Meaning[] = [
  ["tạo đơn 0867123456 2 muc12a 1 tivi01", "newdeal", deal(line(2, "muc12a"), line(1, "tivi01"))],
  [
    "lên đơn 2 MUC12A và 3 cái TIVI01 cho kh 0867123456",
    "newdeal",
    deal(line(2, "MUC12A"), line(3, "TIVI01")),
  ],
  ["len don 0867123456 2 cai muc12a giam 10%", "newdeal", deal(line(2, "muc12a", 10))],
  ["chốt đơn 0867123456 MUC12A sl 2", "newdeal", deal(line(2, "MUC12A"))],
  ["tạo đơn cho 0867123456: Máy giặt LG 8 kg T2108", "newdeal", { ...WHO, name: "Máy giặt LG 8 kg T2108" }],
  ["sửa đơn 350 MUC12A x2", "editdeal", { deal: "350", lines: JSON.stringify([line(2, "MUC12A")]) }],
];

describe.each([
  ["a customer is registered", NEW_CUSTOMERS],
  ["tickets are asked for", TICKETS],
  ["there shall be quiet", PAUSES],
  ["a keyboard left Telex as it was typed", TELEX],
  ["a letter only looks like another, or a number has no blank beside it", GLUED],
  ["a value is corrected", CORRECTED],
  ["words look like others", LOOKALIKES],
  ["words of a question stand where a name may", NO_NAMES],
  ["something shall be told later", NOTIFIED_LATER],
  ["a customer is changed", EDITS],
  ["somebody is in a hurry", HURRIED],
  ["an order is placed", DEALS],
])("understands when %s", (_, meanings) => {
  it.each(meanings)("%s", (text, command, args) => {
    expect(intents.understand(text, context)).toEqual({ kind: "command", command, args });
  });
});

it("tells tickets that are not closed yet from closed ones", () => {
  for (const text of ["chị Bình có phiếu nào chưa đóng ko", "phiếu nào chưa đóng"]) {
    expect(intents.understand(text, context)).toMatchObject({ command: "tickets", args: { state: "open" } });
  }
  expect(intents.understand("phiếu đã đóng", context)).toMatchObject({ args: { state: "closed" } });
});

it("leaves alone what is no order to the bot", () => {
  expect(intents.understand("see you soon 0867123456", context)).toMatchObject({
    command: "customer",
    args: WHO,
  });
  expect(intents.understand("dừng 2 tiếng nữa rồi làm", context)).not.toMatchObject({ kind: "command" });
  expect(intents.understand("đóng 2 thùng hàng", context)).not.toMatchObject({ args: { ticket: "2" } });
  expect(intents.understand("theer is a ticket", context)).toMatchObject({ kind: "unknown" });
});

it("says which words of a question came to nothing", () => {
  expect(intents.understand("ds kh vip", context)).toMatchObject({ command: "customers", ignored: "vip" });
  expect(intents.understand("có phiếu bảo hành không", context)).toMatchObject({
    command: "tickets",
    ignored: "bảo hành",
  });
});

it.each([
  ["khách 0867123456 gọi tới coi giúp mình là ai", "customer", undefined],
  ["đổi quà DAUMAY01 cho 0867123456 đổi ko shop", "redeem", undefined],
])("names the words that say something, and no others: %s", (text, command, ignored) => {
  const understood = intents.understand(text, context);
  expect({ ignored: undefined, ...understood }).toMatchObject({ command, ignored });
});
