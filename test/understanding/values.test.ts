import { describe, expect, it } from "vitest";
import { parseDealLines, writeDealLines } from "../../src/understanding/deal-lines.ts";
import type { ArgumentKind } from "../../src/understanding/grammar.ts";
import { writeAmount } from "../../src/understanding/numbers.ts";
import { readValue } from "../../src/understanding/value.ts";

const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const read = (kind: ArgumentKind, text: string) => readValue({ kind }, text, context);

describe("one field holds a deal's number", () => {
  it.each([["3609"], ["#3609"], ["giao dịch 3609"], ["đơn 3609"], ["Đơn hàng số 3609."], ["deal #3609"]])(
    "%s",
    (text) => {
      expect(read("deal", text)).toBe("3609");
    },
  );

  it.each([["giao dịch"], ["0"], ["36a"], ["3609 3610"], [""]])("none: %s", (text) => {
    expect(read("deal", text)).toBeNull();
  });
});

describe("one field holds a product's code, as it was typed", () => {
  it.each([
    ["TIVI01", "TIVI01"],
    ["tivi01", "tivi01"],
    ["mã sản phẩm: SKU-1", "SKU-1"],
    ["3609", "3609"],
    ["Bếp từ", null],
    ["", null],
  ])("%s → %s", (text, value) => {
    expect(read("product", text)).toBe(value);
  });
});

describe("one field holds phone numbers and addresses", () => {
  it.each([
    ["phone", "0867 123 456", "+84867123456"],
    ["phone", "sđt: 0867.123.456 (Zalo)", "+84867123456"],
    ["phone", "0867 123", null],
    ["phone", "0867 123 456, 0900 000 001", null],
    ["phones", "0867 123 456, 0900000001; +84 867 123 456", "+84867123456\n+84900000001"],
    ["phones", "0867 123 456\n0900 000 001", "+84867123456\n+84900000001"],
    ["phones", "0867 123 456, 0900", null],
    ["email", "An@Example.COM", "an@example.com"],
    ["email", "mail an@example.com", "an@example.com"],
    ["email", "an@", null],
    ["emails", "an@shop.vn; LAN@shop.vn, an@shop.vn", "an@shop.vn\nlan@shop.vn"],
    ["emails", "an@shop.vn, lan", null],
    ["list", "VIP, Đại lý; vip", "VIP\nĐại lý"],
    ["list", " , ", null],
  ] as const)("%s: %s", (kind, text, value) => {
    expect(read(kind, text)).toBe(value);
  });

  it("takes no more of them than there is room for", () => {
    expect(readValue({ kind: "list", maxItems: 2 }, "a, b", context)).toBe("a\nb");
    expect(readValue({ kind: "list", maxItems: 2 }, "a, b, c", context)).toBeNull();
  });
});

describe("one field holds a day", () => {
  it.each([
    ["15/3/2000", "2000-03-15"],
    ["15-03-2000", "2000-03-15"],
    ["15.3.85", "1985-03-15"],
    ["15/3", "2026-03-15"],
    ["ngày 15/03", "2026-03-15"],
    ["15 tháng 3 năm 2000", "2000-03-15"],
    ["March 15, 2000", "2000-03-15"],
    ["15th of March 2000", "2000-03-15"],
    ["2000-03-15", "2000-03-15"],
    ["2000-03-15T10:00:00Z", "2000-03-15"],
    ["hôm nay", "2026-11-25"],
    ["mai", "2026-11-26"],
    ["ngày mai", "2026-11-26"],
    ["Yesterday", "2026-11-24"],
    ["29/2/2023", null],
    ["31/02", null],
    ["15/13/2000", null],
    ["15/3/0001", null],
    ["constructor", null],
    ["tuần sau", null],
    ["5 May", "2026-05-05"],
    ["5 máy", null],
  ])("%s → %s", (text, value) => {
    expect(read("date", text)).toBe(value);
  });
});

