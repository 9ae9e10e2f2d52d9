import { expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const FILLED = { customer: "0867123456", title: "Máy in hỏng", summary: "", priority: "High", sla: "Chuẩn" };

const MESSAGE = {
  id: "slack:C01:1700000000.000100",
  text: "Máy in kẹt giấy, gọi lại 0867 123 456",
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
};

const posts = ({ antcrm }: TestApp) => antcrm.requests.filter(({ method }) => method === "POST").length;

it("creates one ticket from a form that is sent five times at once, and shows it in each answer", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("tạo phiếu");
  const answers = await Promise.all(Array.from({ length: 5 }, () => lan.sends(FILLED)));

  expect(posts(app)).toBe(1);
  for (const answer of answers) expect(answer).toMatch(/^Đã tạo phiếu #17001\n/);
  expect(lan.receipts()).toHaveLength(1);
});

it("creates one ticket from a form about a message that is sent twice at once", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.replyingTo(MESSAGE).commands("ticket");
  await lan.clicks("Sửa lại");
  const answers = await Promise.all([lan.sends(FILLED), lan.sends(FILLED)]);

  expect(posts(app)).toBe(1);
  for (const answer of answers) expect(answer).toMatch(/^Đã tạo phiếu #17001\n/);
});

it("creates no second ticket when a sent form is handled again after a restart", async () => {
  const app = await testApp();
  const { lan, store, restarts } = app;
  await lan.types("tạo phiếu");
  const open = lan.form();
  const kept = await store().drafts.find(open.draft);
  await lan.sends(FILLED);
  // The draft is stored again, as if the process had died before it deleted the draft.
  if (kept) await store().drafts.save(kept);
  await restarts();

  expect(await lan.sends(FILLED, open)).toMatch(/^Đã tạo phiếu #17001\n/);
  expect(posts(app)).toBe(1);
});

it.each([
  ["before", false],
  ["after", true],
])("reports the ticket when the store fails %s the draft is removed", async (_, isRemoved) => {
  const app = await testApp();
  const { lan, store } = app;
  await lan.types("tạo phiếu");
  const { drafts } = store();
  const { remove } = drafts;
  let failures = 3;
  drafts.remove = async (id) => {
    if (isRemoved || failures === 0) await remove(id);
    if (failures-- > 0) throw new AppError("storage", "the connection broke");
  };

  expect(await lan.sends(FILLED)).toMatch(/^Đã tạo phiếu #17001\n/);
  expect(lan.cards.map(({ title }) => title)).toEqual(["Đã tạo phiếu #17001"]);
  expect(posts(app)).toBe(1);
});

it("writes once when the last answer of a dialog comes twice at once", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("tạo phiếu");
  await lan.types("0867 123 456");
  await Promise.all([lan.types("Máy in hỏng"), lan.types("Máy in hỏng")]);
  const optional = lan.sees();
  await Promise.all([lan.clicks("Xong", optional), lan.clicks("Xong", optional)]);
  const questions = lan.saw().filter(({ title }) => title === "Tạo phiếu này?");
  await Promise.all(questions.map((question) => lan.clicks("Tạo phiếu", question)));

  expect(questions.length).toBeGreaterThan(0);
  expect(posts(app)).toBe(1);
});

it("creates one similar ticket when *go on anyway* is pressed twice at once", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  await lan.clicks("Tạo phiếu");
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  const objection = lan.sees();
  await Promise.all([lan.clicks("Vẫn tiếp tục", objection), lan.clicks("Vẫn tiếp tục", objection)]);
  const questions = lan.saw().filter(({ title }) => title === "Tạo phiếu này?");
  await Promise.all(questions.slice(1).map((question) => lan.clicks("Tạo phiếu", question)));

  expect(posts(app)).toBe(2);
});

it("sends a form again after a failure, as a new write", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  antcrm.fault({ kind: "429", method: "POST", path: "/tickets", times: 3, retryAfter: 0 });
  await lan.types("tạo phiếu");
  expect(await lan.sends(FILLED)).not.toMatch(/^Đã tạo phiếu/);
  await lan.clicks("Sửa lại");

  expect(await lan.sends(FILLED)).toMatch(/^Đã tạo phiếu #17001\n/);
});
