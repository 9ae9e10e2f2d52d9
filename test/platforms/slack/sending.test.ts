import { describe, expect, it } from "vitest";
import type { Call } from "../../../src/bot/call.ts";
import type { Person } from "../../../src/sandbox/slack/person/person.ts";
import { startTcpProxy, type TcpProxy } from "../../faults/support/tcp-proxy.ts";
import { handClock } from "../hand-clock.ts";
import { action, buttonsOf, openSlackFixture, ready, type SlackFixture, say } from "./fixture.ts";

const CUSTOMER = "Nguyễn Văn An";
const NOTE = "Tin này có thể đã gửi trước đó.";

/** Returns the bot's messages in this person's direct messages that are still visible. */
function saidTo({ slack }: SlackFixture, person: Person): string[] {
  return person
    .sees(slack.dm(person.user.id))
    .filter(({ fromApp }) => fromApp)
    .map(({ read }) => read);
}

function notify({ slack, platform }: SlackFixture, { user }: Person, title: string): Promise<void> {
  const place = { platform: "slack", chat: slack.dm(user.id).id, shared: false } as const;
  return platform.tell({ person: `slack:${user.id}`, place }, ready(title));
}

/** Answers a text with a question, and its button with the outcome in the question's place. */
function question({ body }: Call) {
  return body.kind === "action"
    ? say(ready("Đã đổi quà", { tone: "good" }))
    : say(ready("Đổi?", { tone: "warning", blocks: [buttonsOf(action("OK", "ok"))] }));
}

function callsOf({ slack }: SlackFixture, method: string) {
  return slack.requests.filter((request) => request.method === method);
}

it("sends no message that waited while this process was paused for longer than its lease", async () => {
  let isHeld = true;
  await using fixture = await openSlackFixture("http", () => say(ready("?")), {
    watchLease: () => () => isHeld,
  });
  isHeld = false;
  await expect(notify(fixture, fixture.lan, "Đã đổi quà")).rejects.toMatchObject({ fault: "unavailable" });
  expect(callsOf(fixture, "chat.postMessage")).toEqual([]);
});

describe("a message whose answer was cut off", () => {
  it("is sent once more when somebody waits for it, says so, and is counted", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready(CUSTOMER)));
    fixture.slack.fault({ method: "chat.postMessage", kind: "cut", after: true });
    await fixture.lan.directMessage("0867 123 456");
    await fixture.lan.nextMessage(fixture.slack.dm(fixture.lan.user.id), ({ read }) => read.includes(NOTE));
    await fixture.platform.stop();
    expect(saidTo(fixture, fixture.lan)).toEqual([CUSTOMER, `${CUSTOMER}\n${NOTE}`]);
    expect(fixture.repeated()).toBe(1);
  });

  it("is sent once more through the response_url as well", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready(CUSTOMER)));
    const { lan, slack, support } = fixture;
    slack.fault({ method: "response_url", kind: "cut", after: true });
    await lan.slashCommand("/crm", "0867 123 456", support);
    await lan.nextMessage(support, ({ read }) => read.includes(NOTE));
    await fixture.platform.stop();
    expect(lan.sees(support).map(({ read }) => read)).toEqual([CUSTOMER, `${CUSTOMER}\n${NOTE}`]);
  });

  it("is sent once more when it is a notice", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("?")));
    fixture.slack.fault({ method: "chat.postMessage", kind: "cut", after: true });
    await notify(fixture, fixture.lan, "Đã đổi quà");
    expect(saidTo(fixture, fixture.lan)).toEqual(["Đã đổi quà", `Đã đổi quà\n${NOTE}`]);
    expect(fixture.repeated()).toBe(1);
  });

  it("is an edit: made again, there is one message and nothing to say", async () => {
    await using fixture = await openSlackFixture("http", question);
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("đổi quà");
    const asked = await lan.nextMessage(dm);
    slack.fault({ method: "chat.update", kind: "cut", after: true });
    await lan.click(asked, "OK");
    await fixture.platform.stop();
    expect(callsOf(fixture, "chat.update")).toHaveLength(2);
    expect(saidTo(fixture, lan)).toEqual(["✅ Đã đổi quà"]);
    expect(fixture.repeated()).toBe(0);
  });

  it.each([
    { later: "may have been made as well", last: { kind: "cut", after: true } },
    { later: "is refused", last: { kind: "error", error: "edit_window_closed" } },
  ] as const)("is an edit: if a later try $later, the new message says so", async ({ last }) => {
    await using fixture = await openSlackFixture("http", question);
    const { lan, slack } = fixture;
    const dm = slack.dm(lan.user.id);
    await lan.directMessage("đổi quà");
    const asked = await lan.nextMessage(dm);
    slack.fault({ method: "chat.update", kind: "cut", after: true });
    slack.fault({ method: "chat.update", ...last, times: 5 });
    await lan.click(asked, "OK");
    await fixture.platform.stop();
    expect(saidTo(fixture, lan)).toEqual(["✅ Đã đổi quà", `✅ Đã đổi quà\n${NOTE}`]);
    expect(fixture.repeated()).toBe(1);
  });
});

