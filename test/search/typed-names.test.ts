import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Customer } from "../../src/crm/customer.ts";
import { createSearchIndex, type SearchIndex } from "../../src/search/search-index.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { indexedCustomer } from "../contracts/search-samples.ts";
import { silentLogger } from "../support/silent-logger.ts";

const folder = mkdtempSync(join(tmpdir(), "typed-names-"));
let store: Store;
let index: SearchIndex;

/** Customers who are meant, each with a number of its own. */
const MEANT: readonly Customer[] = [
  indexedCustomer("Kiệm Thu Kiệm", { customerId: "9001", place: ["12 Cộng Hoà", "Tân Bình"] }),
  indexedCustomer("Trần Thu Kiệm", { customerId: "9002" }),
  indexedCustomer("Nguyen Thanh Dinh", {
    customerId: "1",
    place: ["Lê Đại Hành", "Sam Son", "Thanh Hoa"],
    phones: ["+84937538319"],
  }),
  indexedCustomer("Tran Anh Huan", { customerId: "2", phones: ["+84389110237"] }),
  indexedCustomer("Nguyễn Minh Nguyệt Thanh", { customerId: "3", phones: ["+84933428445"] }),
  indexedCustomer("Trần Như Trâm", { customerId: "4", tags: ["TikTok"] }),
  indexedCustomer("Phạm Minh Trường Hùng", { customerId: "5" }),
  indexedCustomer("Tống Kim Cát Sang", { customerId: "6" }),
  indexedCustomer("Nguyễn Thị Ái Trinh", { customerId: "7" }),
  indexedCustomer("Bế Văn Bình", { customerId: "8", place: ["Hồ Tùng Mậu", "Đà Lạt", "Lâm Đồng"] }),
  indexedCustomer("Nguyễn Thị Hiền", {
    customerId: "9",
    place: ["301 Cách Mạng Tháng 8", "Quận 3", "TP.HCM"],
  }),
  indexedCustomer("Nguyễn Khánh Hậu", {
    customerId: "10",
    place: ["120 Lý Thường Kiệt", "Thủ Dầu Một", "Bình Dương"],
  }),
  indexedCustomer("Nguyễn Hưng Nghĩa", { customerId: "11", place: ["8 Trần Não", "Quận 6", "HCM"] }),
  indexedCustomer("Huỳnh Thanh Nhài", { customerId: "12", place: ["25 Tôn Đản", "Quận 12", "TP HCM"] }),
  indexedCustomer("A Khánh (Dĩ An)", { customerId: "13", place: ["30 Tháng 4", "Quận 3", "HCM"] }),
  indexedCustomer("Công ty CP Hải Phú Đà Nẵng", { customerId: "14" }),
  indexedCustomer("Phạm Đan An (vợ anh Tuấn)", { customerId: "15" }),
  indexedCustomer("Cửa hàng Khang Đức", { customerId: "16", phones: ["+842839811160"] }),
  indexedCustomer("Nguyễn Thị Hòa", { customerId: "17", place: ["134 Linh Đàm", "Thanh Trì", "HN"] }),
  indexedCustomer("Đỗ Thị Kiều", { customerId: "18", emails: ["mit_kieu299@gmail.com"] }),
  indexedCustomer("Trần Châu Thoa", { customerId: "19", phones: ["+84328692780"] }),
  indexedCustomer("Phạm Văn Nam Tuấn", { customerId: "20" }),
  indexedCustomer("Mai Hữu Chiến", { customerId: "21" }),
  indexedCustomer("Lê Danh Tùng", {
    customerId: "22",
    place: ["P2201 CC Lý Thường Kiệt", "Sơn Trà", "Đà Nẵng"],
  }),
  indexedCustomer("Bùi Thị Ái Huyền", { customerId: "23", tags: ["đổi trả"] }),
  indexedCustomer("Phạm Kim Diễm", {
    customerId: "24",
    place: ["98 Nguyễn Thái Học", "Nha Trang", "Khánh Hòa"],
  }),
  indexedCustomer("Nguyen Thi Yen Hang", { customerId: "25", phones: ["+84896488578"] }),
  indexedCustomer("Cty TNHH Cơ khí Song Thịnh 79", { customerId: "26" }),
  indexedCustomer("Nguyễn Thị Mai Tâm", {
    customerId: "27",
    place: ["136 Lê Đức Thọ", "Cầu Giấy", "Hà Nội"],
    phones: ["+84366186407"],
  }),
  indexedCustomer("Trần Trọng Thái", { customerId: "28", phones: ["+84868435378"] }),
  indexedCustomer("Nguyễn Thị Hoàng Hoa", { customerId: "29", phones: ["+84397341742"] }),
  indexedCustomer("Đồng Kim Biên", { customerId: "30", place: ["Đoàn Thị Điểm", "Nhơn Trạch", "Đồng Nai"] }),
  indexedCustomer("Phan Mẫn Ánh", { customerId: "31", place: ["Lý Tự Trọng", "Vĩnh Cửu", "Đồng Nai"] }),
  indexedCustomer("Hợp tác xã Hoà Châu Châu", { customerId: "32" }),
  indexedCustomer("Dương Quỳnh Tiểu Đại", { customerId: "33", place: ["Xuân Diệu", "Thuận Hóa", "TP Huế"] }),
  indexedCustomer("Nguyễn Huy Minh", { customerId: "34", place: ["Nguyễn Xiển", "Thường Tín", "HN"] }),
  indexedCustomer("Lê Phúc Quỳnh", { customerId: "35", place: ["538 Nguyễn Ảnh Thủ", "Thủ Đức", "HCM"] }),
  indexedCustomer("Phan Công Khương", { customerId: "36", place: ["310 Nguyễn Duy Trinh", "Quận 2", "HCM"] }),
  indexedCustomer("Phạm Thu An Hậu", {
    customerId: "37",
    place: ["Hẻm 35 Lý Lợi", "TX Dĩ An", "Bình Dương"],
  }),
  indexedCustomer("Trần Văn Chương", { customerId: "38", place: ["12 Số 7", "Tân Phú", "TP.HCM"] }),
  indexedCustomer("Lê Uyên Ngọc Uyên", {
    customerId: "39",
    place: ["7Bis Nguyễn Văn Trỗi", "Long Thành", "Đồng Nai"],
  }),
  indexedCustomer("Võ Phúc Hoàng Tuấn", { customerId: "40" }),
  indexedCustomer("Shop Á Vàng", { customerId: "41" }),
  indexedCustomer("Nguyễn Thị Bảo Thy", { customerId: "42", place: ["29 Nguyễn Xí", "quận 5", "HCM"] }),
  indexedCustomer("Lê Đại Đăng", { customerId: "43" }),
  indexedCustomer("Trần Công Viễn", { customerId: "44", place: ["Nguyễn Kiệm", "Quận 11", "HCM"] }),
  indexedCustomer("Nguyen Bich Luu", {
    customerId: "45",
    place: ["576 Lương Thế Vinh", "Quận 11", "Sài Gòn"],
  }),
  indexedCustomer("Ngô Thị Chinh", { customerId: "46", phones: ["+84860133789"] }),
  indexedCustomer("Tạ Viết Thái", { customerId: "47" }),
  indexedCustomer("Nguyễn Thị Ngoan", { customerId: "48", phones: ["+84916379975"] }),
  indexedCustomer("Nguyễn Phúc Ngọc Chính", { customerId: "49" }),
  indexedCustomer("Lý Văn Sinh", {
    customerId: "50",
    place: ["Dạ Nam", "Quận 8", "HCM"],
    houseNumber: "319",
  }),
  indexedCustomer("Đỗ Thị Lài", { customerId: "51", place: ["Âu Dương", "Quận 7", "TP. Hồ Chí Minh"] }),
  indexedCustomer("Trần Văn Đức", { customerId: "52", emails: ["alex92@example.com"] }),
  indexedCustomer("Sơn Thạch", { customerId: "53", place: ["Ngô Quyền", "Ninh Kiều", "Cần Thơ"] }),
  indexedCustomer("Kiều Minh Ánh", { customerId: "54" }),
  indexedCustomer("Vi Thị Lụa", { customerId: "55", place: ["Sân Bay", "Vinh", "Nghệ An"] }),
];

