import { describe, expect, it } from "vitest";
import type { ReadyCard } from "../../../src/cards/card.ts";
import { AppError } from "../../../src/errors.ts";
import { handClock } from "../hand-clock.ts";
import { action, buttonsOf, openSlackFixture, ready, say, ticketForm } from "./fixture.ts";

const CUSTOMER = "Nguyễn Văn An";
const table: ReadyCard["blocks"][number] = {
  kind: "table",
  columns: [{ heading: "Ngày" }, { heading: "Điểm" }],
  rows: [["24/11", "120"]],
};

describe("where an answer goes", () => {
  it("keeps a private answer private when the button stood on a card for everybody", async () => {
    await using fixture = await openSlackFixture("http", (call) =>
      call.body.kind === "action"
        ? say(ready(CUSTOMER))
        : say(
            ready("Nhắc việc", {
              audience: "shared",
              tone: "warning",
              blocks: [buttonsOf(action("Xem", "x"))],
            }),
          ),
    );
    const { lan, minh, support } = fixture;
    await lan.slashCommand("/crm", "nhắc", support);
    const shared = await minh.nextMessage(support);

    await minh.click(shared, "Xem");

    expect(await minh.nextMessage(support)).toMatchObject({ ephemeral: true, read: CUSTOMER });
    expect(lan.sees(support).map((message) => message.read)).not.toContain(CUSTOMER);
  });

  it("posts a new message when the answer turns from private to shared", async () => {
    await using fixture = await openSlackFixture("http", async function* () {
      yield ready("Chỉ mình bạn", { tone: "waiting" });
      yield ready("Mọi người", { audience: "shared" });
    });
    const { lan, minh, support } = fixture;
    await lan.mention(support, "chia sẻ");
    expect((await minh.nextMessage(support, (message) => message.fromApp)).read).toBe("Mọi người");
    expect(minh.sees(support).map((message) => message.read)).not.toContain("Chỉ mình bạn");
  });

  it("sends only the complete card where nothing can be edited", async () => {
    await using fixture = await openSlackFixture("http", () =>
      say(ready("đang tìm", { tone: "waiting" }), ready("một phần"), ready("đầy đủ")),
    );
    const { lan, support } = fixture;
    await lan.mention(support, "0867 123 456");
    await lan.nextMessage(support, (message) => message.fromApp);
    await fixture.platform.stop();
    expect(
      lan
        .sees(support)
        .filter((message) => message.fromApp)
        .map((message) => message.read),
    ).toEqual(["đầy đủ"]);
  });

  it("shows that it is at work when a command takes its time", async () => {
    const gate = deferred();
    await using fixture = await openSlackFixture("http", async function* () {
      await gate.promise;
      yield ready(CUSTOMER);
    });
    const { lan, support } = fixture;
    await lan.slashCommand("/crm", "0867 123 456", support);
    expect((await lan.nextMessage(support)).read).toBe("⏳ Đang xử lý…");
    gate.resolve();
    expect((await lan.nextMessage(support)).read).toBe(CUSTOMER);
  });

  it("edits a message at most every two seconds while it works, and shows the last card at once", async () => {
    await using fixture = await openSlackFixture("http", async function* () {
      for (const progress of ["10 %", "50 %", "90 %"]) {
        yield ready(progress);
        await seen(progress);
      }
      yield ready("xong");
    });
    const { lan, slack } = fixture;
    const seen = (read: string) => lan.nextMessage(slack.dm(lan.user.id), (message) => message.read === read);
    await lan.directMessage("nhập danh sách");
    await seen("xong");
    await fixture.platform.stop();

    const edits = slack.requests.filter(({ method }) => method === "chat.update").map(({ at }) => at);
    expect(edits).toHaveLength(3);
    expect((edits[1] ?? 0) - (edits[0] ?? 0)).toBeGreaterThanOrEqual(1_900);
  });

  it("remembers a server that knows no tables, and aligns text for it", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("Báo cáo", { blocks: [table] })));
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    slack.fault({ method: "chat.postMessage", kind: "error", error: "invalid_blocks" });

    await lan.directMessage("báo cáo");
    expect((await lan.nextMessage(dm)).blocks.map(({ type }) => type)).toEqual(["header", "rich_text"]);
    await lan.directMessage("báo cáo");
    expect((await lan.nextMessage(dm)).blocks.map(({ type }) => type)).toEqual(["header", "rich_text"]);
    await fixture.platform.stop();
    expect(slack.requests.filter(({ method }) => method === "chat.postMessage")).toHaveLength(3);
  });

  it("still says what it has to say when the layout is refused, and logs it as our mistake", async () => {
    await using fixture = await openSlackFixture("http", () =>
      say(ready("Báo cáo", { blocks: [{ kind: "text", text: "120 điểm" }] })),
    );
    const { lan, slack, lines } = fixture;
    slack.fault({ method: "chat.postMessage", kind: "error", error: "invalid_blocks" });
    await lan.directMessage("báo cáo");
    expect((await lan.nextMessage(slack.dm(lan.user.id))).text).toBe("Báo cáo\n120 điểm");
    expect(lines.filter((line) => line.includes("refused the layout"))).toHaveLength(1);
  });

  it("holds up nobody else while one chat is told to wait", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready(CUSTOMER)));
    const { lan, minh, slack } = fixture;
    slack.fault({ method: "chat.postMessage", kind: "rate_limited", retryAfterS: 1 });
    await lan.directMessage("0867 123 456");
    await turns(slack.requests, "chat.postMessage", 1);

    await minh.directMessage("0867 123 456");
    await minh.nextMessage(slack.dm(minh.user.id));

    expect(lan.sees(slack.dm(lan.user.id)).some((message) => message.fromApp)).toBe(false);
    await lan.nextMessage(slack.dm(lan.user.id));
  });

  it("answers one person's questions in the order they were asked", async () => {
    const first = deferred();
    await using fixture = await openSlackFixture("http", async function* (call) {
      const { text } = call.body as { text: string };
      if (text === "1") await first.promise;
      yield ready(`câu ${text}`);
    });
    const { lan, slack } = fixture;
    await lan.directMessage("1");
    await lan.directMessage("2");
    first.resolve();
    const dm = slack.dm(lan.user.id);
    await lan.nextMessage(dm, (message) => message.read === "câu 2");
    const answers = lan.sees(dm).filter((message) => message.fromApp);
    expect(answers.map((message) => message.read)).toEqual(["câu 1", "câu 2"]);
  });
});

