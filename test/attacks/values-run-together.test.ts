import { describe, expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

const TICKET = "tạo phiếu cho 0900 000 001";

describe("a line break behind a label keeps the words apart", () => {
  it("in a title", async () => {
    const { lan } = await testApp();
    await lan.types(TICKET);
    expect(await lan.types("tiêu đề: dòng một\ndòng hai")).not.toContain("mộtdòng");
  });

  it("in a ticket's text that is dictated into the proposal, and as AntCRM gets it", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(`${TICKET}: máy hỏng`);
    expect(await lan.types("nội dung: dòng một\ndòng hai")).not.toContain("mộtdòng");
    await lan.clicks("Tạo phiếu");
    const sent = JSON.stringify(antcrm.requests.filter(({ method }) => method === "POST"));
    expect(sent).toContain("dòng một<br>dòng hai");
  });

  it("in a customer's note", async () => {
    const { lan } = await testApp();
    await lan.types("sửa khách 0900 000 001");
    expect(await lan.types("ghi chú: dòng một\ndòng hai")).not.toContain("mộtdòng");
  });
});

describe("of two values of one field none is left out without a word", () => {
  it.each([
    ["tạo khách", "tên: Lê Hoa, sđt: 0911222333, sđt: 0911222334", ["0911 222 333", "0911 222 334"]],
    ["tạo khách", "tên: Lê Hoa, sđt: 0911222333, tên: Lê Nam", ["Lê Hoa", "Lê Nam"]],
    [TICKET, "tiêu đề: máy in cháy, tiêu đề: máy in hỏng", ["máy in cháy", "máy in hỏng"]],
  ])("in the answer to a form: %s, %s", async (request, said, values) => {
    const { lan } = await testApp();
    await lan.types(request);
    const answer = await lan.types(said);
    for (const value of values) expect(answer).toContain(value);
  });

  it.each([
    ["tạo đơn cho 0900000001 2 MUC12A", "phí ship 30k, phí ship 40k"],
    [`${TICKET}: máy hỏng`, "ưu tiên cao, ưu tiên thấp"],
  ])("in a change of the proposal %s: %s", async (request, said) => {
    const { lan } = await testApp();
    const asked = await lan.types(request);
    await lan.types(said);
    const open = lan.saw().findLast((card) => plainText(card).includes("[1] Tạo"));
    expect(open && plainText(open)).toBe(asked);
  });

  it("a title keeps both, and the other field its own", async () => {
    const { lan } = await testApp();
    await lan.types(`${TICKET}: máy hỏng`);
    const answer = await lan.types("tiêu đề: máy in cháy\nưu tiên: cao\ntiêu đề: máy in nổ");
    expect(answer).toMatch(/^Tiêu đề: máy in cháy.*máy in nổ\nĐộ ưu tiên: Cao$/mu);
  });

  it("but the second one counts where it corrects the first", async () => {
    const { lan } = await testApp();
    await lan.types("tạo đơn cho 0900000001 2 MUC12A");
    expect(await lan.types("phí ship 30k, à nhầm, phí ship 40k")).toContain("Phí giao hàng: 40.000");
  });

  it.each([
    "tạo khách Lê Hoa 0911222333, sđt: 0911222334",
    "tạo khách Lê Hoa sđt 0911222333 và sđt 0911222334",
    "tạo khách Lê Hoa, sđt: 0911222333, sđt: 0911222334",
  ])("in one request: %s", async (said) => {
    const { lan } = await testApp();
    const answer = await lan.types(said);
    for (const value of ["0911 222 333", "0911 222 334"])
      expect(answer.replaceAll("0911222", "0911 222 ")).toContain(value);
  });
});
