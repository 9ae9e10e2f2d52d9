import { describe, expect, it } from "vitest";
import { ROLES, type Role, reaches } from "../../src/access/roles.ts";
import type { ActionId } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { EVERY_COMMAND } from "../conversations/every-command.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

/** The real command list: a new command is included automatically. */
const commands = createCommands({} as CataloguePorts).visibleTo("admin");

const below = (role: Role) => ROLES.filter((one) => !reaches(one, role));

const REFUSED = /^Bạn chưa có quyền/;

/** Returns the answers to the typed text and to the command's name. A person without rights may get no answer. */
async function answers({ minh }: TestApp, command: string, asks: string): Promise<string[]> {
  const typed: string[] = [];
  for await (const card of minh.asks(asks)) typed.push(plainText(card));
  const called = await minh.commands(command, asks).catch(() => "");
  return [...typed, called].filter((answer) => answer !== "");
}

describe("a command is refused to every role below its own, typed and by name, without a call to AntCRM", () => {
  const refusals = commands.flatMap(({ name, role }) => below(role).map((one) => [name, one] as const));

  it("each role except the lowest has commands to refuse", () => {
    expect(new Set(refusals.map(([, role]) => role))).toEqual(
      new Set(["none", "viewer", "agent", "manager"]),
    );
  });

  it.each(below("admin").map((role) => [role]))("to the role %s", async (role) => {
    const open = await testApp();
    open.minh.becomes(role);
    for (const [name] of refusals.filter(([, one]) => one === role)) {
      for (const { asks, drops } of EVERY_COMMAND[name] ?? []) {
        if (drops) continue;
        for (const answer of await answers(open, name, asks)) expect(answer, asks).toMatch(REFUSED);
      }
    }
    expect(open.antcrm.requests).toEqual([]);
  });
});

describe("a button", () => {
  it("works for no other person and in no other place, and guessed ids do nothing", async () => {
    const { lan, quan, antcrm } = await testApp();
    await lan.types("đổi quà daumay01 cho 0900 000 001");
    const question = lan.sees();
    expect(await quan.clicks("Đổi quà", question)).toMatch(/^Nút này của người khác/);
    expect(await quan.in("group").clicks("Đổi quà", question)).toMatch(/^Nút này của người khác/);

    const actionId = JSON.stringify(question).match(/"action":"([^"]+)-\d+"/)?.[1] ?? "";
    expect(actionId).not.toBe("");
    const guessed = (action: string) => ({
      ...question,
      blocks: [{ kind: "buttons" as const, buttons: [{ label: "?", action: action as ActionId }] }],
    });
    for (let at = 0; at < 4; at += 1) {
      expect(await quan.clicks("?", guessed(`${actionId}-${at}`))).toMatch(
        /^(?:Nút này của người khác|Đã hết hạn)/,
      );
    }
    for (const action of [
      "",
      "-0",
      "0",
      `${actionId}--1`,
      `${actionId}-999`,
      `${actionId}-0x0`,
      "__proto__-0",
    ]) {
      expect(await quan.clicks("?", guessed(action))).toMatch(/^(?:Nút này của người khác|Đã hết hạn)/);
    }
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  });

  it("on a card of a person with rights gives no rights to other readers", async () => {
    const { lan, minh, antcrm } = await testApp();
    await lan.in("group").types("0900000001");
    const asked = antcrm.requests.length;
    minh.becomes("none");
    for (const label of ["Tạo phiếu", "Đổi quà", "Điểm"]) {
      const answer = await minh
        .in("group")
        .clicks(label, lan.sees())
        .catch(() => "");
      expect(answer).not.toMatch(/Nguyễn Văn An|0900/);
    }
    expect(antcrm.requests).toHaveLength(asked);
  });
});

it("in a form filled by another person, or by one whose role is gone, writes nothing", async () => {
  const { lan, quan, antcrm } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");
  const form = lan.form();
  const values = { title: "Máy in hỏng" };
  expect(await quan.sends(values, form)).not.toMatch(/Tạo phiếu này|Đã tạo/);
  lan.becomes("viewer");
  expect(await lan.sends(values, form)).toMatch(REFUSED);
  expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});
