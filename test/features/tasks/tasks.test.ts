import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const HOUR_MS = 3_600_000;
const LAN = { _id: "65211474393a22650d6cb996", firstname: "Lan", lastname: "Trần", email: "lan@shop.vn" };
const MINH = { _id: "65211474393a22650d6cb997", firstname: "Minh", lastname: "Lê", email: "minh@shop.vn" };

async function withTasks(language: "vi" | "en" = "vi", profileEmails: Readonly<Record<string, string>> = {}) {
  const one = await testApp({ language, profileEmails });
  const now = one.clock.now().getTime();
  const { tasks } = one.antcrm.world;
  tasks.add({ title: "Gọi lại cho chị Bình", assignTo: LAN, priority: "HIGH", dueAt: now - 24 * HOUR_MS });
  tasks.add({ title: "Gửi báo giá máy in", assignTo: LAN, status: "DOING", dueAt: now + 2 * HOUR_MS });
  tasks.add({ title: "Đối soát công nợ", assignTo: LAN, dueAt: now + 48 * HOUR_MS });
  tasks.add({ title: "Đã gửi hàng", assignTo: LAN, status: "DONE", dueAt: now - 48 * HOUR_MS });
  tasks.add({ title: "Kiểm kho", assignTo: MINH, dueAt: now + HOUR_MS });
  return one;
}

it("shows what to do when the asker is not linked", async () => {
  const { lan } = await withTasks();
  expect(await lan.types("việc của tôi")).toMatch(
    /^Bot chưa biết bạn là ai trong AntCRM\n.*: liên kết terminal:lan/,
  );
  expect(await lan.clicks("Cả nhóm")).toContain("Kiểm kho");
});

describe("after a person is linked", () => {
  it("their open tasks are listed, the soonest due first, the late ones marked", async () => {
    const { lan, quan } = await withTasks();
    await lan.types("trợ giúp");
    await quan.confirms("link terminal:lan lan@shop.vn");

    expect(await lan.types("việc của tôi")).toMatchInlineSnapshot(`
      "Việc của tôi
      3 việc, hạn gần nhất trước
      • ⚠ Gọi lại cho chị Bình  ưu tiên cao · cần làm · hạn 24/11/2026 08:00 · Trần Lan
      • Gửi báo giá máy in  đang làm · hạn 25/11/2026 10:00 · Trần Lan
      • Đối soát công nợ  cần làm · hạn 27/11/2026 08:00 · Trần Lan
      Chưa kể việc đã xong và tạm hoãn; gõ thêm trạng thái (“đã xong”) để xem.
      [1] Cả nhóm"
    `);
  });

  it("they can be filtered by due day, status and priority, in any order", async () => {
    const { lan, quan } = await withTasks();
    await lan.types("trợ giúp");
    await quan.confirms("link terminal:lan lan@shop.vn");

    const today = await lan.types("viec cua toi hom nay");
    expect(today).toContain("Gửi báo giá máy in");
    expect(today).not.toContain("Đối soát công nợ");
    expect(await lan.types("task quá hạn")).toMatch(/quá hạn\n1 việc[\s\S]*Gọi lại cho chị Bình/);
    expect(await lan.types("nhiệm vụ đã xong")).toMatch(/1 việc[\s\S]*Đã gửi hàng/);
    expect(await lan.types("nhiệm vụ ưu tiên cao")).toMatch(/1 việc[\s\S]*Gọi lại cho chị Bình/);
    expect(await lan.types("việc của tôi ngày 27/11")).toMatch(
      /hạn 27\/11\/2026\n1 việc[\s\S]*Đối soát công nợ/,
    );
  });

  it("a colleague finds them by name", async () => {
    const { lan, minh, quan } = await withTasks("en");
    await lan.types("help");
    await quan.confirms("link terminal:lan lan@shop.vn");
    expect(await minh.types("tasks of @lan")).toMatch(/^Whom do you mean\?[\s\S]*terminal:lan/);
    expect(await minh.clicks("This one")).toMatch(/^Tasks of Lan\n3 tasks/);
  });
});

it("finds a person by their platform's profile when no admin has linked them, and by the link otherwise", async () => {
  const { lan, quan } = await withTasks("vi", { "terminal:lan": "Lan@shop.vn" });
  expect(await lan.types("việc của tôi")).toMatch(/^Việc của tôi\n3 việc/);
  await quan.confirms("link terminal:lan minh@shop.vn");
  expect(await lan.types("việc của tôi")).toMatch(/1 việc[\s\S]*Kiểm kho/);
});

it("shows a colleague's by their e-mail, and the whole team's", async () => {
  const { minh } = await withTasks();
  const theirs = await minh.types("nhiệm vụ của minh@shop.vn");
  expect(theirs).toMatch(/^Việc của minh@shop.vn\n1 việc/);
  expect(theirs).toContain("Kiểm kho");
  const all = await minh.types("nhiệm vụ cả nhóm tuần này");
  expect(all).toContain("Kiểm kho");
  expect(all).toContain("Đối soát công nợ");
});

it.each(["việc của Lan", "công việc của chị Lan", "Lan còn mấy việc"])(
  "shows those of a colleague who never wrote to the bot: %s",
  async (text) => {
    const { minh } = await withTasks();
    const theirs = await minh.types(text);
    expect(theirs).toMatch(/^Việc của Lan\n4 việc/);
    expect(theirs).not.toContain("Kiểm kho");
  },
);

it("says that nobody has the name, and shows no other person's", async () => {
  const { minh } = await withTasks();
  expect(await minh.types("việc của Thảo")).toMatch(/^Bot chưa biết người này\nBot chưa gặp ai tên Thảo/);
});

it("takes “chưa xong” for what is open, and “ưu tiên thấp” for low", async () => {
  const { minh, antcrm } = await withTasks();
  antcrm.world.tasks.add({ title: "Dọn kho", assignTo: MINH, priority: "LOW" });
  expect(await minh.types("Lan còn mấy việc chưa xong")).toMatch(/^Việc của Lan\n4 việc/);
  expect(await minh.types("việc ưu tiên thấp của cả nhóm")).toMatch(
    /^Việc của cả nhóm\n1 việc[\s\S]*Dọn kho/,
  );
});

it("takes a number of machines for no day in May", async () => {
  const { minh } = await withTasks();
  expect(await minh.types("nhiệm vụ cả nhóm 5 máy")).toContain("Kiểm kho");
});

it("opens the customer of a task", async () => {
  const { minh, antcrm } = await withTasks();
  antcrm.world.tasks.add({
    title: "Hỏi thăm",
    assignTo: MINH,
    contact: { name: "Trần Thị Bình", customerId: 476 },
  });
  expect(await minh.types("nhiệm vụ của minh@shop.vn")).toContain("Trần Thị Bình");
  expect(await minh.clicks("Khách hàng")).toMatch(/^Trần Thị Bình\n/);
});
