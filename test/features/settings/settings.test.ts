import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("lists the team's settings, each with its button, for admins only", async () => {
  const { quan, lan } = await testApp();
  const shown = await quan.types("cài đặt");
  expect(shown).toContain("SLA mặc định · tickets.sla");
  expect(shown).toContain("chưa đặt");
  expect(await lan.types("settings list")).toContain("Bạn chưa có quyền");
});

it("changes one, shows its previous value, and resets it", async () => {
  const { quan } = await testApp();
  expect(await quan.confirms("settings set tickets.closed Closed, Đã giải quyết")).toMatch(
    /Đã sửa: Phiếu coi như đã đóng\nTrước đó: chưa đặt\nHiện tại: Closed, Đã giải quyết/,
  );
  expect(await quan.types("settings get tickets.closed")).toContain("Hiện tại: Closed, Đã giải quyết");
  await quan.confirms("settings set tickets.closed Đóng");
  expect(await quan.clicks("Hoàn tác")).toContain("Đóng → Closed, Đã giải quyết");
  expect(await quan.clicks("Lưu cài đặt", quan.sees())).toContain("Hiện tại: Closed, Đã giải quyết");
  expect(await quan.confirms("settings set tickets.closed trống")).toContain("Hiện tại: chưa đặt");
});

it("understands the setting's name in Vietnamese, in any spelling", async () => {
  const { quan } = await testApp();
  expect(await quan.confirms("sua cai dat sla mac dinh: Ưu tiên")).toContain("Hiện tại: Ưu tiên");
});

it("keeps them after a restart", async () => {
  const { quan, restarts } = await testApp();
  await quan.confirms("settings set tickets.sla Ưu tiên");
  await restarts();
  expect(await quan.types("settings get tickets.sla")).toContain("Hiện tại: Ưu tiên");
});

it("explains the format of an invalid value, and changes nothing", async () => {
  const { quan } = await testApp();
  const answer = await quan.types("settings set segments VIP = chín");
  expect(answer).toContain("giá trị này không dùng được");
  expect(answer).toContain("65f8faf6f829af63ddc831dc");
  expect(await quan.types("settings get segments")).toContain("chưa đặt");
});

it("imports all of them as JSON, or none when one is invalid", async () => {
  const one = await testApp();
  await one.quan.confirms("settings set segments VIP = 65f8faf6f829af63ddc831dc");
  await one.quan.types("settings export");
  const block = one.quan.sees().blocks.find(({ kind }) => kind === "file");
  if (block?.kind !== "file") throw new Error("the export has no file");
  const json = new TextDecoder().decode(block.file.bytes);

  const other = await testApp();
  expect(await other.quan.confirms(`settings import ${json}`)).toContain("Đã nhập");
  expect(await other.quan.types("settings get segments")).toContain("VIP = 65f8faf6f829af63ddc831dc");
  const wrong = await other.quan.types('settings import { "tickets.sla": "Gấp", "segments": "VIP" }');
  expect(wrong).toContain("bot chưa đổi gì: segments");
  expect(await other.quan.types("settings get tickets.sla")).toContain("chưa đặt");
  expect(await other.quan.types("settings import { tickets")).toContain("không phải JSON");
  expect(await other.quan.types("xuất cài đặt")).toContain("gõ “nhập cài đặt” kèm nội dung tệp");
  expect(await other.quan.confirms('nhập cài đặt { "tickets.sla": "Gấp" }')).toContain("Đã nhập 1 cài đặt");
});

it("takes one 0 for no limit in a minute and a day", async () => {
  const { quan } = await testApp();
  expect(await quan.confirms("settings set quota.admin 0")).toContain("Hiện tại: 0 / 0");
  expect(await quan.types("settings set quota.admin 5")).toContain("giá trị này không dùng được");
});

it("imports values as people type them", async () => {
  const { quan } = await testApp();
  const json = '{ "quota.agent": "2 / 50", "quota.viewer": "0", "tickets.closed": "Closed, Đóng" }';
  expect(await quan.confirms(`settings import ${json}`)).toContain("Đã nhập 3 cài đặt");
  expect(await quan.types("settings get quota.agent")).toContain("Hiện tại: 2 / 50");
  expect(await quan.types("settings get quota.viewer")).toContain("Hiện tại: 0 / 0");
  expect(await quan.types("settings get tickets.closed")).toContain("Hiện tại: Closed, Đóng");
});

it("shows for each refused value what is allowed", async () => {
  const { quan } = await testApp();
  const refused = await quan.types(
    'settings import { "quota.agent": "nhiều", "lists.mask": "everybody", "tickets.sla": "", "tickets.x": 1 }',
  );
  expect(refused).toContain("bot chưa đổi gì: quota.agent, lists.mask, tickets.sla, tickets.x.");
  expect(refused).toMatch(/quota\.agent: .*20 \/ 400.*0 là không giới hạn/);
  expect(refused).toMatch(/lists\.mask: .*viewer, agent, manager, admin; off là không che/);
  expect(refused).toMatch(/tickets\.sla: .*Standard/);
  expect(refused).toContain("tickets.x: Không có cài đặt này");
});

it("shows roles in the reader's language, with the word to type", async () => {
  const { quan } = await testApp();
  expect(await quan.types("cài đặt")).toContain("Che số trong danh sách · lists.mask  chỉ xem (viewer)");
  expect(await quan.types("settings get lists.mask")).toContain("Hiện tại: chỉ xem (viewer)");
  expect(await quan.types("settings set lists.mask agent")).toContain("chỉ xem (viewer) → nhân viên (agent)");
  expect(await quan.clicks("Lưu cài đặt")).toContain("Hiện tại: nhân viên (agent)");
  await quan.clicks("Hoàn tác");
  expect(await quan.clicks("Lưu cài đặt", quan.sees())).toContain("Hiện tại: chỉ xem (viewer)");
  expect(await quan.types('settings import { "lists.mask": "off" }')).toContain("chỉ xem (viewer) → off");
});

it("asks for the text of settings.json", async () => {
  const { quan } = await testApp();
  expect(await quan.types("settings import")).toContain("JSON? (dán nội dung settings.json vào đây)");
});

it("lists a changed setting as a change", async () => {
  const { quan } = await testApp();
  await quan.confirms("settings set quota.agent 2 / 50");
  expect(await quan.types("thao tác")).toContain("Sửa cài đặt · quota.agent");
});