describe("forms", () => {
  it("take back the loading view when the shortcut could not be stored", async () => {
    await using fixture = await openSlackFixture("http", () =>
      say(ready("Tạo phiếu", { blocks: [ticketForm()] })),
    );
    const { lan, minh, support, inbox, calls } = fixture;
    const message = await minh.post(support, "máy in hỏng");
    inbox.failing = 1;
    const delivery = await lan.messageShortcut(message, "create_ticket");
    expect(delivery.acked).toBe(false);
    expect((await lan.nextModal((view) => view.read.includes("Chưa lưu được"))).submit).toBeNull();
    expect(calls).toEqual([]);
  });

  it("show in the loading view what the shortcut brought when that is no form", async () => {
    await using fixture = await openSlackFixture("http", (call) =>
      call.body.kind === "action"
        ? say(ready("Phiếu 42, đang mở"))
        : say(ready("Đã có phiếu 42", { blocks: [buttonsOf(action("Xem phiếu", "ticket-42"))] })),
    );
    const { lan, minh, support, slack } = fixture;
    await lan.messageShortcut(await minh.post(support, "máy in hỏng"), "create_ticket");
    const view = await lan.nextModal((one) => one.title === "Đã có phiếu 42");

    await lan.click(view, "Xem phiếu");

    expect((await lan.nextModal()).title).toBe("Phiếu 42, đang mở");
    expect(slack.violations).toEqual([]);
  });

  it("open no modal for an event taken up again: the question stands in a message with its button", async () => {
    await using fixture = await openSlackFixture("http", () =>
      say(ready("Tạo phiếu", { blocks: [ticketForm()] })),
    );
    const { lan, support, slack, inbox, platform } = fixture;
    await lan.slashCommand("/crm", "ticket", support);
    await lan.nextModal();
    const [payload = ""] = inbox.payloads.values();

    await platform.replay(payload);

    const card = await lan.nextMessage(support);
    expect(card.read).toContain("[Điền biểu mẫu] [Hủy]");
    expect(slack.requests.filter(({ method }) => method === "views.open")).toHaveLength(1);
  });

  it("show the question with its button when the modal came too late", async () => {
    await using fixture = await openSlackFixture("http", () =>
      say(ready("Tạo phiếu", { blocks: [ticketForm()] })),
    );
    const { lan, support, slack } = fixture;
    slack.fault({ method: "views.open", kind: "error", error: "expired_trigger_id" });
    await lan.slashCommand("/crm", "ticket", support);
    expect((await lan.nextMessage(support)).read).toContain("[Điền biểu mẫu]");
  });

  it("answer in the place of the card whose button opened them", async () => {
    await using fixture = await openSlackFixture("http", (call) =>
      say(
        call.body.kind === "form"
          ? ready("Phiếu 42", { tone: "good" })
          : ready("Tạo phiếu", { blocks: [ticketForm()] }),
      ),
    );
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("tạo phiếu");
    await lan.click(await lan.nextMessage(dm), "Điền biểu mẫu");
    await lan.submit(await lan.nextModal(), { "Tiêu đề": "máy in hỏng", "Ưu tiên": "Gấp" });
    await lan.nextMessage(dm, (message) => message.read === "✅ Phiếu 42");
    expect(lan.sees(dm).filter((message) => message.fromApp)).toHaveLength(1);
  });
});

