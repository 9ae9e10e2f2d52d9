import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../../src/features/catalogue.ts";
import { LOCALES } from "../../../src/i18n/messages.ts";
import { createIntents } from "../../../src/understanding/understand.ts";
import { testApp } from "../../support/test-app.ts";

const registry = createCommands({} as CataloguePorts);
const intents = createIntents(registry.grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

const commands = registry.visibleTo("admin").map((command) => [command.name, command] as const);
const isBare = (text: string) => /\p{L}/u.test(text) && !/[^\x20-\x7e]/.test(text);

describe("every example of the help", () => {
  it.each(commands)("of %s is one of several, with and without accents", (_, command) => {
    expect(command.examples("vi").length).toBeGreaterThanOrEqual(3);
    expect(command.examples("en").length).toBeGreaterThanOrEqual(1);
    for (const locale of LOCALES) expect(command.examples(locale).length).toBeLessThanOrEqual(5);
    expect(command.examples("vi").some(isBare)).toBe(true);
  });

  it.each(commands)("of %s means it", (name, command) => {
    for (const locale of LOCALES) {
      for (const example of command.examples(locale)) {
        expect(intents.understand(example, context), example).toMatchObject({
          kind: "command",
          command: name,
        });
        expect(intents.understand(example, context), example).not.toHaveProperty("ignored");
      }
    }
  });
});

it("explains one command with texts to type", async () => {
  const { lan } = await testApp();
  for (const text of ["trợ giúp đổi quà", "huong dan doi qua", "cách đổi quà thế nào"]) {
    const shown = await lan.types(text);
    expect(shown, text).toMatch(
      /^Đổi quà\nĐổi quà cho khách hàng\nGõ, ví dụ\n• đổi quà DAUMAY01 cho 0900 000 001/,
    );
  }
  expect(await lan.types("hướng dẫn tạo phiếu")).toContain("• tạo phiếu cho 0867 123 456: máy in hỏng, gấp");
  expect(await lan.types("trợ giúp phiếu")).toMatch(/^Phiếu\n[\s\S]*• Sửa phiếu .* · sửa phiếu 17464\n/);
});

it("shows the whole help for words that name no command, or one that the person may not use", async () => {
  const { minh } = await testApp();
  expect(await minh.types("hướng dẫn nấu cơm")).toMatch(/^Bạn có thể hỏi gì\n/);
  expect(await minh.types("bot làm được gì")).toMatch(/^Bạn có thể hỏi gì\n/);
});
