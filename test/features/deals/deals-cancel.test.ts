import { describe, expect, it } from "vitest";
import { buttonsOf } from "../../../src/cards/plain-text.ts";
import { testApp } from "../../support/test-app.ts";

/** The ways that the card offers, without the button that opens the text as a form. */
const labels = (card: Parameters<typeof buttonsOf>[0]) =>
  buttonsOf(card)
    .map(({ label }) => label)
    .filter((label) => label !== "Sửa lại");

describe("“huỷ đơn”", () => {
  it.each([
    "huỷ đơn 3503",
    "hủy đơn hàng 3503 giúp em",
    "huy giup em don 3503 nha",
    "huỷ giao dịch số 3503",
    "cancel order 3503",
  ])("may mean a stage or a deletion, so it is asked: %s", async (text) => {
    const { quan, antcrm } = await testApp();
    expect(await quan.types(text)).toMatch(
      /^Huỷ đơn #3503\?\nMực in chính hãng\nBạn muốn chuyển đơn sang giai đoạn huỷ/,
    );
    expect(labels(quan.sees())).toEqual(["Đổi giai đoạn", "Xoá hẳn đơn"]);
    expect(antcrm.requests.filter(({ method }) => method !== "GET" && method !== "POST")).toEqual([]);
    expect(await quan.types("thao tác")).not.toContain("Xoá đơn");
  });

  it("offers the stages of cancelled deals that the team has, and asks before it sets one", async () => {
    const { quan, lan, antcrm } = await testApp();
    await quan.confirms("settings set deals.stages Mới, Đã huỷ, Chốt đơn, Thất bại");
    await lan.types("huỷ đơn 3503");
    expect(labels(lan.sees())).toEqual(["Giai đoạn: Đã huỷ", "Giai đoạn: Thất bại", "Giai đoạn khác"]);
    expect(await lan.clicks("Giai đoạn: Đã huỷ")).toMatch(/^Sửa đơn #3503\?[\s\S]*→ Đã huỷ/);
    await lan.clicks("Lưu");
    const sent = antcrm.requests.filter(({ method }) => method === "PUT");
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0])).toContain("Đã huỷ");
  });

  it("asks for the stage if none is known, and takes it as typed", async () => {
    const { lan } = await testApp();
    await lan.types("huỷ đơn 3503");
    expect(await lan.clicks("Đổi giai đoạn")).toMatch(/Giai đoạn/);
    expect(await lan.types("Khách huỷ")).toMatch(/^Sửa đơn #3503\?[\s\S]*→ Khách huỷ/);
  });

  it("takes a stage that stands in the text", async () => {
    const { lan } = await testApp();
    expect(await lan.types("huỷ đơn 3503 giai đoạn: Khách bom")).toMatch(
      /^Sửa đơn #3503\?[\s\S]*→ Khách bom/,
    );
  });

  it("leads to the question of the deletion for managers only", async () => {
    const { quan, lan } = await testApp();
    await lan.types("huỷ đơn 3503");
    expect(labels(lan.sees())).toEqual(["Đổi giai đoạn"]);
    await quan.types("huỷ đơn 3503");
    expect(await quan.clicks("Xoá hẳn đơn")).toMatch(/^Xoá đơn #3503\?/);
  });

  it.each([
    "huy han don 3503 khoi he thong nhe",
    "huỷ và xoá đơn 3503 hộ tớ",
    "huỷ đơn 3503 khỏi hệ thống hộ em",
    "huy don 3503 xoa luon nhe",
    "hủy đơn 3503, xoá hẳn nhé",
  ])("is a deletion if the text says so, which is still asked: %s", async (text) => {
    const { quan } = await testApp();
    expect(await quan.types(text)).toMatch(/^Xoá đơn #3503\?/);
  });

  it("names a deal that does not exist as not found", async () => {
    const { lan } = await testApp();
    expect(await lan.types("huỷ đơn 999999")).toMatch(/^Không tìm thấy đơn/);
  });

  it("without a number asks for it first", async () => {
    const { lan } = await testApp();
    expect(await lan.types("huỷ đơn")).toMatch(/Số đơn/);
    expect(await lan.types("3503")).toMatch(/^Huỷ đơn #3503\?/);
  });
});

it("takes “Đã huỷ” for the stage that it asks for", async () => {
  const { lan } = await testApp();
  await lan.types("huỷ đơn 3503");
  await lan.clicks("Đổi giai đoạn");
  expect(await lan.types("Đã huỷ")).not.toMatch(/^Đã huỷ: /);
});
