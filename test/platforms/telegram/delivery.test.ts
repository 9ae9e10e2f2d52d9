import { describe, expect, it, vi } from "vitest";
import { buttons, openTelegramFixture, ready, type Script } from "./fixture.ts";

const echo: Script = async function* (call) {
  yield ready(call.body.kind === "text" ? `→ ${call.body.text}` : "?");
};

/** A card with a button, and what the button shows. */
const points: Script = async function* (call) {
  yield call.body.kind === "action" ? ready("120 điểm") : ready("Khách hàng", buttons("Điểm"));
};

describe.each(["polling", "webhook"] as const)("nothing is lost or doubled, by %s", (mode) => {
  it("stores an update before it is confirmed, and confirms none that could not be stored", async () => {
    const { an, inbox, platform, sandbox, lines } = await openTelegramFixture({ mode, script: echo });
    await platform.start();
    inbox.faults = 1;
    await an.says(an.user, "một");
    expect((await an.nextMessage(an.user)).text).toBe("→ một");
    await sandbox.delivered();
    await inbox.hasFinished(1);
    expect(inbox.events.size).toBe(1);
    expect(lines.filter((line) => line.includes('"level":50'))).toHaveLength(1);
  });

  it("outlives a bot that throws: the person is told, the next question is answered", async () => {
    const { an, inbox, platform } = await openTelegramFixture({
      mode,
      script: async function* (call) {
        if (call.body.kind === "text" && call.body.text === "bùm") throw new Error("unforeseen");
        yield ready("Chào");
      },
    });
    await platform.start();
    await an.says(an.user, "bùm");
    expect((await an.nextMessage(an.user)).text).toContain("Bot gặp lỗi");
    await an.says(an.user, "xin chào");
    expect((await an.nextMessage(an.user)).text).toBe("Chào");
    expect(inbox.failures).toHaveLength(1);
  });

  it("answers a press once although it is acknowledged too late or Telegram fails", async () => {
    const { an, platform, sandbox, calls } = await openTelegramFixture({ mode, script: points });
    await platform.start();
    await an.says(an.user, "0900000001");
    const card = await an.nextMessage(an.user);
    sandbox.fault({ method: "answerCallbackQuery", kind: "500" });
    void an.clicks(card, "Điểm");
    expect((await an.nextMessage(an.user)).text).toBe("120 điểm");
    expect(calls).toHaveLength(2);
  });

  it.each(["cut", "500", "429"] as const)(
    "stops the spinner of a clicked button after a %s",
    async (kind) => {
      const { an, platform, sandbox } = await openTelegramFixture({ mode, script: points });
      await platform.start();
      await an.says(an.user, "0900000001");
      const card = await an.nextMessage(an.user);
      sandbox.fault({ method: "answerCallbackQuery", kind });
      expect(await an.clicks(card, "Điểm")).toEqual({ text: "", alert: false });
      expect(sandbox.violations).toEqual([]);
    },
  );
});

it("drops a webhook update that Telegram delivers twice", async () => {
  const { an, inbox, platform, sandbox } = await openTelegramFixture({ mode: "webhook", script: echo });
  await platform.start();
  await an.says(an.user, "một");
  await an.nextMessage(an.user);
  expect(await sandbox.redeliver(sandbox.updates[0]?.update_id)).toMatchObject([{ status: 200 }]);
  await an.says(an.user, "hai");
  expect((await an.nextMessage(an.user)).text).toBe("→ hai");
  await inbox.hasFinished(2);
  expect(an.sees(an.user).map((message) => message.text)).toEqual(["một", "→ một", "hai", "→ hai"]);
});

