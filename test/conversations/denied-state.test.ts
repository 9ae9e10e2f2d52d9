import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "any urgent tickets not closed yet",
  "tickets not closed",
  "tickets still not resolved",
  "tickets that aren't closed",
  "which tickets haven't been closed",
])("“%s” lists the open tickets, not the closed ones", async (text) => {
  const { lan } = await testApp({ language: "en" });
  const answer = await lan.types(text);
  expect(answer).toMatch(/ · open/);
  expect(answer).not.toContain("#16002");
});

it("“phiếu không đóng được” lists the open tickets", async () => {
  const { lan } = await testApp();
  expect(await lan.types("phiếu không đóng được")).toContain(" · đang mở");
});

it("“tasks not done” does not list the done ones", async () => {
  const { lan } = await testApp({ language: "en" });
  expect(await lan.types("all tasks not done")).not.toMatch(/ · done/);
});

it.each([
  ["so sánh đánh giá tháng này với tháng trước", "với tháng trước"],
  ["đánh giá tháng này so với tháng trước", "tháng trước"],
  ["ratings of last month vs this month", "last month vs"],
])("names the second period of “%s” as not used", async (text, unused) => {
  const { lan } = await testApp();
  const answer = await lan.types(text);
  expect(answer).toMatch(/^Đánh giá · 01\/11\/2026/);
  expect(answer).toContain(`“${unused}”`);
});

it.each(["bot giỏi quá", "good job"])("thanks for “%s”", async (text) => {
  const { lan } = await testApp();
  expect(await lan.types(text)).toMatch(/^Không có gì ạ/);
});
