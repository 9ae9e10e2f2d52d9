import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("shows each person the commands that their role allows", async () => {
  const { lan, minh, hoa } = await testApp();

  const forAgents = await lan.types("trợ giúp");
  expect(forAgents).toContain("Tạo phiếu");
  expect(forAgents).toContain("Đổi quà");
  const forViewers = await minh.types("giúp");
  expect(forViewers).toContain("Tìm khách");
  expect(forViewers).not.toContain("Tạo phiếu hỗ trợ");
  const forStrangers = await hoa.types("help");
  expect(forStrangers).not.toContain("Tìm khách");
  expect(forStrangers).toContain("Hãy nhờ quản trị viên của bot");
});

it.each([
  ["chuyển qua tiếng Anh đi, sếp mới không biết tiếng Việt", "I speak English with you from now on."],
  ["switch to English, my boss cannot read Vietnamese", "I speak English with you from now on."],
  ["đổi sang tiếng Việt đi, em không rành tiếng Anh", "Từ giờ bot sẽ nói tiếng Việt với bạn."],
])("uses the language to change to when another one is named too: %s", async (text, answer) => {
  const { lan } = await testApp();
  expect(await lan.types(text)).toContain(answer);
});

it("uses the language a person chooses, from then on and after a restart", async () => {
  const { lan, minh, restarts } = await testApp();

  expect(await lan.types("đổi ngôn ngữ")).toContain("Ngôn ngữ?");
  expect(await lan.clicks("Tiếng Anh")).toContain("I speak English with you from now on.");
  expect(await lan.types("help")).toContain("What you can ask");
  expect(await minh.types("help")).toContain("Bạn có thể hỏi gì");
  await restarts();
  expect(await lan.types("help")).toContain("What you can ask");
  expect(await lan.types("tiếng việt")).toContain("Từ giờ bot sẽ nói tiếng Việt với bạn.");
  expect(await lan.types("english")).toContain("I speak English");
});

it("shows whether AntCRM is up, and since when it is down", async () => {
  const { lan, antcrm, clock } = await testApp({ language: "en" });

  expect(await lan.types("status")).toContain("Everything is up");
  clock.passes(60_000);
  antcrm.fault({ kind: "503" });
  for (let customer = 1; customer <= 4; customer += 1) await lan.types(`090000000${customer}`);
  const down = await lan.types("trạng thái");
  expect(down).toContain("Something is down");
  expect(down).toContain("AntCRM: down since 25/11/2026 08:01");
  expect(lan.sees().tone).toBe("bad");
});

it("offers the two nearest commands for an unknown text", async () => {
  const { lan } = await testApp();

  const answer = await lan.types("xem qwa");
  expect(answer).toContain("Bot chưa hiểu");
  expect(answer).toMatch(/\[1\] .+ {2}\[2\] .+ {2}\[3\] Trợ giúp/);
});

it("recognises a command's name, no longer in any menu, as free text", async () => {
  const { lan } = await testApp();

  expect(await lan.commands("tim", "0900000001")).toMatch(/^Nguyễn Văn An\n/);
  expect(await lan.commands("zzzz")).toContain("Bot chưa hiểu");
});

it("reports that no question is open when there is nothing to cancel", async () => {
  const { lan } = await testApp({ language: "en" });

  expect(await lan.types("cancel")).toContain("No question is open");
});

it("does reversible actions at once: pauses a digest, snoozes an alert, changes a language", async () => {
  const { quan } = await testApp();
  await quan.types("gửi báo cáo đánh giá mỗi ngày 8h30");
  await quan.types("báo khi có đánh giá dưới 3 sao");
  expect(await quan.types("tạm dừng báo cáo 1")).toMatch(/^Đã tạm dừng báo cáo số 1/);
  expect(await quan.types("tạm dừng cảnh báo 1")).toMatch(/^Cảnh báo số 1: tạm dừng đến/);
  expect(await quan.types("speak English")).toMatch(/English/);
});
