import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPhone, parsePhone, phoneForms } from "../../src/crm/phone.ts";

describe("parsePhone", () => {
  it.each([
    ["0867123456"],
    ["0867 123 456"],
    ["0867.123.456"],
    ["0867-123-456"],
    ["84867123456"],
    ["+84867123456"],
    ["+84 867 123 456"],
    ["+84 (0)867 123 456"],
    ["0084 867 123 456"],
    ["<tel:0867123456|0867 123 456>"],
    ["<tel:+84867123456>"],
    ["  0867\u00a0123\u00a0456\u200b "],
  ])("understands %j", (text) => {
    expect(parsePhone(text)).toBe("+84867123456");
  });

  it.each([
    ["0120 345 6789", "+84703456789"],
    ["0121 345 6789", "+84793456789"],
    ["0122 345 6789", "+84773456789"],
    ["0126 345 6789", "+84763456789"],
    ["0128 345 6789", "+84783456789"],
    ["0123 345 6789", "+84833456789"],
    ["0124 345 6789", "+84843456789"],
    ["0125 345 6789", "+84853456789"],
    ["0127 345 6789", "+84813456789"],
    ["0129 345 6789", "+84823456789"],
    ["0162 345 6789", "+84323456789"],
    ["0169 345 6789", "+84393456789"],
    ["0186 345 6789", "+84563456789"],
    ["0188 345 6789", "+84583456789"],
    ["0199 345 6789", "+84593456789"],
    ["841623456789", "+84323456789"],
  ])("gives the old mobile %s its new prefix", (text, phone) => {
    expect(parsePhone(text)).toBe(phone);
  });

  it.each([
    ["024 3826 4154", "+842438264154"],
    ["0203.382.6415", "+842033826415"],
    ["+1 213 373 4253", "+12133734253"],
    ["0065 6123 4567", "+6561234567"],
  ])("understands the landline or foreign number %s", (text, phone) => {
    expect(parsePhone(text)).toBe(phone);
  });

  it.each([
    "",
    "0",
    "9457",
    "086712345",
    "08671234567",
    "0120 345 678",
    "+84 12",
    "0867123456 or 0900000001",
    "an",
  ])("takes %j for no number", (text) => {
    expect(parsePhone(text)).toBeNull();
  });

  it("reads any text without a word of complaint", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const phone = parsePhone(text);
        expect(phone === null || /^\+\d{8,15}$/.test(phone)).toBe(true);
      }),
    );
  });

  it("reads each form it would ask AntCRM for as the same number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 30_000_0000, max: 99_999_9999 }), (national) => {
        const phone = parsePhone(`0${national}`);
        fc.pre(phone !== null);
        for (const form of phoneForms(phone)) expect(parsePhone(form)).toBe(phone);
      }),
    );
  });
});

describe("phoneForms", () => {
  it("begins with the forms of today and ends with the old mobile in the same forms", () => {
    expect(phoneForms("+84323456789")).toEqual([
      "0323456789",
      "84323456789",
      "+84323456789",
      "01623456789",
      "841623456789",
      "+841623456789",
    ]);
    expect(phoneForms("+84867123456")).toEqual(["0867123456", "84867123456", "+84867123456"]);
    expect(phoneForms("+12133734253")).toEqual(["+12133734253", "12133734253"]);
  });
});

describe("formatPhone", () => {
  it("groups the digits as people read them", () => {
    expect(formatPhone("+84867123456")).toBe("0867 123 456");
    expect(formatPhone("+842438264154")).toBe("024 3826 4154");
    expect(formatPhone("+12133734253")).toBe("+1 213 373 4253");
    expect(formatPhone("+84")).toBe("+84");
  });
});
