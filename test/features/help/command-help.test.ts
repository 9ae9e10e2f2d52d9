import { describe, expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../../src/features/catalogue.ts";
import { LOCALES } from "../../../src/i18n/messages.ts";
import { createIntents } from "../../../src/understanding/understand.ts";
import { testApp } from "../../support/test-app.ts";

const registry = createCommands({} as CataloguePorts);
const intents = createIntents(registry.grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

const explained = registry.visibleTo("admin").filter((command) => command.examples("vi").length > 0);

describe("every example of the help", () => {
  it.each(explained.map((command) => [command.name, command] as const))("of %s means it", (name, command) => {
    for (const locale of LOCALES) {
      const examples = command.examples(locale);
      expect(examples.length).toBeGreaterThanOrEqual(3);
      expect(examples.length).toBeLessThanOrEqual(5);
      for (const example of examples) {
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
  expect(await lan.types("trợ giúp phiếu")).toMatch(/^Phiếu\n/);
});

it("shows the whole help for words that name no command, or one that the person may not use", async () => {
  const { minh } = await testApp();
  expect(await minh.types("hướng dẫn nấu cơm")).toMatch(/^Bạn có thể hỏi gì\n/);
  expect(await minh.types("bot làm được gì")).toMatch(/^Bạn có thể hỏi gì\n/);
});
