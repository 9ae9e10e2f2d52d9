import { describe, expect, it } from "vitest";
import { readCode } from "../../src/understanding/codes.ts";
import { readCustomer } from "../../src/understanding/customer.ts";
import { fold, foldWithPositions } from "../../src/understanding/fold.ts";
import { readTicket } from "../../src/understanding/numbers.ts";
import { readChoice, readLine, readLines, readNumber } from "../../src/understanding/plain-values.ts";
import { readPriority } from "../../src/understanding/priority.ts";

describe("one field holds a customer", () => {
  it.each([
    ["0867 123 456", "+84867123456"],
    ["+84 (867) 123-456", "+84867123456"],
    ["<tel:+84867123456|0867 123 456>", "+84867123456"],
    ["sđt: 0867123456 nhé", "+84867123456"],
    ["0867 123 456 - chị Lan", "+84867123456"],
    ["0867·123·456", "+84867123456"],
    ["0867,123,456", "+84867123456"],
    ["zalo 0867/123/456", "+84867123456"],
    ["O867 123 456", "+84867123456"],
    ["o867123456", "+84867123456"],
    ["０８６７１２３４５６", "+84867123456"],
    ["0162 345 6789", "+84323456789"],
    ["An@Example.COM", "an@example.com"],
    ["email an@example.com", "an@example.com"],
    ["0867123456@shop.vn", "0867123456@shop.vn"],
    ["khách 9457", "customer:9457"],
    ["Mã KH: 9457", "customer:9457"],
    ["customer 9457", "customer:9457"],
    ["customer:9457", "customer:9457"],
    ["lead 2964", "lead:2964"],
    ["khách hàng tiềm năng 2964", "lead:2964"],
    ["id 9457", "id:9457"],
    ["9457", "id:9457"],
    ["#9457", "id:9457"],
    ["Nguyễn Văn An", "name:Nguyễn Văn An"],
    ["chị Lan", "name:Lan"],
    ["khách hàng tên Trần Thị B", "name:Trần Thị B"],
    ["name:Nguyễn Văn An", "name:Nguyễn Văn An"],
    ["Nguyễn Văn An".normalize("NFD"), "name:Nguyễn Văn An"],
  ])("%s → %s", (text, value) => {
    expect(readCustomer(text)).toBe(value);
  });

  it.each([
    ["086712"],
    ["0867"],
    ["an@"],
    ["@"],
    [""],
    ["   "],
    ["???"],
    ["name:"],
    ["00"],
    ["một câu dài không phải là tên của ai cả"],
  ])("nobody: %s", (text) => {
    expect(readCustomer(text)).toBeNull();
  });
});

describe("one field holds a ticket's number", () => {
  it.each([["17464"], ["#17464"], ["# 17464"], ["phiếu 17464"], ["Phieu so 17464"], ["ticket #17464."]])(
    "%s",
    (text) => {
      expect(readTicket(text)).toBe("17464");
    },
  );

  it.each([["phiếu"], ["0"], ["12a"], ["0867123456"], ["17464 17465"], [""]])("none: %s", (text) => {
    expect(readTicket(text)).toBeNull();
  });
});

describe("one field holds a code", () => {
  it.each([
    ["DAUMAY01", "DAUMAY01"],
    ["daumay01", "DAUMAY01"],
    ["mã DAUMAY01", "DAUMAY01"],
    ["“daumay01”", "DAUMAY01"],
    ["gift code: tivi-01", "TIVI-01"],
    ["TIVInpmx8b98pfg", "TIVINPMX8B98PFG"],
    ["quà", null],
    ["gấu bông", null],
    ["", null],
  ])("%s → %s", (text, value) => {
    expect(readCode(text)).toBe(value);
  });
});

describe("one field holds a priority", () => {
  it.each([
    ["Urgent", "Urgent"],
    ["khẩn cấp", "Urgent"],
    ["khan", "Urgent"],
    ["Gấp!", "Urgent"],
    ["ưu tiên: cao", "High"],
    ["high", "High"],
    ["bình thường", "Medium"],
    ["mức thấp", "Low"],
    ["không gấp", "Low"],
    ["mai", null],
    ["", null],
  ])("%s → %s", (text, value) => {
    expect(readPriority(text)).toBe(value);
  });
});

describe("one field holds text, a choice, a number", () => {
  it("one line of text has no line breaks and no quotes around it", () => {
    expect(readLine("  “Máy in\n  hỏng” ")).toBe("Máy in hỏng");
    expect(readLine(" ... ")).toBeNull();
  });

  it("several lines stay several", () => {
    expect(readLines(" Đèn đỏ \r\n\r\n\r\n\r\nđã tắt mở ")).toBe("Đèn đỏ\n\nđã tắt mở");
    expect(readLines("\u200b \n")).toBeNull();
  });

  it("a choice is known by its value and its labels, accents or not", () => {
    const choices = [
      { value: "vi", labels: ["Tiếng Việt", "Vietnamese"] },
      { value: "en", labels: ["Tiếng Anh", "English"] },
    ];
    expect(readChoice("tieng viet", choices)).toBe("vi");
    expect(readChoice("ENGLISH.", choices)).toBe("en");
    expect(readChoice("en", choices)).toBe("en");
    expect(readChoice("tiếng Pháp", choices)).toBeNull();
  });

  it("a number may have a comma", () => {
    expect(readNumber("1,5")).toBe("1.5");
    expect(readNumber("-20")).toBe("-20");
    expect(readNumber("20 cái")).toBeNull();
  });
});

describe("fold", () => {
  it("makes one of all ways to type Vietnamese", () => {
    expect(fold("Đặng Thị ƯỚC")).toBe("dang thi uoc");
    expect(fold("Đặng Thị ƯỚC".normalize("NFD"))).toBe("dang thi uoc");
  });

  it("knows the way back, also past letters that fold to more or less than one", () => {
    const { source, text, at } = foldWithPositions("🎁 ﬁ İ Đổi quà");
    const start = text.indexOf("doi");
    expect(source.slice(at[start], at[start + "doi qua".length])).toBe("Đổi quà");
  });
});
