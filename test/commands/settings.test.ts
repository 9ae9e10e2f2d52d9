import { expect, it } from "vitest";
import { house } from "../support/house.ts";

it("lists what the team has set, each with its button, for admins alone", async () => {
  const { quan, lan } = await house();
  const shown = await quan.types("cài đặt");
  expect(shown).toContain("SLA mặc định · tickets.sla");
  expect(shown).toContain("chưa đặt");
  expect(await lan.types("settings list")).toContain("Bạn chưa có quyền");
});

it("sets one, shows what it was before, and takes it back", async () => {
  const { quan } = await house();
  expect(await quan.confirms("settings set tickets.closed Closed, Đã giải quyết")).toMatch(
    /Đã sửa: Phiếu coi như đã đóng\nTrước đó: chưa đặt\nHiện tại: Closed, Đã giải quyết/,
  );
  expect(await quan.types("settings get tickets.closed")).toContain("Hiện tại: Closed, Đã giải quyết");
  await quan.confirms("settings set tickets.closed Đóng");
  expect(await quan.presses("Hoàn tác")).toContain("Đóng → Closed, Đã giải quyết");
  expect(await quan.presses("Lưu cài đặt", quan.sees())).toContain("Hiện tại: Closed, Đã giải quyết");
  expect(await quan.confirms("settings set tickets.closed trống")).toContain("Hiện tại: chưa đặt");
});

it("understands the setting's name in Vietnamese, however it is typed", async () => {
  const { quan } = await house();
  expect(await quan.confirms("sua cai dat sla mac dinh: Ưu tiên")).toContain("Hiện tại: Ưu tiên");
});

it("keeps them over a restart", async () => {
  const { quan, restarts } = await house();
  await quan.confirms("settings set tickets.sla Ưu tiên");
  await restarts();
  expect(await quan.types("settings get tickets.sla")).toContain("Hiện tại: Ưu tiên");
});

it("says how a value is written that cannot be one, and changes nothing", async () => {
  const { quan } = await house();
  const answer = await quan.types("settings set segments VIP = chín");
  expect(answer).toContain("giá trị này không dùng được");
  expect(answer).toContain("65f8faf6f829af63ddc831dc");
  expect(await quan.types("settings get segments")).toContain("chưa đặt");
});

it("carries all of them over as JSON, or none where one is wrong", async () => {
  const one = await house();
  await one.quan.confirms("settings set segments VIP = 65f8faf6f829af63ddc831dc");
  await one.quan.types("settings export");
  const block = one.quan.sees().blocks.find(({ kind }) => kind === "file");
  if (block?.kind !== "file") throw new Error("the export brings a file");
  const json = new TextDecoder().decode(block.file.bytes);

  const other = await house();
  expect(await other.quan.confirms(`settings import ${json}`)).toContain("Đã nhập");
  expect(await other.quan.types("settings get segments")).toContain("VIP = 65f8faf6f829af63ddc831dc");
  const wrong = await other.quan.types('settings import { "tickets.sla": "Gấp", "segments": "VIP" }');
  expect(wrong).toContain("bot chưa đổi gì: segments");
  expect(await other.quan.types("settings get tickets.sla")).toContain("chưa đặt");
  expect(await other.quan.types("settings import { tickets")).toContain("không phải JSON");
});
