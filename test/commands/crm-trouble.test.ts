import { expect, it } from "vitest";
import { house } from "../support/house.ts";

it("says once, clearly, that AntCRM does not accept the key, and does not storm at it", async () => {
  const { lan, minh, antcrm, log } = await house({ crm: { apiKey: "wrong-key" } });

  const answer = await lan.types("0900000001");
  expect(answer).toContain("AntCRM không nhận khoá API");
  expect(answer).toContain("Chỉ quản trị viên sửa được");
  expect(lan.cards).toHaveLength(1);
  expect(lan.sees().tone).toBe("bad");
  await minh.types("điểm 0867123456");
  await lan.types("#16001");

  expect(antcrm.requests).toHaveLength(1);
  expect(log.filter((line) => line.includes("ANTCRM_API_KEY"))).toHaveLength(1);
  expect(log.join("\n")).not.toContain("wrong-key");
});

it.each([
  ["500", { kind: "500" }],
  ["503", { kind: "503" }],
  ["a proxy's HTML page", { kind: "html" }],
  ["a cut connection", { kind: "cut" }],
  ["truncated JSON", { kind: "truncated" }],
  ["a text that is no JSON", { kind: "unreadable" }],
] as const)("says that AntCRM cannot be reached, on %s, and offers to try again", async (_, fault) => {
  const { lan, antcrm } = await house();
  antcrm.fault(fault);

  const answer = await lan.types("0900000001");
  expect(answer).toContain("Không kết nối được AntCRM");
  expect(answer).not.toMatch(/html|nginx|Internal|JSON/i);
  expect(lan.cards).toHaveLength(1);
  antcrm.clearFaults();
  expect(await lan.presses("Thử lại")).toMatch(/^Nguyễn Văn An\n/);
});

it("says that AntCRM cannot be reached when no answer comes in time", async () => {
  const { lan, antcrm } = await house({ crm: { timeoutMs: 100 } });
  antcrm.fault({ kind: "hang", path: "/contacts" });

  expect(await lan.types("0900000001")).toContain("Không kết nối được AntCRM");
});

it("says that AntCRM cannot be reached when nothing listens there", async () => {
  const { lan, antcrm } = await house({ language: "en" });
  await antcrm.stop();

  const answer = await lan.types("0900000001");
  expect(answer).toContain("AntCRM cannot be reached");
  expect(answer).toContain("Nothing was sent.");
});

it("says that AntCRM is busy when it asks for more patience than a person has", async () => {
  const { lan, antcrm } = await house();
  antcrm.fault({ kind: "429", retryAfter: 60 });

  expect(await lan.types("0900000001")).toContain("AntCRM đang bận");
});

it("bears a passing trouble without a word of it", async () => {
  const { lan, antcrm } = await house();
  antcrm.fault({ kind: "503", path: "/contacts", times: 2 });

  expect(await lan.types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
});

it("waits for a slow AntCRM", async () => {
  const { lan, antcrm } = await house();
  antcrm.fault({ kind: "delay", ms: 60, path: "/contacts" });

  expect(await lan.types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
});

it("keeps what was typed for a ticket when AntCRM is away, and goes on where it stopped", async () => {
  const { lan, antcrm } = await house();
  antcrm.fault({ kind: "500" });

  expect(await lan.types("tạo phiếu cho 0867123456: máy in hỏng")).toContain("Không kết nối được AntCRM");
  antcrm.clearFaults();
  await lan.presses("Sửa lại");
  const typed = Object.fromEntries(lan.form().fields.map(({ name, value }) => [name, value]));
  expect(typed).toMatchObject({ customer: "0867 123 456", title: "máy in hỏng" });
});

it("still answers with a card when its own store is gone", async () => {
  const { lan, store } = await house();
  await store().close();

  expect(await lan.types("0900000001")).toMatch(/^Bot gặp lỗi\nLỗi đã được ghi lại/);
});
