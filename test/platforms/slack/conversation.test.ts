import { describe, expect, it } from "vitest";
import type { Call } from "../../../src/bot/call.ts";
import { action, buttonsOf, type Mode, openSlackFixture, ready, say, ticketForm } from "./fixture.ts";

/** The same conversation, over both ways in which Slack delivers events. */
describe.each<Mode>(["http", "socket"])("over %s, Slack", (mode) => {
  it("answers a command for the asker's eyes alone", async () => {
    await using fixture = await openSlackFixture(mode, () =>
      say(
        ready("Nguyễn Văn An", { blocks: [{ kind: "fields", fields: [{ label: "Điểm", value: "120" }] }] }),
      ),
    );
    const { lan, minh, support, slack, calls } = fixture;

    const delivery = await lan.slashCommand("/crm", "0867 123 456", support);
    const answer = await lan.nextMessage(support);

    expect(delivery.acked).toBe(true);
    expect(answer.ephemeral).toBe(true);
    expect(answer.read).toBe("Nguyễn Văn An\nĐiểm\n120");
    expect(minh.sees(support)).toEqual([]);
    expect(calls[0]).toMatchObject({
      person: `slack:${lan.user.id}`,
      personName: "Lan",
      languageHint: "vi-VN",
      place: { platform: "slack", chat: support.id, shared: true },
      body: { kind: "text", text: "0867 123 456" },
    });
    expect(slack.violations).toEqual([]);
  });

  it("reads a command without words as a cry for help", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("Trợ giúp")));
    await fixture.lan.slashCommand("/crm", "", fixture.support);
    await fixture.lan.nextMessage(fixture.support);
    expect(fixture.calls[0]?.body).toEqual({ kind: "command", command: "help", text: "" });
  });

  it("answers a mention in its thread, privately, and looks busy meanwhile", async () => {
    const gate = deferred();
    await using fixture = await openSlackFixture(mode, async function* () {
      await gate.promise;
      yield ready("Nguyễn Văn An");
    });
    const { lan, minh, support, slack, calls } = fixture;
    const topic = await lan.post(support, "khách gọi lại");

    const asked = await lan.mention(support, "ai là 0867 123 456", { thread_ts: topic.ts });
    await until(() => lan.sees(support).some((message) => message.reactions.includes("eyes")));
    gate.resolve(undefined);
    const answer = await lan.nextMessage(support, (message) => message.fromApp);

    expect(asked.acked).toBe(true);
    expect(answer).toMatchObject({ ephemeral: true, threadTs: topic.ts, read: "Nguyễn Văn An" });
    expect(minh.sees(support).filter((message) => message.fromApp)).toEqual([]);
    await until(() => lan.sees(support).every((message) => !message.reactions.includes("eyes")));
    expect(calls.map((call) => call.body)).toEqual([{ kind: "text", text: "ai là 0867 123 456" }]);
    expect(calls[0]?.place.thread).toBe(topic.ts);
    expect(slack.violations).toEqual([]);
  });

  it("completes its answer in a direct message by one edit", async () => {
    const gate = deferred();
    await using fixture = await openSlackFixture(mode, async function* () {
      yield ready("An", { blocks: [{ kind: "text", text: "đang tải đơn hàng" }] });
      await gate.promise;
      yield ready("An", { blocks: [{ kind: "text", text: "2 đơn hàng" }] });
    });
    const { lan, slack, calls } = fixture;
    const dm = slack.dm(lan.user.id);

    await lan.directMessage("0867 123 456");
    await lan.nextMessage(dm, (message) => message.read.includes("đang tải"));
    gate.resolve(undefined);
    const completed = await lan.nextMessage(dm, (message) => message.read.includes("2 đơn"));

    expect(completed.edited).toBe(true);
    expect(lan.sees(dm).filter((message) => message.fromApp)).toHaveLength(1);
    expect(calls[0]?.place).toEqual({ platform: "slack", chat: dm.id, shared: false });
    expect(slack.violations).toEqual([]);
  });

  it("lets a question be answered once: the answer takes the place of the card that asked", async () => {
    await using fixture = await openSlackFixture(mode, (call) =>
      call.body.kind === "action"
        ? say(ready("Đã đổi quà", { tone: "good" }))
        : say(ready("Đổi quà DAUMAY01?", { tone: "warning", blocks: [buttonsOf(action("Đồng ý", "yes"))] })),
    );
    const { lan, support, slack, calls } = fixture;
    await lan.slashCommand("/crm", "redeem daumay01", support);
    const question = await lan.nextMessage(support);

    await lan.click(question, "Đồng ý");
    await lan.nextMessage(support, (message) => message.read.includes("Đã đổi quà"));

    expect(calls.at(-1)?.body).toEqual({ kind: "action", action: "yes" });
    expect(lan.sees(support).map((message) => message.read)).toEqual(["✅ Đã đổi quà"]);
    expect(slack.violations).toEqual([]);
  });

  it("keeps a card whose button leads somewhere else", async () => {
    await using fixture = await openSlackFixture(mode, (call) =>
      call.body.kind === "action"
        ? say(ready("Điểm: 120"))
        : say(ready("Nguyễn Văn An", { blocks: [buttonsOf(action("Điểm", "points"))] })),
    );
    const { lan, support } = fixture;
    await lan.slashCommand("/crm", "0867 123 456", support);

    await lan.click(await lan.nextMessage(support), "Điểm");
    await lan.nextMessage(support, (message) => message.read === "Điểm: 120");

    expect(lan.sees(support).map((message) => message.read)).toEqual(["Nguyễn Văn An\n[Điểm]", "Điểm: 120"]);
  });

  it("opens a form where a command needs more, shows what is wrong in it, and answers where it was asked", async () => {
    await using fixture = await openSlackFixture(
      mode,
      (call) =>
        say(
          call.body.kind === "form"
            ? ready("Phiếu 42", { tone: "good" })
            : ready("Tạo phiếu", { blocks: [ticketForm()] }),
        ),
      { checkForm: async (call) => (valuesOf(call).title === "x" ? { title: "Tiêu đề quá ngắn" } : null) },
    );
    const { lan, support, slack, calls, inbox } = fixture;
    await lan.slashCommand("/crm", "ticket", support);
    const form = await lan.nextModal();
    expect(form).toMatchObject({ title: "Tạo phiếu", submit: "Gửi", close: "Đóng" });

    const stored = inbox.payloads.size;
    await lan.submit(form, { "Tiêu đề": "x", "Ưu tiên": "Gấp" });
    expect(lan.modal()?.read).toContain("! Tiêu đề quá ngắn");
    expect(inbox.payloads.size).toBe(stored);

    await lan.submit(form, { "Tiêu đề": "máy in hỏng" });
    const answer = await lan.nextMessage(support);
    expect(lan.modal()).toBeUndefined();
    expect(answer).toMatchObject({ ephemeral: true, read: "✅ Phiếu 42" });
    expect(calls.at(-1)?.body).toEqual({
      kind: "form",
      draft: "draft-1",
      values: { title: "máy in hỏng", summary: "", priority: "urgent" },
    });
    expect(slack.violations).toEqual([]);
  });

  it("turns a message into a ticket by the shortcut, with author and link", async () => {
    await using fixture = await openSlackFixture(mode, (call) =>
      say(ready("Tạo phiếu", { blocks: [ticketForm([{}, { value: call.source?.text ?? "" }])] })),
    );
    const { lan, minh, support, slack, calls } = fixture;
    const message = await minh.post(support, "máy in hỏng, gọi an@shop.vn & 0867 123 456");

    await lan.messageShortcut(message, "create_ticket");
    const form = await lan.nextModal((view) => view.title === "Tạo phiếu");

    expect(form.read).toContain("máy in hỏng, gọi an@shop.vn & 0867 123 456");
    expect(calls[0]).toMatchObject({
      body: { kind: "command", command: "ticket", text: "" },
      source: {
        id: `slack:${support.id}:${message.ts}`,
        text: "máy in hỏng, gọi an@shop.vn & 0867 123 456",
        author: "Minh",
        permalink: expect.stringContaining(support.id),
      },
    });
    expect(slack.violations).toEqual([]);
  });

  it("offers the form by a button where nothing can open it, and the button opens it", async () => {
    await using fixture = await openSlackFixture(mode, () =>
      say(ready("Tạo phiếu", { blocks: [ticketForm()] })),
    );
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("tạo phiếu");
    const card = await lan.nextMessage(dm);

    await lan.click(card, "Điền biểu mẫu");

    expect(card.read).toContain("Tiêu đề");
    expect((await lan.nextModal()).title).toBe("Tạo phiếu");
    expect(slack.violations).toEqual([]);
  });

  it("says a shared card to everybody", async () => {
    await using fixture = await openSlackFixture(mode, () =>
      say(ready("Điểm trung bình 4,6", { audience: "shared" })),
    );
    const { lan, minh, support } = fixture;
    await lan.slashCommand("/crm", "ratings hôm nay", support);
    const answer = await minh.nextMessage(support);
    expect(answer).toMatchObject({ ephemeral: false, read: "Điểm trung bình 4,6" });
  });

  it("handles an event once that Slack delivers twice", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("Nguyễn Văn An")));
    const { lan, slack, calls } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("0867 123 456");
    await lan.nextMessage(dm);

    const again = await slack.redeliver();

    expect(again.acked).toBe(true);
    await fixture.platform.stop();
    expect(calls).toHaveLength(1);
    expect(lan.sees(dm).filter((message) => message.fromApp)).toHaveLength(1);
  });

  it("does not acknowledge what it could not store, and answers it once when Slack sends it again", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("Nguyễn Văn An")));
    const { lan, slack, calls, inbox } = fixture;
    inbox.failing = 1;

    const delivery = await lan.directMessage("0867 123 456");
    await lan.nextMessage(slack.dm(lan.user.id));

    expect(delivery).toMatchObject({ acked: true, attempts: 2 });
    expect(calls).toHaveLength(1);
  });

  it("tells the person when the bot breaks, and goes on with the next event", async () => {
    let broken = true;
    await using fixture = await openSlackFixture(mode, async function* () {
      if (broken) throw new Error("a fault nobody foresaw");
      yield ready("Nguyễn Văn An");
    });
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("0867 123 456");
    expect((await lan.nextMessage(dm)).read).toContain("lỗi ngoài dự kiến");

    broken = false;
    await lan.directMessage("0867 123 456");
    expect((await lan.nextMessage(dm)).read).toBe("Nguyễn Văn An");
  });

  it("waits as long as Slack asks it to, then answers once", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("Nguyễn Văn An")));
    const { lan, slack } = fixture;
    slack.fault({ method: "chat.postMessage", kind: "rate_limited", retryAfterS: 1 });
    const posts = () => slack.requests.filter((request) => request.method === "chat.postMessage");

    await lan.directMessage("0867 123 456");
    await lan.nextMessage(slack.dm(lan.user.id));
    await until(() => posts().length === 2);

    const [refused, answered] = posts();
    expect((answered?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("answers in the direct message when it has no way into the channel, and says how to bring it in", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("Nguyễn Văn An")));
    const { lan, lobby, slack } = fixture;
    slack.fault({ method: "response_url", kind: "status", status: 404 });

    await lan.slashCommand("/crm", "0867 123 456", lobby);
    const answer = await lan.nextMessage(slack.dm(lan.user.id));

    expect(answer.read).toContain("Nguyễn Văn An");
    expect(answer.read).toContain("/invite @antcrm");
    expect(lan.sees(lobby)).toEqual([]);
  });

  it("shares a card where it is no member through the command's own way back", async () => {
    await using fixture = await openSlackFixture(mode, () =>
      say(ready("Điểm trung bình 4,6", { audience: "shared" })),
    );
    const { lan, minh, lobby } = fixture;
    await lan.slashCommand("/crm", "ratings hôm nay", lobby);
    expect(await minh.nextMessage(lobby)).toMatchObject({ ephemeral: false });
  });

  it("also sends the receipt of a write to the person's direct messages", async () => {
    await using fixture = await openSlackFixture(mode, () =>
      say(ready("Đã đổi quà", { tone: "good", receipt: true })),
    );
    const { lan, support, slack } = fixture;
    await lan.slashCommand("/crm", "redeem daumay01", support);
    expect((await lan.nextMessage(slack.dm(lan.user.id))).read).toBe("✅ Đã đổi quà");
    expect(lan.sees(support).map((message) => message.read)).toEqual(["✅ Đã đổi quà"]);
  });

  it("takes up a stored event again, says that it may be a repetition, and opens nothing", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("Nguyễn Văn An")));
    const { lan, slack, inbox } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("0867 123 456");
    await lan.nextMessage(dm);
    const [payload = ""] = inbox.payloads.values();

    await fixture.platform.replay(payload);

    expect(lan.sees(dm).at(-1)?.read).toContain("có thể đã gửi");
  });

  it("has no ear for what is not said to it", async () => {
    await using fixture = await openSlackFixture(mode, () => say(ready("?")));
    const { lan, support, platform, calls, inbox } = fixture;
    await lan.post(support, "0867 123 456");
    await platform.stop();
    expect(calls).toEqual([]);
    expect(inbox.payloads.size).toBe(0);
  });
});

function valuesOf(call: Call): Readonly<Record<string, string>> {
  return call.body.kind === "form" ? call.body.values : {};
}

function deferred() {
  let resolve = (_value?: unknown) => {};
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Waits for a condition for which the simulator has no event. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
