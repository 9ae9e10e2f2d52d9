import { expect, it } from "vitest";
import { startDemo } from "./run-demo.ts";

/** Environment variables that must not affect the demo. */
const OF_THE_MACHINE = {
  SLACK_BOT_TOKEN: "not a token",
  TELEGRAM_WEBHOOK_URL: "https://bot.example.com",
  HTTP_PROXY: "http://127.0.0.1:9",
  BOT_LOCALE: "en",
};

it("runs a support conversation on both platforms with only passing checks, whatever the environment", async () => {
  const tour = startDemo(["--tour"], OF_THE_MACHINE);

  expect(await tour.ended()).toEqual({ code: 0, signal: null });

  const { output } = tour;
  expect(output).toContain("1. Chuông reo");
  expect(output).toContain("│ Trần Thị Bình");
  expect(output).toContain("Lan ▸ /ticket gấp");
  expect(output).toMatch(/Đã tạo phiếu #\d+/);
  expect(output).toContain("Đổi quà DAUMAY01 cho Nguyễn Văn An?");
  expect(output).toContain("│ Điểm còn lại: 110");
  expect(output).toContain("✓ CRM nhận đúng một lệnh đổi quà");
  expect(output).toContain("Bạn chưa có quyền");
  expect(output).toMatch(/\b1 lần đổi quà · redemptions {2}DAUMAY01 → 475\n/);
  expect(output).toMatch(/\b2 phiếu mới · new tickets {2}#\d+, #\d+\n/);
  expect(output).toMatch(/\n {3}\d+ checks passed\n$/);
  expect(output).not.toContain("✗");
  // No colours: the output is a pipe.
  expect(output).not.toContain("\u001B");
});
