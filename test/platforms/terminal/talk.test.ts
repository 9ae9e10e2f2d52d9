import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import type { Body, Call } from "../../../src/bot/call.ts";
import { button, buttons, card, type Form, mapActions, type ReadyCard } from "../../../src/cards/card.ts";
import type { Bot } from "../../../src/platforms/platform.ts";
import { createTerminal } from "../../../src/platforms/terminal/app.ts";

/** Returns a form that asks for a number, with or without choices. */
function howMany(choices: readonly string[] = []): Form {
  const asking = { name: "count", label: "Số lượng", kind: "line", required: false, value: "1" } as const;
  return {
    draft: "d1",
    title: "Tạo giao dịch",
    fields: [asking],
    prompt: asking,
    choices: choices.map((label) => button(label, ":answer", { value: label })),
    steps: [
      { ...button("Quay lại", ":back"), step: "back" },
      { ...button("Giữ nguyên", ":skip"), step: "skip" },
    ],
    open: button("Điền biểu mẫu", ":fill"),
    cancel: button("Huỷ", ":cancel"),
  };
}

/** Types the lines to a bot that shows this card. Returns what the bot received, and what the terminal printed. */
async function talks(shown: ReturnType<typeof card>, ...lines: string[]) {
  const heard: Body[] = [];
  const ready: ReadyCard = {
    ...mapActions(shown, ({ command, args }) => [command, ...Object.values(args)].join(" ")),
    locale: "vi",
  };
  const bot = {
    async *answer({ body }: Call) {
      heard.push(body);
      yield ready;
    },
  } as unknown as Bot;
  const output = new PassThrough();
  const terminal = createTerminal(bot, { person: "terminal:lan", name: "Lan" }, output);
  const input = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(""));
  await terminal.talk(input);
  return { heard, read: String(output.read()) };
}

const points = card("Khách hàng", buttons(button("Điểm", "points"), button("Tạo phiếu", "ticket")));

it("presses a button by its number", async () => {
  const { heard } = await talks(points, "xin chào", "2");
  expect(heard.at(-1)).toEqual({ kind: "action", action: "ticket" });
});

it("says that there is no such button, and looks nobody up by its number", async () => {
  const { heard, read } = await talks(points, "xin chào", "7", "0");
  expect(heard).toHaveLength(1);
  expect(read).toContain("Ở đây không có nút 7, chỉ có nút 1 đến 2.");
});

it("takes a number for the answer where a question may be answered by one", async () => {
  const { heard, read } = await talks(card("Tạo giao dịch", { kind: "form", form: howMany() }), "a", "1");
  expect(heard.at(-1)).toEqual({ kind: "text", text: "1" });
  expect(read).toContain("Số lượng? [1]\nQuay lại · Giữ nguyên · Huỷ");
});

it("offers answers by number, takes others as they are typed, and leaves a question by Enter", async () => {
  const form = card("Tạo giao dịch", { kind: "form", form: howMany(["5", "10"]) });
  const { heard } = await talks(form, "a", "2", "12", "");
  expect(heard.slice(1)).toEqual([
    { kind: "action", action: ":answer 10" },
    { kind: "text", text: "12" },
    { kind: "action", action: ":skip" },
  ]);
});

it("hears nothing in an empty line where nothing is asked", async () => {
  const { heard } = await talks(points, "xin chào", "", "");
  expect(heard).toHaveLength(1);
});