/** Customers whose places have some of the same words, touched later. */
const NEIGHBOURS: readonly Customer[] = [
  indexedCustomer("Nguyen Thi Yen", { place: ["Hẻm 16 Cái Sơn Hàng Bàng", "Ô Môn", "TP Cần Thơ"] }),
  indexedCustomer("Nguyen Man Anh", { place: ["248 Phan Đăng Lưu", "Quảng Xương", "Thanh Hóa"] }),
  indexedCustomer("Trần Tâm Uyên Mai", { place: ["507 Tôn Đức Thắng", "Cầu Giấy", "Hà Nội"] }),
  indexedCustomer("Nguyễn Kim Hằng", { place: ["1 Nguyễn Trãi", "Biên Hoà", "Đồng Nai"] }),
  indexedCustomer("Trần Ngọc Hòa", { place: ["536 Phan Bội Châu", "Hải Châu", "Đà Nẵng"] }),
  indexedCustomer("Nguyễn Thị Thanh Hoa", { place: ["98/42 Đinh Tiên Hoàng", "Quận 2", "HCM"] }),
  indexedCustomer("Trần Thị Hiếu", { place: ["25 Chi Lăng", "Thuận Hoá", "Thừa Thiên Huế"] }),
  indexedCustomer("Phạm Minh Huy", { place: ["Ngõ 88 Nguyễn Xiển", "Hà Đông", "HN"] }),
  indexedCustomer("Ngô Quỳnh Phúc", { place: ["Nguyễn Du", "Thủ Đức", "HCM"] }),
  indexedCustomer("Chú Bảo Khương (Q2)", {}),
  indexedCustomer("Anh Văn Hậu - Dĩ An", {}),
  indexedCustomer("Bác Thi - Q5", { place: ["D2", "Quận 5", "HCM"] }),
  ...["79 Hải Hà", "70 Bà Triệu", "7/24 Lý Lợi", "75 Âu Cơ", "72 Lũy Bán Bích"].map((street) =>
    indexedCustomer("Lê Chương", { place: [street, "Tân Phú", "TP.HCM"] }),
  ),
  indexedCustomer("Phan Thị Tấn", { emails: ["danngo@example.com"] }),
  indexedCustomer("Lương Bích Lựu", { place: ["99/4 Nguyễn Trãi", "Q.1", "TP HCM"] }),
  indexedCustomer("Bui Thi Tran", { place: ["Tùng Thiện Vương", "Quận 2", "HCM"] }),
  indexedCustomer("Trần Văn Đức Tài", { place: ["332 Ngọc Lâm", "Thanh Trì", "Hà Nội"] }),
  ...["Hải Hà", "Lý Lợi", "Âu Cơ"].map((street) =>
    indexedCustomer("Lý Thị Sinh", { place: [`3 ${street}`, "Quận 8", "HCM"] }),
  ),
  indexedCustomer("Lê Đan Đại", { emails: ["danngoc@example.com"] }),
].map((customer, place) => ({ ...customer, customerId: String(900 + place), updatedAt: new Date() }));