it("waits as long as a 429 says and then sends, while other chats go on", async () => {
  const { an, binh, platform, sandbox, inbox } = await openTelegramFixture({ script: echo });
  await platform.start();
  sandbox.fault({ method: "sendMessage", chat: an.user.id, kind: "429", retryAfter: 1 });
  await an.says(an.user, "một");
  await binh.says(binh.user, "hai");
  expect((await binh.nextMessage(binh.user)).text).toBe("→ hai");
  expect((await an.nextMessage(an.user)).text).toBe("→ một");
  await inbox.hasFinished(2);
  const [refused, accepted] = sandbox.requests.filter(
    ({ method, params }) => method === "sendMessage" && params.chat_id === an.user.id,
  );
  const other = sandbox.requests.find(({ params }) => params.text === "<b>→ hai</b>");
  expect([refused?.status, accepted?.status]).toEqual([429, 200]);
  expect((accepted?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
  expect(other?.at).toBeLessThan(accepted?.at ?? 0);
});

it("sends an answer once more, and says so, when its first sending was cut off", async () => {
  const { an, platform, sandbox } = await openTelegramFixture({ script: echo });
  await platform.start();
  sandbox.fault({ method: "sendMessage", kind: "cut", when: "after" });
  await an.says(an.user, "một");
  const texts = [(await an.nextMessage(an.user)).text, (await an.nextMessage(an.user)).text];
  expect(texts).toEqual(["→ một", "→ một\n\nCó thể đã gửi trước đó."]);
});

it("answers a stored event again after a restart and says that it may have been sent", async () => {
  const { an, platform, sandbox, inbox } = await openTelegramFixture({ script: echo });
  await platform.start();
  await an.says(an.user, "một");
  await an.nextMessage(an.user);
  await platform.replay([...inbox.events.values()][0] ?? "");
  expect((await an.nextMessage(an.user)).text).toContain("Có thể đã gửi trước đó.");
  expect(sandbox.violations).toEqual([]);
});

it("shows only the newest of many quick cards, and the last one always", async () => {
  const { an, platform, sandbox, inbox } = await openTelegramFixture({
    script: async function* () {
      for (let done = 1; done <= 50; done++) yield ready(`${done} / 50`);
    },
  });
  await platform.start();
  await an.says(an.user, "nhập");
  await inbox.hasFinished(1);
  expect(an.sees(an.user).at(-1)?.text).toBe("50 / 50");
  const shown = sandbox.requests.filter(
    ({ method }) => method === "sendMessage" || method === "editMessageText",
  );
  expect(shown.length).toBeLessThanOrEqual(2);
});

it("sends the card anew when the message it belongs to was deleted meanwhile", async () => {
  let release = () => {};
  const deleted = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { an, platform, sandbox } = await openTelegramFixture({
    script: async function* (call) {
      if (call.body.kind === "action") {
        await deleted;
        yield ready("Đã đổi");
      } else yield { ...ready("Đổi?", buttons("OK")), tone: "warning" };
    },
  });
  await platform.start();
  await an.says(an.user, "đổi quà");
  const question = await an.nextMessage(an.user);
  await an.clicks(question, "OK");
  const target = `chat_id=${an.user.id}&message_id=${question.id}`;
  await fetch(`${sandbox.url}/bot${sandbox.token}/deleteMessage?${target}`);
  release();
  const outcome = await an.nextMessage(an.user, (message) => message.text === "Đã đổi");
  expect(outcome.id).not.toBe(question.id);
});

it("logs one line without personal data when the person has blocked it, and goes on", async () => {
  const { an, binh, platform, sandbox, inbox, lines } = await openTelegramFixture({ script: echo });
  await platform.start();
  sandbox.fault({ method: "sendMessage", chat: an.user.id, kind: "403 blocked" });
  await an.says(an.user, "0900 000 001");
  await inbox.hasFinished(1);
  await binh.says(binh.user, "hai");
  expect((await binh.nextMessage(binh.user)).text).toBe("→ hai");
  const warnings = lines.filter((line) => line.includes('"level":40'));
  expect(warnings).toHaveLength(1);
  expect(lines.join()).not.toContain("0900 000 001");
});

it("never writes its token into the log, whatever breaks", async () => {
  const { an, platform, sandbox, inbox, lines } = await openTelegramFixture({ script: echo });
  await platform.start();
  sandbox.fault({ method: "sendMessage", kind: "cut", times: 4 });
  sandbox.fault({ method: "getUpdates", kind: "cut" });
  await an.says(an.user, "một");
  await inbox.hasFinished(1);
  expect(lines.join("\n")).toContain("did not get through");
  expect(lines.join("\n")).not.toContain(sandbox.token.split(":")[1]);
});

it("stores and answers what has just arrived before it stops, and takes nothing later", async () => {
  const { an, binh, platform, inbox, sandbox } = await openTelegramFixture({ mode: "webhook", script: echo });
  await platform.start();
  let goOn = () => {};
  inbox.slow = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const accepts = vi.spyOn(inbox, "accept");
  await an.says(an.user, "một");
  await expect.poll(() => accepts.mock.calls.length).toBe(1);
  let hasStopped = false;
  const stopped = platform.stop().then(() => {
    hasStopped = true;
  });
  await binh.says(binh.user, "hai");
  expect(await sandbox.redeliver(sandbox.updates[1]?.update_id)).toMatchObject([{ status: 503 }]);
  expect(hasStopped).toBe(false);
  goOn();
  await stopped;
  expect(an.sees(an.user).at(-1)?.text).toBe("→ một");
  expect(inbox.events.size).toBe(1);
});

it("answers what is in hand before it stops", async () => {
  let release = () => {};
  const goOn = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { an, platform, calls, sandbox } = await openTelegramFixture({
    script: async function* () {
      await goOn;
      yield ready("Chào");
    },
  });
  await platform.start();
  await an.says(an.user, "xin chào");
  await expect.poll(() => calls.length).toBe(1);
  const stopped = platform.stop();
  release();
  await stopped;
  expect(an.sees(an.user).at(-1)?.text).toBe("Chào");
  expect(platform.connected()).toBe(false);
  expect(sandbox.violations).toEqual([]);
});