it("says so in a new message as well when the edit that may have been made was not the last card's", async () => {
  let ends = () => {};
  const end = new Promise<void>((resolve) => {
    ends = resolve;
  });
  await using fixture = await openSlackFixture("http", async function* (call) {
    yield* question(call);
    if (call.body.kind === "action") await end;
  });
  const { lan, slack } = fixture;
  await lan.directMessage("đổi quà");
  const asked = await lan.nextMessage(slack.dm(lan.user.id));
  slack.fault({ method: "chat.update", kind: "cut", after: true, times: 3 });
  slack.fault({ method: "chat.update", kind: "error", error: "edit_window_closed" });
  await lan.click(asked, "OK");
  await expect.poll(() => callsOf(fixture, "chat.update").length).toBe(3);
  ends();
  await fixture.platform.stop();
  expect(saidTo(fixture, lan)).toEqual(["✅ Đã đổi quà", `✅ Đã đổi quà\n${NOTE}`]);
  expect(fixture.repeated()).toBe(1);
});

it("edits the question when Slack can be reached again, and sends no message in its place", async () => {
  const proxies: TcpProxy[] = [];
  await using fixture = await openSlackFixture("http", question, {
    async apiThrough(url) {
      const proxy = await startTcpProxy(url);
      proxies.push(proxy);
      return `${proxy.url}/api/`;
    },
  });
  const [proxy] = proxies;
  const { lan, slack } = fixture;
  const dm = slack.dm(lan.user.id);
  await lan.directMessage("đổi quà");
  const asked = await lan.nextMessage(dm);
  await expect.poll(() => fixture.inbox.finished).toHaveLength(1);
  await proxy?.disconnect();
  await lan.click(asked, "OK");
  // The first edit is not of the last card yet.
  await expect.poll(() => fixture.lines.filter((line) => line.includes("gave up on a call"))).toHaveLength(2);
  await proxy?.listen();
  await fixture.platform.stop();
  await proxy?.disconnect();
  expect(saidTo(fixture, lan)).toEqual(["✅ Đã đổi quà"]);
  expect(callsOf(fixture, "chat.postMessage")).toHaveLength(1);
});

it("tries an edit again after a failure although three tries before it were told to wait", async () => {
  const clock = handClock();
  await using fixture = await openSlackFixture("http", question, { rateLimiterClock: clock });
  const { lan, slack } = fixture;
  const dm = slack.dm(lan.user.id);
  await clock.runUntil(lan.directMessage("đổi quà"));
  const asked = await lan.nextMessage(dm);
  slack.fault({ method: "chat.update", kind: "rate_limited", retryAfterS: 1, times: 3 });
  slack.fault({ method: "chat.update", kind: "cut" });
  await lan.click(asked, "OK");
  await clock.runUntil(lan.nextMessage(dm));
  expect(saidTo(fixture, lan)).toEqual(["✅ Đã đổi quà"]);
  expect(callsOf(fixture, "chat.update")).toHaveLength(5);
  expect(fixture.lines.join("\n")).not.toContain("gave up");
});

it("does not edit a message into what it says already", async () => {
  let isSeen = () => {};
  const seen = new Promise<void>((resolve) => {
    isSeen = resolve;
  });
  await using fixture = await openSlackFixture("http", async function* () {
    yield ready("120 điểm");
    await seen;
    yield ready("120 điểm");
  });
  await fixture.lan.directMessage("điểm");
  await fixture.lan.nextMessage(fixture.slack.dm(fixture.lan.user.id));
  isSeen();
  await fixture.platform.stop();
  expect(callsOf(fixture, "chat.update")).toEqual([]);
});