/** Customers with some of the same words, touched later. */
const OTHERS: readonly string[] = [
  ...["Trần Ngọc Anh Huân", "Nguyễn Trần Anh Huân", "Trần Hoàng Anh Huân", "Lê Trần Anh Huân"],
  ...["Hồ Trần Anh Huân", "Đỗ Như Trâm", "Lê Thị Như Trâm", "Phan Như Trâm", "Vũ Như Trâm", "Tạ Như Trâm"],
  ...[
    "Phan Hưng Nghĩa",
    "Võ Hưng Nghĩa",
    "Lê Hưng Nghĩa",
    "Đỗ Hưng Nghĩa",
    "Hồ Hưng Nghĩa",
    "Bùi Hưng Nghĩa",
  ],
  ...["Lý Thường Kiệt", "Nguyễn Chị", "Hoàng Hải Phú", "Lê Hải Phú", "Đinh Thị Hậu", "Cao Văn Tuấn"],
  ...["Phạm Diễm Trang", "Lê Thế Linh", "Trần Tuấn Nam", "Hữu Hải Chiến", "Ngọc Ái Huyền", "Lê Ái Huyền"],
  ...[
    "Nguyễn Phúc Ngọc",
    "Đinh Phúc Ngọc",
    "Tạ Viết Thịnh",
    "Nguyễn Thị Chính",
    "Ngô Chính",
    "Bùi Thị Ngoan",
  ],
  ...["Nguyễn Toàn", "Nguyễn Thị Tuấn", "Lê Văn Bình", "Trần Thị Hiền", "Ngô Thị Hiền", "Nguyễn Văn Minh"],
];