describe("one field holds an amount of money", () => {
  it.each([
    ["1.500.000", "1500000"],
    ["1,500,000", "1500000"],
    ["1500000", "1500000"],
    ["1,5tr", "1500000"],
    ["1.5 triệu", "1500000"],
    ["1tr5", "1500000"],
    ["1tr250", "1250000"],
    ["1 triệu 250 nghìn", "1250000"],
    ["2 triệu rưỡi", "2500000"],
    ["500k", "500000"],
    ["4.520.000đ", "4520000"],
    ["4.520.000 VNĐ", "4520000"],
    ["2 triệu", "2000000"],
    ["1 tỷ 2", "1200000000"],
    ["0", "0"],
    ["1,5", null],
    ["1.5k5k", null],
    ["-5", null],
    ["5 cái", null],
    ["999999 tỷ", "999999000000000"],
    ["9999999 tỷ", null],
  ])("%s → %s", (text, value) => {
    expect(read("amount", text)).toBe(value);
  });

  it("shows it in groups, which read back the same", () => {
    expect(writeAmount("4520000")).toBe("4.520.000");
    expect(writeAmount("500")).toBe("500");
    for (const dong of ["1000", "999999", "1200000000"]) expect(read("amount", writeAmount(dong))).toBe(dong);
  });
});

describe("one field holds the products of a deal", () => {
  it("one a line or with semicolons between, with price and discount where they are said", () => {
    const lines = read(
      "deal-lines",
      "2 x TIVI01 giá 4.520.000 giảm 10%; Bếp từ đôi giảm 200k\n3 × BEP02, giá 1tr5",
    );
    expect(parseDealLines(lines ?? "")).toEqual([
      { quantity: 2, product: "TIVI01", value: 4_520_000, discount: { kind: "percent", amount: 10 } },
      { quantity: 1, product: "Bếp từ đôi", value: null, discount: { kind: "cash", amount: 200_000 } },
      { quantity: 3, product: "BEP02", value: 1_500_000, discount: null },
    ]);
  });

  it("gives them back as they would be typed, and reads that as the same", () => {
    const lines = read("deal-lines", "2xTIVI01 giá 4520000, giảm 12,5%; Giá đỡ tivi x3") ?? "";
    expect(writeDealLines(lines)).toBe("2 x TIVI01 giá 4.520.000 giảm 12.5%\n3 x Giá đỡ tivi");
    expect(read("deal-lines", writeDealLines(lines))).toBe(lines);
    expect(read("deal-lines", lines)).toBe(lines);
  });

  it.each([
    ["2 x "],
    ["0 x TIVI01"],
    ["2 x TIVI01 giảm 150%"],
    ["2 x TIVI01 giá 5tr mỗi cái"],
    [""],
    ["; ;"],
    ['[{"quantity":'],
  ])("none: %s", (text) => {
    expect(read("deal-lines", text)).toBeNull();
  });
});

describe("one field holds a person of the team", () => {
  it.each([
    ["<@U0123ABC>", "slack:U0123ABC"],
    ["<@U0123ABC|lan>", "slack:U0123ABC"],
    ["@U0123ABC", "name:U0123ABC"],
    ["slack:U0123ABC", "slack:U0123ABC"],
    ["telegram:456", "telegram:456"],
    ["terminal:lan", "terminal:lan"],
    ["@lan", "name:lan"],
    ["name:lan", "name:lan"],
    ["lan", null],
    ["lan@shop.vn", null],
    ["slack:xyz", null],
  ])("%s → %s", (text, value) => {
    expect(read("person", text)).toBe(value);
  });
});

describe("a field of an edit form", () => {
  it("is emptied by a dash where it may be empty, and only there", () => {
    expect(readValue({ kind: "date", clearable: true }, " – ", context)).toBe("-");
    expect(readValue({ kind: "line", clearable: true }, "-", context)).toBe("-");
    expect(readValue({ kind: "line" }, "-", context)).toBeNull();
    expect(readValue({ kind: "date" }, "-", context)).toBeNull();
  });

  it("holds any text where its usual values are only usual", () => {
    const choices = [{ value: "open", labels: ["Đang mở", "Open"] }];
    expect(readValue({ kind: "line", choices }, "dang mo", context)).toBe("open");
    expect(readValue({ kind: "line", choices }, "Chờ hàng", context)).toBe("Chờ hàng");
  });
});
