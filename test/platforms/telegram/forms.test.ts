import { expect, it } from "vitest";
import type { Block, Form, ReadyCard } from "../../../src/cards/card.ts";
import { openTelegramFixture, pressFor, ready } from "./fixture.ts";

const LABELS = ["Khách hàng", "Tiêu đề", "Nội dung", "Độ ưu tiên", "SLA", "Nhóm"];

/** Returns the form of a ticket, which asks for one field after the other. */
function question(index: number, answers: readonly string[], draft = "d1"): ReadyCard {
  const fields = LABELS.map((label, at) => ({
    name: label,
    label,
    kind: "line" as const,
    required: at < 2,
    ...(answers[at] === undefined ? {} : { value: answers[at] }),
  }));
  const asking = fields[index];
  if (asking === undefined) throw new Error("there is no such field");
  const form: Form<string> = {
    draft,
    title: "Tạo phiếu",
    fields,
    prompt: asking,
    choices: label(index) === "Độ ưu tiên" ? [pressFor("Gấp"), pressFor("Thường")] : [],
    steps: [
      { ...pressFor("Quay lại"), step: "back" },
      { ...pressFor("Bỏ qua"), step: "skip" },
      { ...pressFor("Xong"), step: "finish" },
    ],
    open: pressFor("Điền biểu mẫu"),
    cancel: pressFor("Huỷ"),
  };
  return ready("Tạo phiếu", { kind: "form", form } satisfies Block<string>);
}

const label = (index: number) => LABELS[index];

/** Creates a bot that asks for the next field after every text and press, and ends with a question. */
async function talk(ends = 99) {
  const answers: string[] = [];
  const all = await openTelegramFixture({
    script: async function* (call) {
      if (call.body.kind === "command") return yield question(0, []);
      if (call.body.kind === "text" && call.body.text === "trợ giúp") return yield ready("Trợ giúp");
      answers.push(call.body.kind === "text" ? call.body.text : "–");
      if (answers.length < ends) return yield question(answers.length, answers);
      yield {
        ...ready("Tạo phiếu này?", { kind: "buttons", buttons: [pressFor("Tạo phiếu")] }),
        tone: "warning",
        follows: "d1",
      };
    },
  });
  await all.platform.start();
  await all.an.says(all.an.user, "/ticket");
  const first = await all.an.nextMessage(all.an.user);
  return { ...all, first };
}

it("asks a whole form in one message, with choices, steps and the way out in rows of their own", async () => {
  const { an, first, sandbox } = await talk(5);
  expect(first.buttons.map((row) => row.map((button) => button.label))).toEqual([
    ["Quay lại", "Bỏ qua", "Xong"],
    ["Huỷ"],
  ]);

  await an.says(an.user, "0867 123 456");
  const second = await an.nextMessage(an.user);
  expect(second).toMatchObject({ id: first.id, isEdited: true });
  expect(second.text).toBe("Tạo phiếu\n\nKhách hàng: 0867 123 456\nTiêu đề?");
  await an.says(an.user, "Máy in hỏng");
  await an.nextMessage(an.user);
  await an.says(an.user, "Kẹt giấy");
  const fourth = await an.nextMessage(an.user);
  expect(fourth.id).toBe(first.id);
  expect(fourth.buttons.map((row) => row.map((button) => button.label))).toEqual([
    ["Gấp", "Thường"],
    ["Quay lại", "Bỏ qua", "Xong"],
    ["Huỷ"],
  ]);
  await an.clicks(fourth, "Gấp");
  expect(await an.nextMessage(an.user)).toMatchObject({ id: first.id });
  expect(an.sees(an.user).filter(({ isFromBot }) => isFromBot)).toHaveLength(1);
  expect(sandbox.violations).toEqual([]);
});

it("puts the question that a form ends in where the form stood", async () => {
  const { an, first } = await talk(2);
  await an.says(an.user, "0867 123 456");
  await an.nextMessage(an.user);
  await an.says(an.user, "Máy in hỏng");
  const summary = await an.nextMessage(an.user);

  expect(summary).toMatchObject({ id: first.id, isEdited: true });
  expect(summary.text).toContain("Tạo phiếu này?");
  await an.says(an.user, "trợ giúp");
  expect((await an.nextMessage(an.user)).id).not.toBe(first.id);
});

it("sends the question anew when answers have pushed the form out of sight, and takes the old one's buttons away", async () => {
  const { an, first } = await talk();
  for (const text of ["0867 123 456", "Máy in hỏng", "Kẹt giấy"]) {
    await an.says(an.user, text);
    expect((await an.nextMessage(an.user)).id).toBe(first.id);
  }
  await an.says(an.user, "gấp");
  const anew = await an.nextMessage(an.user, ({ id }) => id !== first.id);

  expect(anew.text).toContain("SLA?");
  expect(an.sees(an.user).find(({ id }) => id === first.id)?.buttons).toEqual([]);
  await an.says(an.user, "Gold");
  expect(await an.nextMessage(an.user)).toMatchObject({ id: anew.id, isEdited: true });
});

it("counts what was asked in between as well", async () => {
  const { an, first } = await talk();
  for (const _ of [1, 2]) {
    await an.says(an.user, "trợ giúp");
    await an.nextMessage(an.user);
  }
  await an.says(an.user, "0867 123 456");
  expect((await an.nextMessage(an.user, ({ text }) => text.includes("Tiêu đề?"))).id).not.toBe(first.id);
});
