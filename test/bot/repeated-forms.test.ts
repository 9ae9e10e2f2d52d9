import { describe, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import type { Person } from "../support/person.ts";
import { testApp } from "../support/test-app.ts";

const TICKET = { customer: "0867 123 456", title: "máy in hỏng" };

/** Sends the form. The process dies before the write is stored: the call never returns. */
async function sendsAndDies(lan: Person, { operations }: Store): Promise<void> {
  const { add } = operations;
  await new Promise<void>((resolve) => {
    operations.add = () => {
      resolve();
      return new Promise(() => {});
    };
    void lan.sends(TICKET);
  });
  operations.add = add;
}

describe("a press or a form that is handled again after a crash", () => {
  it("reports the write of a whole form, which counts as its confirmation", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("tạo phiếu");
    await lan.sendsAndIsTakenOver(TICKET);
    expect(await lan.answersOnReplay("form")).toEqual([expect.stringMatching(/^Đã tạo phiếu/)]);
    const sent = antcrm.requests.filter(({ method, path }) => method === "POST" && path === "/tickets");
    expect(sent).toHaveLength(1);
  });

  it("leaves no form open whose write is done", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.sendsAndIsTakenOver(TICKET);
    await lan.answersOnReplay("form");
    expect(await lan.types("0900 000 001")).toMatch(/^Nguyễn Văn An/);
  });

  it("asks the question of a form that ran out before anybody saw it", async () => {
    const { lan, clock } = await testApp();
    await lan.types("đổi quà daumay01");
    await lan.typesAndIsTakenOver("0867 123 456");
    clock.passes(31 * 60_000);
    expect(await lan.answersOnReplay("text")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho Trần Thị Bình/),
    ]);
    expect(await lan.clicks("Đổi quà")).toMatch(/^Đã đổi quà/);
  });

  it("repeats the last step of a form that left no question", async () => {
    const { lan } = await testApp();
    await lan.types("ngôn ngữ");
    await lan.clicks("Tiếng Anh");
    expect(await lan.answersOnReplay("action")).toEqual([expect.stringMatching(/^I speak English/)]);
  });

  it("does not write for a form that was cancelled while nothing happened", async () => {
    const { lan, antcrm, store } = await testApp();
    await lan.types("tạo phiếu");
    const form = lan.sees();
    await sendsAndDies(lan, store());
    const event = lan.last("form");
    expect(await lan.clicks("Huỷ", form)).toMatch(/^Đã huỷ/);
    expect(await lan.replays(event)).toEqual([]);
    expect(antcrm.requests.filter(({ method, path }) => method === "POST" && path === "/tickets")).toEqual(
      [],
    );
  });

  it("opens no form again that was cancelled", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");
    await lan.typesAndIsTakenOver("máy in hỏng");
    const event = lan.last("text");
    await lan.types("huỷ");
    expect(await lan.replays(event)).toEqual([]);
    expect(await lan.types("0900 000 001")).toMatch(/^Nguyễn Văn An/);
  });

  it("asks again for a form whose question has other values by now, and does not confirm that question", async () => {
    const { lan, antcrm, store } = await testApp();
    await lan.types("tạo phiếu");
    await sendsAndDies(lan, store());
    const event = lan.last("form");
    await lan.types("0900 000 001");
    await lan.types("màn hình vỡ");
    expect(await lan.types("xong")).toMatch(/^Tạo phiếu này\?/);
    expect(await lan.replays(event)).toEqual([expect.stringMatching(/^Tạo phiếu này\?/)]);
    expect(antcrm.requests.filter(({ method, path }) => method === "POST" && path === "/tickets")).toEqual(
      [],
    );
  });

  it("asks its open question without details while AntCRM is down", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("tạo phiếu");
    await lan.types("0867 123 456");
    await lan.types("máy in hỏng");
    expect(await lan.types("xong")).toMatch(/^Tạo phiếu này\?/);
    antcrm.fault({ kind: "503", times: 99 });
    const [again] = await lan.answersOnReplay("text");
    expect(again).toMatch(/^Tạo phiếu “máy in hỏng” cho .*\?\nHiện không đọc được AntCRM/i);
    antcrm.clearFaults();
    expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu/);
  });

  it("sends the values of a form, and not those of a question that nobody has seen", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("tạo phiếu");
    const open = lan.form();
    await lan.types("0867 123 456");
    await lan.types("máy in hỏng");
    await lan.typesAndIsTakenOver("xong");
    expect(await lan.sends({ customer: "0900 000 001", title: "màn hình vỡ" }, open)).toMatch(
      /^Đã tạo phiếu/,
    );
    const [sent, ...others] = antcrm.requests.filter(
      ({ method, path }) => method === "POST" && path === "/tickets",
    );
    expect(others).toEqual([]);
    expect(JSON.stringify(sent?.body)).toContain("màn hình vỡ");
  });

  it("cancels its form, which is gone already", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.clicksAndIsTakenOver("Huỷ");
    expect(await lan.answersOnReplay("action")).toEqual([expect.stringMatching(/^Đã huỷ/)]);
  });

  it("goes on in spite of an earlier ticket, as at first", async () => {
    const { lan } = await testApp();
    await lan.confirms("tạo phiếu cho 0867 123 456: máy in hỏng");
    expect(await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng")).toMatch(/^Đã có phiếu/);
    await lan.clicksAndIsTakenOver("Vẫn tiếp tục");
    expect(await lan.answersOnReplay("action")).toEqual([expect.stringMatching(/^Tạo phiếu này\?/)]);
    expect(await lan.answersOnReplay("action")).toEqual([expect.stringMatching(/^Tạo phiếu này\?/)]);
  });

  it("shows a form that its platform cannot open any more, and waits for its answer", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    const event = lan.last("text");
    await lan.replays({ ...event, id: `${event.id}:other`, showsForms: true });
    const [asked] = await lan.replays({ ...event, id: `${event.id}:other` });
    expect(asked).toContain("Tạo phiếu");
    expect(await lan.types("0867 123 456")).toContain("Tiêu đề");
  });
});
