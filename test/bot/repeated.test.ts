import { describe, expect, it, vi } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

const REDEEM = "đổi quà daumay01 cho 0900 000 001";

describe("a message that is handled again after a crash", () => {
  it("is not answered again once its question is answered, even if AntCRM is down now", async () => {
    const { lan, antcrm } = await testApp();
    expect(await lan.confirms(REDEEM)).toMatch(/^Đã đổi quà/);
    antcrm.fault({ kind: "503", times: 99 });
    const before = antcrm.requests.length;
    expect(await lan.answersOnReplay("text")).toEqual([]);
    expect(antcrm.requests).toHaveLength(before);
  });

  it("is not answered again once its question is declined", async () => {
    const { lan } = await testApp();
    await lan.types(REDEEM);
    await lan.clicks("Huỷ");
    expect(await lan.answersOnReplay("text")).toEqual([]);
  });

  it("asks the same question, which redeems once however often it is confirmed", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    const first = lan.sees();
    const [again] = await lan.answersOnReplay("text");
    expect(again).toMatch(/^Đổi quà/);
    const second = lan.sees();
    await lan.clicks("Đổi quà", second);
    await lan.clicks("Đổi quà", first);
    expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  });

  it("means the customer that it meant at first, whoever was shown since", async () => {
    const { lan } = await testApp();
    await lan.types("0867 123 456");
    const other = lan.sees();
    await lan.types("0900 000 001");
    expect(await lan.types("đổi quà daumay01 cho khách này")).toContain("Nguyễn Văn An");
    await lan.clicks("Điểm", other);
    expect(await lan.answersOnReplay("text")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho Nguyễn Văn An/),
    ]);
  });

  it("asks nothing if the first card is pressed while AntCRM is read again for a new role", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    const first = lan.sees();
    lan.becomes("manager");
    const read = antcrm.requests.length;
    antcrm.fault({ kind: "delay", ms: 400, method: "GET", path: "/contacts", times: 1 });
    const again = lan.answersOnReplay("text");
    await expect.poll(() => antcrm.requests.length).toBeGreaterThan(read);
    expect(await lan.clicks("Đổi quà", first)).toMatch(/^Đã đổi quà/);
    expect(await again).toEqual([]);
  });

  it("reports no failure if the first card is declined while AntCRM is read again, and cannot be read", async () => {
    const { lan, antcrm } = await testApp({ crm: { timeoutMs: 800 } });
    await lan.types(REDEEM);
    const first = lan.sees();
    lan.becomes("manager");
    const read = antcrm.requests.length;
    antcrm.fault({ kind: "hang", method: "GET", path: "/contacts", times: 1 });
    const again = lan.answersOnReplay("text");
    await expect.poll(() => antcrm.requests.length).toBeGreaterThan(read);
    await lan.clicks("Huỷ", first);
    antcrm.fault({ kind: "503", method: "GET", times: 99 });
    expect(await again).toEqual([]);
  });

  it("asks its open question without details while AntCRM is down, and reports no failure", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    const first = lan.sees();
    antcrm.fault({ kind: "503", times: 99 });
    const [again] = await lan.answersOnReplay("text");
    expect(again).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
    expect(again).toContain("Hiện không đọc được AntCRM");
    const second = lan.sees();
    antcrm.clearFaults();
    expect(await lan.clicks("Đổi quà", second)).toMatch(/^Đã đổi quà/);
    await lan.clicks("Đổi quà", first);
    expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(1);
  });

  it("asks the open question of a button without details while AntCRM is down", async () => {
    const { lan, antcrm, clock, checksUnclearWrites } = await testApp();
    await lan.types(REDEEM);
    antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
    await lan.clicks("Đổi quà");
    clock.passes(60_000);
    await checksUnclearWrites();
    await lan.clicks("Kiểm tra lại");
    expect(await lan.clicks("Làm lại từ đầu")).toMatch(/^Đổi quà DAUMAY01/);
    antcrm.fault({ kind: "503", times: 99 });
    expect(await lan.answersOnReplay("action")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho .*\?\nHiện không đọc được AntCRM/),
    ]);
  });

  it("reports that AntCRM is down once its question has expired", async () => {
    const { lan, antcrm, clock } = await testApp();
    await lan.types(REDEEM);
    clock.passes(31 * 60_000);
    antcrm.fault({ kind: "503", times: 99 });
    expect(await lan.answersOnReplay("text")).toEqual([expect.stringMatching(/AntCRM/)]);
    expect(plainText(lan.sees())).not.toMatch(/Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  });

  it("changes its question only once, however often it is handled", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng");
    expect(await lan.types("sửa thành gấp")).toMatch(/^Tạo phiếu này\?/);
    for (let crash = 0; crash < 3; crash += 1) {
      expect(await lan.answersOnReplay("text")).toEqual([
        expect.stringMatching(/^Tạo phiếu này\?[\s\S]*Khẩn cấp/),
      ]);
    }
    expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu/);
  });

  it("keeps the buttons of the question that it asks again", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0867 123 456: máy in hỏng");
    const before = lan.sees().asks;
    await lan.types("sửa thành gấp");
    await lan.answersOnReplay("text");
    const { asks, closes } = lan.sees();
    expect(asks).toBeDefined();
    expect(closes?.question).toBe(before);
    expect(closes?.question).not.toBe(asks);
  });

  it("adds a product to an order once, however often it is handled", async () => {
    const { quan, antcrm } = await testApp({ antcrm: { size: "full" } });
    await quan.types("lên đơn cho 0867 123 456: 1 x TIVI01");
    const asked = await quan.types("thêm 1 TIVI01 nữa");
    expect(asked).toContain("2 × ");
    const first = quan.sees();
    expect(await quan.answersOnReplay("text")).toEqual([asked]);
    const second = quan.sees();
    await quan.clicks("Tạo đơn", first);
    await quan.clicks("Tạo đơn", second);
    const sent = antcrm.requests.filter(({ method, path }) => method === "POST" && path === "/opportunities");
    expect(sent).toHaveLength(1);
  });

  it("changes the question for another customer, even if AntCRM could not be read at first", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types(REDEEM);
    antcrm.fault({ kind: "503", method: "GET", times: 3 });
    expect(await lan.types("à nhầm, 0867 123 456")).toContain("AntCRM");
    antcrm.clearFaults();
    expect(await lan.answersOnReplay("text")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho Trần Thị Bình/),
    ]);
  });

  it("cancels no other question, and says again what it has cancelled", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01 cho 0867 123 456");
    const other = lan.sees();
    await lan.types(REDEEM);
    const cancelled = await lan.types("huỷ");
    expect(cancelled).toMatch(/^Đã huỷ: đổi quà DAUMAY01 cho Nguyễn Văn An/);
    expect(await lan.answersOnReplay("text")).toEqual([cancelled]);
    expect(await lan.clicks("Đổi quà", other)).toMatch(/^Đã đổi quà/);
  });

  it("means the same, although it has opened, shown or asked something", async () => {
    const { lan } = await testApp({ antcrm: { size: "full" } });
    for (const [before, text] of [
      [["tạo phiếu", "0867 123 456"], "máy in hỏng"],
      [["tạo phiếu", "0867 123 456"], "quay lại"],
      [["tạo phiếu", "0867 123 456", "máy in hỏng"], "xong"],
      [["khách Bình"], "2"],
      [["khách Bình"], "không phải ai hết"],
      [["đổi quà daumay01 cho 0867 123 456 và 0900 000 001"], "2"],
      [["điểm"], "0867 123 456"],
      [[], "tạo phiếu cho 0867 123 456"],
      [[], "tạo phiếu"],
      [[], "gắn thẻ thân thiết cho 0867 123 456"],
      [[], "thêm khách Nguyễn Văn Tèo 0911 222 333"],
      [[], "add customer Le Van Tam 0911222334"],
      [[], "à nhầm, tạo phiếu cho 0867 123 456: máy in hỏng"],
      [[], "đổi quà DAUMAY01 cho 0867 123 456 chứ không phải VOUCHER50"],
    ] as const) {
      const an = lan.in(text);
      for (const one of before) await an.types(one);
      const answer = await an.types(text);
      expect(await an.answersOnReplay("text"), text).toEqual([answer]);
    }
  });

  it("cancels nothing that was asked since", async () => {
    const { lan } = await testApp({ antcrm: { size: "full" } });
    await lan.types("khách Bình");
    const answer = await lan.types("không phải ai hết");
    const event = lan.last("text");
    await lan.types(REDEEM);
    const question = lan.sees();
    expect(await lan.replays(event)).toEqual([answer]);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/^Đã đổi quà/);
  });

  it("opens no form again that was sent since", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("tạo phiếu");
    await lan.typesAndIsTakenOver("0867 123 456");
    const event = lan.last("text");
    await lan.types("máy in hỏng");
    await lan.types("xong");
    expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu/);
    expect(await lan.replays(event)).toEqual([]);
    expect(await lan.types("nồi cơm không vào điện")).not.toContain("Tạo phiếu này?");
    expect(
      antcrm.requests.filter(({ path, method }) => method === "POST" && path === "/tickets"),
    ).toHaveLength(1);
  });

  it("shows a form as it stands if it was begun and not shown", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu");
    await lan.typesAndIsTakenOver("0867 123 456");
    expect(await lan.answersOnReplay("text")).toEqual([expect.stringMatching(/Tiêu đề/)]);
    expect(await lan.types("máy in hỏng")).not.toContain("Khách hàng?");
  });

  it("asks the question of a form that was complete and not shown", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01");
    await lan.typesAndIsTakenOver("0867 123 456");
    expect(await lan.answersOnReplay("text")).toEqual([
      expect.stringMatching(/^Đổi quà DAUMAY01 cho Trần Thị Bình/),
    ]);
    expect(await lan.clicks("Đổi quà")).toMatch(/^Đã đổi quà/);
  });

  it("asks the question that its form has led to, and not for the form again", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01");
    const event = lan.last("text");
    const asked = await lan.types("0867 123 456");
    expect(await lan.replays(event)).toEqual([asked]);
    await lan.clicks("Đổi quà");
    expect(await lan.replays(event)).toEqual([]);
  });

  it("leaves no form open behind its question", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01");
    await lan.typesAndIsTakenOver("0867 123 456");
    await lan.answersOnReplay("text");
    expect(await lan.types("0900 000 001")).toMatch(/^Nguyễn Văn An/);
  });

  it("means the same in another role", async () => {
    const { lan } = await testApp();
    const asked = await lan.types("thêm khách Nguyễn Văn Tèo 0911 222 333");
    lan.becomes("manager");
    expect(await lan.answersOnReplay("text")).toEqual([asked]);
    await lan.types("huỷ");
    const event = lan.last("text");
    await lan.types(REDEEM);
    lan.becomes("agent");
    expect(await lan.replays(event)).toEqual([expect.stringMatching(/^Đã huỷ: (thêm|tạo) khách/)]);
    expect(await lan.clicks("Đổi quà")).toMatch(/^Đã đổi quà/);
  });

  it("shows the record that it meant in full, and remembers it", async () => {
    const { lan } = await testApp({ antcrm: { size: "full" } });
    await lan.types("phiếu của 0867 123 456");
    await lan.typesAndIsTakenOver("đơn hàng của khách này");
    await lan.answersOnReplay("text");
    expect(await lan.types("mở cái thứ 2")).toMatch(/#3503|Đơn/);
  });

  it("asks the question that was stored and not shown", async () => {
    const { lan } = await testApp();
    await lan.typesAndIsTakenOver("thêm khách Nguyễn Văn Tèo 0911 222 333");
    expect(await lan.answersOnReplay("text")).toEqual([expect.stringMatching(/^Thêm khách|^Tạo khách/)]);
    expect(await lan.clicks("Tạo khách")).toMatch(/^Đã (thêm|tạo) khách/);
  });

  it("says that a form was sent before it could be cancelled", async () => {
    const { lan } = await testApp();
    await lan.types("đổi quà daumay01");
    const form = lan.sees();
    await lan.types("0867 123 456");
    const question = lan.sees();
    expect(form.title).not.toBe(question.title);
    await lan.typesAndIsTakenOver("huỷ");
    expect(await lan.answersOnReplay("text")).toEqual([expect.stringMatching(/^Đã huỷ: đổi quà/)]);
    expect(await lan.clicks("Đổi quà", question)).toMatch(/huỷ/);
  });

  it("is answered again if its question has expired", async () => {
    const { lan, clock } = await testApp();
    await lan.types(REDEEM);
    clock.passes(31 * 60_000);
    await lan.clicks("Đổi quà");
    expect(await lan.answersOnReplay("text")).toEqual([expect.stringMatching(/^Đổi quà DAUMAY01/)]);
  });
});