beforeAll(async () => {
  store = await openStore({
    url: `file:${join(folder, "bot.db")}`,
    secretKey: randomBytes(32).toString("base64"),
    log: silentLogger(),
  });
  index = createSearchIndex(store.searchIndex);
  const others = Array.from({ length: 5 }, (_, round) =>
    OTHERS.map((name, place) =>
      indexedCustomer(name, { customerId: String(1000 + round * 100 + place), updatedAt: new Date() }),
    ),
  );
  await index.save([...MEANT, ...NEIGHBOURS, ...others.flat()]);
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe("the customer who is meant is among the first five", () => {
  it.each([
    ["thanh định sầm sơn", "Nguyen Thanh Dinh"],
    ["Trần Anh Huân", "Tran Anh Huan"],
    ["nguyet thanh 8445", "Nguyễn Minh Nguyệt Thanh"],
    ["như trâm bên tiktok", "Trần Như Trâm"],
    ["phamj minh truwowngf hungf", "Phạm Minh Trường Hùng"],
    ["sang họ tống, lót chữ cát", "Tống Kim Cát Sang"],
    ["ng t ái trinh", "Nguyễn Thị Ái Trinh"],
    ["bế v bình đl", "Bế Văn Bình"],
    ["ng thị hiền cmt8 q3", "Nguyễn Thị Hiền"],
    ["check hộ e chị khánh hậu lý thường kiệt, bảo chưa nhận được hàng", "Nguyễn Khánh Hậu"],
    ["cho mình xin địa chỉ anh hưng nghĩa, hình như ở trần não", "Nguyễn Hưng Nghĩa"],
    ["có ai giữ số của chị nhài tôn đản không", "Huỳnh Thanh Nhài"],
    ["A Khánh Dĩ An", "A Khánh (Dĩ An)"],
    ["cty hải phú đn", "Công ty CP Hải Phú Đà Nẵng"],
    ["phạm đan an vợ anh tuấn", "Phạm Đan An (vợ anh Tuấn)"],
    ["số bàn (028) 3981 1160", "Cửa hàng Khang Đức"],
    ["bà hòa 134 linh đàm", "Nguyễn Thị Hòa"],
    ["[mit_kieu299@gmail.com]", "Đỗ Thị Kiều"],
    ["mail mit_kieu299@ ạ", "Đỗ Thị Kiều"],
    ["thoa 3 so chot 780", "Trần Châu Thoa"],
    ["thoa hai số cuối 80", "Trần Châu Thoa"],
    ["pham van nam tuan a", "Phạm Văn Nam Tuấn"],
    ["huu chien ho mai nha", "Mai Hữu Chiến"],
    ["Tùng p2201 cc Lý Thường Kiệt", "Lê Danh Tùng"],
    ["ái huyền là đổi trả", "Bùi Thị Ái Huyền"],
    ["phamj dieemx nha trang", "Phạm Kim Diễm"],
    ["kiếm dùm mình chị diễm phía nha trang", "Phạm Kim Diễm"],
    ["em cần Nguyễn Thị Yến Hằng", "Nguyen Thi Yen Hang"],
    ["tnhh song thịnh 79", "Cty TNHH Cơ khí Song Thịnh 79"],
    ["mai tâm 407 cầu giấy", "Nguyễn Thị Mai Tâm"],
    ["O868435378", "Trần Trọng Thái"],
    ["14\t868435378\tHa Noi", "Trần Trọng Thái"],
    ["nguyen thi hoang hoa 42", "Nguyễn Thị Hoàng Hoa"],
    ["1/ đồng kim biên", "Đồng Kim Biên"],
    ["phan mẩn ánh", "Phan Mẫn Ánh"],
    ["HTX hòa châu châu", "Hợp tác xã Hoà Châu Châu"],
    ["c tiểu đại huế", "Dương Quỳnh Tiểu Đại"],
    ["hau mai: tong kim cat sang, khach doi tra", "Tống Kim Cát Sang"],
    ["hoa o linh dam", "Nguyễn Thị Hòa"],
    ["0328..2780", "Trần Châu Thoa"],
    ["0328692780 / 0328692789 số nào đúng", "Trần Châu Thoa"],
    ["Huy Minh - Nguyễn Xiển", "Nguyễn Huy Minh"],
    ["phuc quynh thu duc", "Lê Phúc Quỳnh"],
    ["A Khương q 2", "Phan Công Khương"],
    ["an hậu dĩ an", "Phạm Thu An Hậu"],
    ["chương ở số 7 giúp em", "Trần Văn Chương"],
    ["uyên long thành đường nguyễn văn trỗi", "Lê Uyên Ngọc Uyên"],
    ["sđt võ phúc hoàng tuấn số mấy", "Võ Phúc Hoàng Tuấn"],
    ["shop á vàng có báo giá chưa", "Shop Á Vàng"],
    ["chị thy phía quận 5", "Nguyễn Thị Bảo Thy"],
    ["Lê Đại Đănng", "Lê Đại Đăng"],
    ["hồ sơ trần công viễn đâu rồi ta", "Trần Công Viễn"],
    ["bao lai cho bich luu luong the vinh", "Nguyen Bich Luu"],
    ["tim dum c chinh 789", "Ngô Thị Chinh"],
    ["ta viet thia tra tien chua", "Tạ Viết Thái"],
    ["bà ngoan đuôi 975 chưa trả lời zalo", "Nguyễn Thị Ngoan"],
    ["kh nguyen phuc ngoc chinh goi lai", "Nguyễn Phúc Ngọc Chính"],
    ["sinh 319 dạ nam", "Lý Văn Sinh"],
    ["chị Lài TP.HCM", "Đỗ Thị Lài"],
    ["lài quan7", "Đỗ Thị Lài"],
    ["c.Lài", "Đỗ Thị Lài"],
    ["alex92", "Trần Văn Đức"],
    ["của alex92@example.com.", "Trần Văn Đức"],
    ["Cần Thơ thạch", "Sơn Thạch"],
    ["tìm giúp Minh Ánh", "Kiều Minh Ánh"],
    ["Lụa ở sân bay", "Vi Thị Lụa"],
    ["chị Kiệm", "Kiệm Thu Kiệm"],
    ["Kiệm ở Cộng Hoà", "Kiệm Thu Kiệm"],
  ])("%s", async (typed, name) => {
    const { hits } = await index.search(typed);
    expect(hits.slice(0, 5).map(({ customer }) => customer.name)).toContain(name);
  });
});
