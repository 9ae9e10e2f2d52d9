import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createIntents } from "../../src/understanding/understand.ts";

const { grammars } = createCommands({} as CataloguePorts);
const intents = createIntents(grammars);
const context = { now: new Date("2026-11-27T02:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const read = (command: string, text: string) => intents.readArguments(command, text, context);

describe("the customer in a sentence", () => {
  it.each([
    ["chị Bình còn mấy điểm", "name:Bình"],
    ["diem cua co Lieu con bao nhieu", "name:Lieu"],
    ["how many points An have now", "name:An"],
    ["anh Quyết Thắng có bao nhiêu điểm rồi em", "name:Quyết Thắng"],
    ["khach binh con diem ko", "name:binh"],
    ["chị Bình ở Cộng Hoà còn mấy điểm", "name:Bình ở Cộng Hoà"],
    ["chi Binh o Cong Hoa con may diem", "name:Binh o Cong Hoa"],
    ["chi binh o cong hoa con may diem", "name:binh o cong hoa"],
    ["anh Nam o dau", "name:Nam"],
    ["Phạm Thu Trang còn bao nhiêu điểm", "name:Phạm Thu Trang"],
    ["công ty Song Hà được mấy điểm", "name:công ty Song Hà"],
    ["867123456 được nhiêu điểm", "+84867123456"],
    ["điểm của số không chín không không không không không không không một", "+84900000001"],
    ["điểm chij Binhf còn baao nhieeu", "name:Bình"],
    ["xem d9ie63m chi5 Binh2 vo71i", "name:Bình"],
    ["diem chi thanh", "name:thanh"],
    ["điểm chị Thanh", "name:Thanh"],
    ["anh Thành còn mấy điểm", "name:Thành"],
    ["chị dung còn mấy điểm", "name:dung"],
    ["điểm anh tuấn với", "name:tuấn"],
    ["điểm chị Diễm", "name:Diễm"],
  ])("“%s” is about %s", (text, customer) => {
    expect(read("points", text)).toEqual({ customer });
  });

  it.each([
    "hôm nay bán được mấy đơn rồi",
    "đơn từ 15 triệu",
    "show all orders from last week",
    "có đơn nào mới không",
    "đơn chưa thanh toán",
    "chị thanh toán đơn nào rồi",
  ])("is nobody in “%s”", (text) => {
    expect(read("deals", text)).not.toHaveProperty("customer");
  });
});

describe("a ticket in a sentence", () => {
  it.each([
    [
      "0912345678 báo nồi chiên bị chập điện, tạo phiếu khẩn giúp em",
      { customer: "+84912345678", title: "nồi chiên bị chập điện", priority: "Urgent" },
    ],
    [
      "tạo giúp em phiếu cho chị Bình: máy giặt rung lắc, mức cao nha",
      { customer: "name:Bình", title: "máy giặt rung lắc", priority: "High" },
    ],
    [
      "máy in chị Bình bị kẹt giấy nữa, tạo phiếu khẩn giúp em",
      { customer: "name:Bình", title: "máy in bị kẹt giấy", priority: "Urgent" },
    ],
    ["tạo phiếu máy in 0867123456 bị kẹt giấy", { customer: "+84867123456", title: "máy in bị kẹt giấy" }],
    [
      "đơn của khách 476 giao thiếu 1 hộp mực, tạo phiếu",
      { customer: "customer:476", title: "đơn giao thiếu 1 hộp mực" },
    ],
    ["chị Bình gọi báo giao trễ, tạo phiếu", { customer: "name:Bình", title: "giao trễ" }],
    ["tạo phiếu cho chị Bình: gọi lại trước 5h", { customer: "name:Bình", title: "gọi lại trước 5h" }],
    ["tạo phiếu 0867123456 khách gọi đến hỏi bảo hành", { customer: "+84867123456", title: "bảo hành" }],
    [
      "tạo phiếu “Quạt kêu to” cho 0867 123 456, ko gấp đâu",
      { customer: "+84867123456", title: "Quạt kêu to", priority: "Low" },
    ],
    ["tạo phiếu cho 0867123456: =1+1", { customer: "+84867123456", title: "=1+1" }],
    [
      "open a ticket for an@example.com - wrong invoice, low priority",
      { customer: "an@example.com", title: "wrong invoice", priority: "Low" },
    ],
    [
      "tajo phieesu cho 0862990147 tieeu ddeef khoong in dduwojc",
      { customer: "+84862990147", title: "không in được" },
    ],
    [
      "cho 0867123456 bếp từ báo lỗi E2, lập phiếu đi",
      { customer: "+84867123456", title: "bếp từ báo lỗi E2" },
    ],
    [
      "tạo phiếu cho chị Bình Cộng Hoà nhân viên quát khách",
      { customer: "name:Bình Cộng Hoà", title: "nhân viên quát khách" },
    ],
    [
      "tạo phiếu cho chị Bình Cộng Hoà nhan vien quat khach",
      { customer: "name:Bình Cộng Hoà", title: "nhan vien quat khach" },
    ],
    ["tạo phiếu khách mắng nhân viên", { title: "khách mắng nhân viên" }],
    [
      "lên phiếu cho 0935 112 908 nhé, khách kêu: “máy lạnh chảy nước”",
      { customer: "+84935112908", title: "máy lạnh chảy nước" },
    ],
    ["tạo phiếu 0867123456 anh bình chửi nhân viên", { customer: "+84867123456", title: "chửi nhân viên" }],
  ])("“%s” gives its title, priority and customer", (text, args) => {
    expect(read("ticket", text)).toEqual(args);
  });
});

describe("an order in a sentence", () => {
  const line = (quantity: number, product: string, discount: unknown = null) => ({
    ...{ quantity, product, value: null, discount },
  });

  it("takes its products, and an amount off", () => {
    const {
      customer,
      lines = "[]",
      shipping,
    } = read("newdeal", "chị Bình lấy 1 TIVI01 với 2 MUC12A, bớt 200k");
    expect(JSON.parse(lines)).toEqual([
      line(1, "TIVI01", { kind: "cash", amount: 200_000 }),
      line(2, "MUC12A"),
    ]);
    expect([customer, shipping]).toEqual(["name:Bình", undefined]);
  });

  it("takes a percentage off each product", () => {
    const { lines = "[]" } = read("newdeal", "tạo đơn cho 0867123456 hai cái quạt đứng, giảm 5%");
    expect(JSON.parse(lines)).toEqual([line(2, "quạt đứng", { kind: "percent", amount: 5 })]);
  });

  it.each([
    ["đơn 3503 thêm phí ship 30k", { deal: "3503", shipping: "30000" }],
    ["đơn 3503 freeship nha", { deal: "3503", shipping: "0" }],
    ["đơn 3521 ghi chú “giao giờ hành chính” giúp em", { deal: "3521", note: "giao giờ hành chính" }],
  ])("“%s” changes one value", (text, args) => {
    expect(read("editdeal", text)).toEqual(args);
  });
});

describe("other values in a sentence", () => {
  it.each([
    ["editticket", "17209 ko gấp nữa, hạ xuống thấp đi", { ticket: "17209", priority: "Low" }],
    ["editticket", "phiếu 18711 hạ từ khẩn xuống cao thôi", { ticket: "18711", priority: "High" }],
    ["editticket", "nâng phiếu 17464 lên gấp", { ticket: "17464", priority: "Urgent" }],
    [
      "editticket",
      "tiêu đề phiếu 16322 sai rồi, sửa thành “Nồi không nóng” giúp em",
      { ticket: "16322", title: "Nồi không nóng" },
    ],
    ["segment", "thêm khách 0867123456 vào phân khúc VIP nha", { segment: "VIP", phones: "+84867123456" }],
    [
      "addtags",
      "gắn “mua sỉ” với “miền Tây” cho chị Bình",
      { customer: "name:Bình", tags: "mua sỉ, miền Tây" },
    ],
    [
      "accumulate",
      "tích mã TIVInpmx8b98pfg cho chị Bình nha",
      { customer: "name:Bình", code: "TIVInpmx8b98pfg" },
    ],
    [
      "editcustomer",
      "đổi sđt chị Bình thành 0912 889 034",
      { customer: "name:Bình", phones: "+84912889034" },
    ],
    [
      "editcustomer",
      "update phone of an@example.com to 0903 118 774",
      { customer: "an@example.com", phones: "+84903118774" },
    ],
    ["deals", "đơn từ 2 triệu đến 10 triệu", { above: "2000000", below: "10000000" }],
    ["digestchange", "bật lại báo cáo số 2 đi", { effect: "resume", number: "2" }],
    ["alertchange", "cảnh báo 3 im 30 phút giùm", { effect: "snooze", for: "30", number: "3" }],
  ])("/%s “%s”", (command, text, args) => {
    expect(read(command, text)).toEqual(args);
  });
});

describe("the name beside a customer's number", () => {
  it.each([
    ["điểm chị Bình 0900000001", "Bình"],
    ["tạo phiếu cho 0900000001 (chị Bình): máy hư", "Bình"],
    ["Nguyễn Văn An - 0867123456", "Nguyễn Văn An"],
    ["à nhầm, 0900000001", undefined],
    ["tạo phiếu máy in hỏng. Khách: 0867123456.", undefined],
    ["tạo phiếu cho 0900000001: Bình báo máy hư", undefined],
  ])("%s", (text, called) => {
    const understood = intents.understand(text, context);
    expect(understood.kind === "command" ? understood.called : null).toBe(called);
  });
});

describe("a limit of orders", () => {
  it.each([
    ["orders above 5m today", { above: "5000000", range: "2026-11-27/2026-11-27" }],
    ["đơn dưới 500k hôm nay", { below: "500000", range: "2026-11-27/2026-11-27" }],
  ])("%s", (text, args) => {
    expect(intents.understand(text, context)).toEqual({ kind: "command", command: "deals", args });
  });
});

it("reads the new number of a product in an order", () => {
  const [line] = JSON.parse(read("editdeal", "đơn 3555 đổi số lượng MUC12A lên 8 hộp").lines ?? "[]");
  expect(line).toMatchObject({ quantity: 8, product: "MUC12A" });
});

describe("whose tickets a text asks for", () => {
  it.each([
    ["Minh ôm mấy phiếu nhỉ", { customer: "name:Minh", state: "open" }],
    ["lan dang om bao nhieu phieu", { customer: "name:lan", state: "open" }],
    ["mấy phiếu của anh Lương Hữu Phước", { customer: "name:Lương Hữu Phước" }],
    ["mình còn mấy phiếu", { whose: "mine" }],
    ["phiếu của anh", { whose: "mine" }],
  ])("%s", (text, args) => {
    expect(read("tickets", text)).toEqual(args);
  });
});

describe("where a product's name ends", () => {
  const products = (command: string, text: string) =>
    (JSON.parse(read(command, text).lines ?? "[]") as { quantity: number; product: string }[]).map(
      ({ quantity, product }) => `${quantity} ${product}`,
    );

  it.each([
    ["lên đơn cho 0867123456 2 TIVI01 1 MUC12A, giao mai", ["2 TIVI01", "1 MUC12A"]],
    ["kh 0796034581 lấy 2 lon sữa SUA-A2, tạo đơn", ["2 SUA-A2"]],
    ["lên đơn chị Diễm: máy sấy 2 cái, kẹp tóc 3 cái, trừ 30k", ["2 máy sấy", "3 kẹp tóc"]],
    ["bán cho khách này 1 lò vi sóng, lên đơn giùm em", ["1 lò vi sóng"]],
    ["lên đơn 2 công lắp đặt cho 0867123456", ["2 công lắp đặt"]],
    ["lên đơn 1 máy lọc không khí cho 0867123456", ["1 máy lọc không khí"]],
    ["lên đơn: 2 QD40, giao 45 Nguyễn Trãi, Thanh Xuân", ["2 QD40"]],
    ["SP: 1 tivi TIVI01, ĐC: 12 Trần Phú, TP Vinh, lên đơn", ["1 TIVI01"]],
  ])("%s", (text, lines) => {
    expect(products("newdeal", text)).toEqual(lines);
  });

  it.each(["đơn 3612: 7 cái chứ không phải 70 cái nệm", "đơn 3575: thay NC18 bằng hàng khác"])(
    "reads no product where none is sure: %s",
    (text) => {
      expect(products("editdeal", text)).toEqual([]);
    },
  );
});

describe("the new price of two sums", () => {
  it.each([
    ["giá QSAC20 nhập thiếu số 0 (32k), chỉnh 320k gấp", "320000"],
    ["giá QSAC20 không phải 9tr490 mà là 9tr290", "9290000"],
    ["TIVI01 hôm qua bán 7tr là sai, giá phải 6tr990", "6990000"],
    ["giá MUC12A không còn 390k nữa, sửa thành 405.000 giúp chị", "405000"],
    ["TIVI01 price to 2750000, the old price was wrong", "2750000"],
  ])("%s", (text, price) => {
    expect(read("editproduct", text)).toMatchObject({ price });
  });

  it("is none where no word decides", () => {
    expect(read("editproduct", "giá MUC12A 390k 405k")).not.toHaveProperty("price");
  });

  it("is no product's code", () => {
    expect(read("editproduct", "sửa giá cái này lên 1tr1 đi")).not.toHaveProperty("product");
  });
});

describe("a command's name before a sentence", () => {
  it.each([
    ["tạo đơn 0867123456 1 MUC12A, branch Q7", { branch: "Q7" }, "MUC12A"],
    [
      "tạo đơn cho 0867123456: 1 TIVI01, người nhận không phải khách mà là anh Sơn",
      { receiver: "Sơn" },
      "TIVI01",
    ],
    ["new deal 0867123456 1 x MUC12A, 5% off", {}, "MUC12A"],
  ])("%s", (text, args, product) => {
    const understood = intents.understand(text, context);
    expect(understood).toMatchObject({ kind: "command", command: "newdeal", args });
    const { lines = "[]" } = understood.kind === "command" ? understood.args : {};
    expect(JSON.parse(lines)).toMatchObject([{ quantity: 1, product }]);
  });
});

it.each([
  ["thêm khách Nguyễn Tú 0988777666", { name: "Nguyễn Tú", phones: "+84988777666" }],
  ["tao khach Nguyen Tu 0988777666 tu Zalo", { name: "Nguyen Tu", phones: "+84988777666", source: "Zalo" }],
  [
    "thêm khách Nguyễn Tú 0988777666 email tu.tran@gmail.com",
    { name: "Nguyễn Tú", phones: "+84988777666", emails: "tu.tran@gmail.com" },
  ],
  ["tạo khách Trần Ở 0911222333", { name: "Trần Ở", phones: "+84911222333" }],
])("keeps a name whole whose last word reads like another: %s", (text, args) => {
  expect(read("newcustomer", text)).toEqual(args);
});

it.each([
  ["sửa số chị Thanh 0867123456 thành 0911222333", { customer: "+84867123456", phones: "+84911222333" }],
  ["cập nhật hồ sơ chị Thanh 0935 771 028", { customer: "+84935771028" }],
  ["đổi số khách thành 0911222333", { phones: "+84911222333" }],
])("tells the name Thanh from “thành”: %s", (text, args) => {
  expect(read("editcustomer", text)).toEqual(args);
});