describe("a press that is handled again after no trace of its write was found", () => {
  const NO_TRACE = "Sau một phút vẫn chưa thấy trong AntCRM.";
  const MARK = "Tin này có thể đã gửi trước đó.";
  const REQUEST = "Yêu cầu: Đổi quà DAUMAY01 cho Nguyễn Văn An";

  async function withoutTrace() {
    const app = await testApp();
    await app.lan.types(REDEEM);
    app.antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
    expect(await app.lan.clicks("Đổi quà")).toContain(REQUEST);
    app.clock.passes(60_000);
    return app;
  }

  it("marks its answer after a notice has said so", async () => {
    const { lan, checksUnclearWrites } = await withoutTrace();
    expect(await checksUnclearWrites()).toHaveLength(1);
    const [again] = await lan.answersOnReplay("action");
    expect(again).toContain(NO_TRACE);
    expect(again).toContain(MARK);
    expect(again).toContain(REQUEST);
  });

  it("marks its answer while a notice that says so is being sent", async () => {
    const { lan, checksUnclearWrites } = await withoutTrace();
    let again: string[] = [];
    const notices = await checksUnclearWrites("agent", async () => {
      again = await lan.answersOnReplay("action");
    });
    expect(notices.map(({ card }) => plainText(card))).toEqual([expect.not.stringContaining(MARK)]);
    expect(again).toEqual([expect.stringContaining(NO_TRACE)]);
    expect(again[0]).toContain(MARK);
  });
});

describe("a write whose outcome is found twice at the same time", () => {
  it("is told once, by the press that looks for it", async () => {
    const { lan, antcrm, checksUnclearWrites } = await testApp();
    await lan.types(REDEEM);
    antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", commit: "after", times: 1 });
    // The read before the send succeeds. Those that look for the outcome do not.
    antcrm.fault({ kind: "delay", ms: 0, path: "/history-point", times: 1 });
    antcrm.fault({ kind: "500", path: "/history-point" });
    expect(await lan.clicks("Đổi quà")).toContain("Yêu cầu: Đổi quà DAUMAY01");
    antcrm.clearFaults();
    const reads = () => antcrm.requests.filter(({ path }) => path === "/history-point").length;
    const before = reads();
    antcrm.fault({ kind: "delay", ms: 1_000, path: "/history-point", times: 1 });
    const notices = checksUnclearWrites();
    await vi.waitFor(() => expect(reads()).toBeGreaterThan(before), { interval: 5 });
    expect(await lan.clicks("Kiểm tra lại")).toMatch(/^Đã đổi quà/);
    expect(await notices).toEqual([]);
  });
});
