import { describe, expect, it } from "vitest";
import { buttons, form, type Mode, openTelegramFixture, ready, type Script } from "./fixture.ts";

/** The conversation must be the same over both ways of receiving updates. */
const MODES: Mode[] = ["polling", "webhook"];

describe.each(MODES)("a private chat, by %s", (mode) => {
  const talk = async (script: Script) => {
    const all = await openTelegramFixture({ mode, script });
    await all.platform.start();
    return all;
  };

  it("answers a text by a card whose foreign characters are text", async () => {
    const { an, calls, sandbox } = await talk(async function* () {
      yield ready("Khách hàng", {
        kind: "fields",
        fields: [{ label: "Tên", value: "Nguyễn <b>An</b> & Co" }],
      });
    });
    await an.says(an.user, "0900 000 001");
    expect((await an.nextMessage(an.user)).text).toBe("Khách hàng\n\nTên: Nguyễn <b>An</b> & Co");
    expect(calls[0]).toMatchObject({
      person: `telegram:${an.user.id}`,
      personName: "An",
      languageHint: "vi",
      place: { platform: "telegram", chat: String(an.user.id), shared: false },
      body: { kind: "text", text: "0900 000 001" },
    });
    expect(sandbox.violations).toEqual([]);
  });

  it("stops the button's spinner and answers a press by a new message", async () => {
    const { an, calls } = await talk(async function* (call) {
      yield call.body.kind === "action" ? ready("120 điểm") : ready("Khách hàng", buttons("Điểm"));
    });
    await an.says(an.user, "0900000001");
    const card = await an.nextMessage(an.user);
    expect(await an.clicks(card, "Điểm")).toEqual({ text: "", alert: false });
    const points = await an.nextMessage(an.user);
    expect(points.text).toBe("120 điểm");
    expect(points.id).not.toBe(card.id);
    expect(calls[1]?.body).toEqual({ kind: "action", action: "press_iem" });
  });

  it("puts the answer to a question in the question's place, so that nobody presses twice", async () => {
    const { an } = await talk(async function* (call) {
      if (call.body.kind === "action") yield { ...ready("Đã đổi quà"), tone: "good" };
      else yield { ...ready("Đổi quà DAUMAY01?", buttons("OK", "Hủy")), tone: "warning" };
    });
    await an.says(an.user, "/redeem DAUMAY01 0900000001");
    const question = await an.nextMessage(an.user);
    await an.clicks(question, "OK");
    const outcome = await an.nextMessage(an.user);
    expect(outcome).toMatchObject({ id: question.id, text: "✅ Đã đổi quà", buttons: [] });
  });

  it("replaces a placeholder by the card, in the same message", async () => {
    let release = () => {};
    const shown = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { an } = await talk(async function* () {
      yield { ...ready("Đang tìm"), tone: "waiting" };
      await shown;
      yield ready("Khách hàng");
    });
    await an.says(an.user, "0900000001");
    const placeholder = await an.nextMessage(an.user);
    expect(placeholder.text).toBe("⏳ Đang tìm");
    release();
    const card = await an.nextMessage(an.user);
    expect(card).toMatchObject({ id: placeholder.id, text: "Khách hàng", isEdited: true });
  });

  it("asks step by step: what is known, the question, its choices and a way out", async () => {
    const { an, calls } = await talk(async function* (call) {
      if (call.body.kind === "command") yield ready("Tạo phiếu", form("Mức độ", ["Gấp", "Thường"]));
      else yield ready("Tạo phiếu", form("Tiêu đề"));
    });
    await an.says(an.user, "/ticket 0900000001");
    const first = await an.nextMessage(an.user);
    expect(first.text).toContain("Số điện thoại: 0900000001");
    expect(first.text).toContain("Mức độ?");
    expect(first.buttons.flat().map(({ label }) => label)).toEqual(["Gấp", "Thường", "Hủy"]);
    await an.clicks(first, "Gấp");
    const second = await an.nextMessage(an.user);
    expect(second).toMatchObject({ id: first.id });
    expect(second.text).toContain("Tiêu đề?");
    await an.says(an.user, "Máy in hỏng");
    await an.nextMessage(an.user);
    expect(calls.at(-1)?.body).toEqual({ kind: "text", text: "Máy in hỏng" });
  });

  it("keeps the order of one person's questions", async () => {
    const { an } = await talk(async function* (call) {
      yield ready(call.body.kind === "text" ? `→ ${call.body.text}` : "?");
    });
    for (const text of ["một", "hai", "ba"]) await an.says(an.user, text);
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await an.nextMessage(an.user, (m) => m.id > 100)).text);
    expect(answers).toEqual(["→ một", "→ hai", "→ ba"]);
  });

  it("lets no slow chat hold up another", async () => {
    let release = () => {};
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { an, binh } = await talk(async function* (call) {
      if (call.personName === "An") await answered;
      yield ready(`Chào ${call.personName}`);
    });
    await an.says(an.user, "xin chào");
    await binh.says(binh.user, "xin chào");
    expect((await binh.nextMessage(binh.user)).text).toBe("Chào Bình");
    release();
    expect((await an.nextMessage(an.user)).text).toBe("Chào An");
  });

  it("shows that it types when an answer takes more than a second", async () => {
    let release = () => {};
    const seen = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { an, sandbox } = await talk(async function* () {
      await seen;
      yield ready("Khách hàng");
    });
    await an.says(an.user, "0900000001");
    await expect.poll(() => an.seesTyping(an.user), { timeout: 5_000 }).toBe(true);
    release();
    await an.nextMessage(an.user);
    expect(sandbox.violations).toEqual([]);
  });

  it("takes the parameter of a deep link as the command's text", async () => {
    const { an, calls } = await talk(async function* () {
      yield ready("Chào");
    });
    await an.startsBot("group");
    await an.nextMessage(an.user);
    expect(calls[0]?.body).toEqual({ kind: "command", command: "start", text: "group" });
  });
});