describe("a form that is not this person's to send", () => {
  it("is taken and answered by a card, though it cannot be checked", async () => {
    const notYours = async () => Promise.reject(new AppError("not-yours", "this draft is somebody else's"));
    await using fixture = await openSlackFixture(
      "http",
      (call) =>
        say(
          call.body.kind === "form"
            ? ready("Không phải của bạn", { tone: "bad" })
            : ready("Tạo phiếu", { blocks: [ticketForm()] }),
        ),
      { checkForm: notYours },
    );
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("tạo phiếu");
    await lan.click(await lan.nextMessage(dm), "Điền biểu mẫu");
    const sent = await lan.submit(await lan.nextModal(), { "Tiêu đề": "máy in hỏng", "Ưu tiên": "Gấp" });
    expect(sent).toMatchObject({ acked: true, status: 200 });
    await lan.nextMessage(dm, ({ read }) => read.includes("Không phải của bạn"));
  });
});

describe("the connection", () => {
  it("says what to mend when Slack does not know the token", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    fixture.slack.fault({ method: "auth.test", kind: "error", error: "invalid_auth" });
    await expect(fixture.platform.start()).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining("SLACK_BOT_TOKEN"),
    });
  });

  it.each([
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "ratelimited",
    "org_login_required",
    "team_added_to_org",
  ])("counts Slack's own %s at the start as trouble that passes", async (error) => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    // The bot makes the call three times before it gives up.
    fixture.slack.fault({ method: "auth.test", kind: "error", error, times: 3 });
    await expect(fixture.platform.start()).rejects.toMatchObject({
      fault: "unavailable",
      message: expect.stringContaining(error),
    });
  });

  it.each([
    ["an answer 503", { kind: "status", status: 503 }],
    ["a cut connection", { kind: "cut" }],
  ] as const)("counts %s at the start as trouble that passes", async (_, trouble) => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    fixture.slack.fault({ method: "auth.test", ...trouble, times: 3 });
    await expect(fixture.platform.start()).rejects.toMatchObject({ fault: "unavailable" });
  });

  it.each(["refresh_requested", "cut"] as const)(
    "comes back after a %s, and goes on answering",
    async (how) => {
      await using fixture = await openSlackFixture("socket", () => say(ready(CUSTOMER)));
      const { lan, slack, platform } = fixture;
      expect(platform.connected()).toBe(true);
      slack.disconnect(how);
      await until(() => !platform.connected());
      await slack.connected();
      await until(() => platform.connected());
      await lan.directMessage("0867 123 456");
      expect((await lan.nextMessage(slack.dm(lan.user.id))).read).toBe(CUSTOMER);
    },
  );

  it("writes no name, phone or e-mail of a customer into the log, whatever goes wrong", async () => {
    const clock = handClock();
    const answer = say(ready(CUSTOMER, { blocks: [{ kind: "text", text: "0867123456 an@shop.vn" }] }));
    await using fixture = await openSlackFixture("http", () => answer, { rateLimiterClock: clock });
    const { lan, slack, lines } = fixture;
    slack.fault({ method: "chat.postMessage", kind: "status", status: 500, times: 9 });
    slack.fault({ method: "conversations.open", kind: "error", error: "user_disabled", times: 9 });
    await lan.directMessage("0867123456");
    await clock.runUntil(fixture.platform.stop());
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("")).not.toMatch(/Nguyễn|0867123456|an@shop|xoxb/);
  });
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Waits for a condition for which the simulator has no event. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

function turns(requests: readonly { method: string }[], method: string, count: number): Promise<void> {
  return until(() => requests.filter((request) => request.method === method).length >= count);
}
