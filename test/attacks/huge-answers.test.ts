import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const CHARS = 100_000;
/** The bot reads 4,000 characters. Reading them takes far less. */
const MOST_CPU_MS = 8_000;

it.each([
  ["labels", "tiêu đề: a, "],
  ["labels on lines", "sđt: 0911222333\n"],
  ["commas", ","],
  ["quotation marks", '"“«'],
  ["quoted lines", "> "],
  ["nested quoted lines", ">>>> à nhầm\n"],
  ["denials", "không phải "],
  ["denials and numbers", "không phải 0867123456 mà "],
  ["denied deeds", "không muốn lấy "],
  ["corrections", "à nhầm, 0867123456, "],
  ["verbs of a gift", "đổi giúp em 1 cái "],
  ["second requests", "rồi đổi quà DAUMAY01 cho 0867123456 "],
  ["bidirectional marks", "\u202e\u2066a"],
  ["zero-width characters", "đ\u200bổ\u200bi "],
  ["colons", ": "],
])("100 KB of %s answers a form and a proposal, and holds nobody up", async (_, piece) => {
  const { lan, antcrm } = await testApp();
  const text = piece.repeat(Math.ceil(CHARS / piece.length));
  const before = process.cpuUsage();
  for (const request of ["đổi quà cho 0900000001", "đổi quà daumay01 cho 0900000001"]) {
    await lan.types(request);
    await lan.types(text);
    await lan.types("huỷ");
  }
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(MOST_CPU_MS);
  expect(antcrm.requests.every(({ method }) => method === "GET")).toBe(true);
});
