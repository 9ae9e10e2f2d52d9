import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

const REDEEM = "đổi quà DAUMAY01 cho 0900 000 001";

const redemptions = ({ antcrm }: TestApp) => antcrm.requests.filter(({ path }) => path === "/redeem").length;

describe("an open confirmation", () => {
  it.each([
    "để tí nữa đổi",
    "de ti nua doi",
    "để lát đổi sau",
    "tạm thời chưa đổi",
    "tam thoi chua doi",
    "khách bảo để mai",
    "khach bao de mai",
    "ok để mai đổi",
    "lần sau đổi",
    "khách chưa muốn đổi",
    "maybe later",
    "let's do it tomorrow",
  ])("is dropped by %s, which puts it off", async (text) => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await lan.types(text)).toMatch(/^Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An\n/);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã huỷ\n/);
    expect(redemptions(app)).toBe(0);
  });

  it.each([
    "ok để em hỏi lại khách đã",
    "ok de em hoi lai khach da",
    "chờ em hỏi khách chút",
    "để lát em bấm",
    "let me check with the customer first",
  ])("stays open after %s, and the answer says so", async (text) => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await lan.types(text)).toBe(
      "Câu hỏi vẫn chờ bạn\n“đổi quà DAUMAY01 cho Nguyễn Văn An” vẫn đang chờ bạn bấm nút ở tin nhắn trước.\n[1] Huỷ việc này",
    );
    expect(await lan.clicks("Huỷ việc này")).toMatch(/^Đã huỷ\n/);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã huỷ\n/);
    expect(redemptions(app)).toBe(0);
  });

  it("still takes “huỷ” and its button after somebody wanted time", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(REDEEM);
    await lan.types("để em hỏi lại khách đã");
    expect(await lan.types("huỷ")).toMatch(/^Đã huỷ: đổi quà/);

    await lan.types(REDEEM);
    const question = lan.sees();
    await lan.types("để em hỏi lại khách đã");
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  });

  it("is named in the answer to a denial that may mean another thing", async () => {
    const { lan } = await testApp();
    await lan.types(REDEEM);
    const question = lan.sees();

    expect(await lan.types("để tôi đổi")).toMatch(/^Bạn muốn huỷ việc này\?\n“đổi quà DAUMAY01/);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  });

  it.each(["đổi ngay đi, để mai khách ghé lấy", "cứ đổi đi, mai khách ghé", "mai đổi được không?"])(
    "is not dropped by %s",
    async (text) => {
      const { lan } = await testApp();
      await lan.types(REDEEM);
      const question = lan.sees();

      expect(await lan.types(text)).not.toMatch(/^Đã huỷ/);
      expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
    },
  );
});

it("an open form that asks for a code is dropped by an answer that puts it off, and waits for somebody who wants time", async () => {
  const { lan } = await testApp();
  await lan.types("đổi quà cho 0900 000 001");

  expect(await lan.types("để em hỏi lại khách đã")).toContain("bot còn chờ Mã quà. Gõ “huỷ” nếu thôi.");
  expect(await lan.types("để tí nữa đổi")).toMatch(/^Đã huỷ: Đổi quà\n/);
});