describe("the pace", () => {
  it("answers at once although notices wait in the same channel, which come a second apart", async () => {
    const clock = handClock();
    await using fixture = await openSlackFixture("http", () => say(ready(CUSTOMER)), {
      rateLimiterClock: clock,
    });
    const { lan, slack } = fixture;
    const titles = ["tin 1", "tin 2", "tin 3"];
    const started = clock.nowMs();
    const notices = Promise.all(titles.map((title) => notify(fixture, lan, title)));
    await lan.directMessage("0867 123 456");
    // The clock does not advance, so messages that wait for the rate limiter are not sent.
    await lan.nextMessage(slack.dm(lan.user.id), ({ read }) => read === CUSTOMER);
    expect(saidTo(fixture, lan)).not.toContain("tin 2");
    await clock.runUntil(notices);
    expect(saidTo(fixture, lan).filter((read) => read !== CUSTOMER)).toEqual(titles);
    expect(clock.nowMs() - started).toBeGreaterThanOrEqual(2_000);
  });

  it("brings 300 notices to 60 people once each and in order while every third call is told to wait", async () => {
    const clock = handClock();
    await using fixture = await openSlackFixture("http", () => say(ready("?")), { rateLimiterClock: clock });
    const { slack, lines } = fixture;
    const people = Array.from({ length: 60 }, (_, index) =>
      slack.person(slack.addUser({ name: `Bạn ${index}` })),
    );
    const titles = Array.from({ length: 5 }, (_, index) => `tin ${index + 1}`);
    const sent = Promise.all(
      people.flatMap((person) => titles.map((title) => notify(fixture, person, title))),
    );
    slack.fault({ method: "chat.postMessage", kind: "rate_limited", retryAfterS: 5, times: 150 });
    await clock.runUntil(sent);
    for (const person of people) expect(saidTo(fixture, person)).toEqual(titles);
    const posts = callsOf(fixture, "chat.postMessage");
    expect([posts.length, posts.filter(({ ok }) => ok).length]).toEqual([450, 300]);
    expect(lines.filter((line) => /"level":[456]0/.test(line))).toEqual([]);
  });

  it("gives up in the end, with the reason in the log, and tells whoever sent it", async () => {
    const clock = handClock();
    await using fixture = await openSlackFixture("http", () => say(ready("?")), { rateLimiterClock: clock });
    fixture.slack.fault({ method: "chat.postMessage", kind: "rate_limited", retryAfterS: 100, times: 2 });
    await expect(clock.runUntil(notify(fixture, fixture.lan, "Nhắc việc"))).rejects.toMatchObject({
      fault: "busy",
      retryAfterMs: 100_000,
    });
    const gaveUp = fixture.lines.map((line) => JSON.parse(line)).filter(({ reason }) => reason !== undefined);
    expect(gaveUp).toMatchObject([{ level: 40, reason: "rate-limited", tries: 2 }]);
    expect(JSON.stringify(gaveUp)).not.toContain(fixture.lan.user.id);
  });
});

it("tells whoever sent it that a chat does not let the bot write, and what was refused for another reason", async () => {
  const clock = handClock();
  await using fixture = await openSlackFixture("http", () => say(ready("?")), { rateLimiterClock: clock });
  const { slack, lobby, support, platform, lan } = fixture;
  const hidden = slack.addChannel({ name: "kin", private: true, botIsMember: false });
  const shared = { ...ready("Đánh giá 1★"), audience: "shared" } as const;
  const into = (chat: string) => {
    const to = { person: `slack:${lan.user.id}`, place: { platform: "slack", chat, shared: true } } as const;
    return clock.runUntil(platform.tell(to, shared));
  };

  for (const chat of [lobby.id, hidden.id, "C0404"]) {
    await expect(into(chat)).rejects.toMatchObject({ fault: "forbidden" });
  }
  for (const error of ["is_archived", "restricted_action_thread_locked"]) {
    slack.fault({ method: "chat.postMessage", kind: "error", error });
    await expect(into(support.id)).rejects.toMatchObject({ fault: "forbidden" });
  }
  slack.fault({ method: "chat.postMessage", kind: "error", error: "no_permission" });
  await expect(into(support.id)).rejects.toMatchObject({ fault: "refused" });
  slack.fault({ method: "chat.postMessage", kind: "cut", times: 2 });
  await expect(into(support.id)).rejects.toMatchObject({ fault: "unclear" });
});

it("answers 503 to an event that comes during a stop, as a proxy needs it, without an alarm in the log", async () => {
  let release = () => {};
  const goOn = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using fixture = await openSlackFixture("http", async function* () {
    await goOn;
    yield ready(CUSTOMER);
  });
  await fixture.lan.directMessage("một");
  await expect.poll(() => fixture.calls.length).toBe(1);
  const stopped = fixture.platform.stop();
  expect(await fixture.minh.directMessage("hai")).toMatchObject({ acked: false, status: 503 });
  release();
  await stopped;
  expect(saidTo(fixture, fixture.lan)).toEqual([CUSTOMER]);
  expect(fixture.lines.filter((line) => /"level":[456]0/.test(line))).toEqual([]);
});
