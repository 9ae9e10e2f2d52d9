import { describe, expect, it } from "vitest";
import type { RecordedRequest } from "../../../src/sandbox/telegram/recorded-request.ts";
import { handClock } from "../hand-clock.ts";
import { openTelegramFixture, ready, type Script } from "./fixture.ts";

const CHATS = 60;
const EACH = 5;

const echo: Script = async function* (call) {
  yield ready(call.body.kind === "text" ? `→ ${call.body.text}` : "?");
};

type TelegramFixture = Awaited<ReturnType<typeof openTelegramFixture>>;

/** Adds people who have a private chat with the bot. */
function crowd({ sandbox }: TelegramFixture, size: number) {
  return Array.from({ length: size }, (_, index) => {
    const user = sandbox.addUser({ first_name: `Bạn ${index}`, language_code: "vi" });
    return sandbox.person(user.id);
  });
}

type Person = ReturnType<typeof crowd>[number];

/** Sends a notice to a person's own chat. */
function notify({ platform }: TelegramFixture, { user }: Person, title: string): Promise<void> {
  const place = { platform: "telegram", chat: String(user.id), shared: false } as const;
  return platform.tell({ person: `telegram:${user.id}`, place }, ready(title));
}

function sends({ sandbox }: TelegramFixture): RecordedRequest[] {
  return sandbox.requests.filter(({ method }) => method === "sendMessage");
}

function textsTo({ user, sees }: Person): string[] {
  return sees(user)
    .filter(({ isFromBot }) => isFromBot)
    .map(({ text }) => text);
}

const numbered = Array.from({ length: EACH }, (_, index) => `tin ${index + 1}`);

it("sends no message that waited while this process was paused for longer than its lease", async () => {
  let isHeld = true;
  const at = await openTelegramFixture({ script: echo, watchLease: () => () => isHeld });
  await at.platform.start();
  const [person] = crowd(at, 1);
  if (person === undefined) throw new Error("there is nobody");
  await person.startsBot();
  isHeld = false;
  await expect(notify(at, person, "Đã đổi quà")).rejects.toMatchObject({ fault: "unavailable" });
  expect(sends(at)).toEqual([]);
});

describe("the pace", () => {
  it("never makes Telegram say 429: 300 notices to 60 chats, and each arrives once, in order", async () => {
    const clock = handClock();
    const at = await openTelegramFixture({
      script: echo,
      telegram: { rateLimit: "strict", now: clock.nowMs },
      rateLimiterClock: clock,
    });
    await at.platform.start();
    const people = crowd(at, CHATS);
    for (const person of people) await person.startsBot();
    await clock.runUntil(at.inbox.hasFinished(CHATS));
    const before = sends(at).length;

    await clock.runUntil(
      Promise.all(people.flatMap((person) => numbered.map((title) => notify(at, person, title)))),
    );

    expect(
      sends(at)
        .slice(before)
        .map(({ status }) => status),
    ).toEqual(Array(CHATS * EACH).fill(200));
    for (const person of people) expect(textsTo(person).slice(-EACH)).toEqual(numbered);
    expect(at.sandbox.violations).toEqual([]);
  });

  it("puts at most 20 messages a minute into a group", async () => {
    const clock = handClock();
    const at = await openTelegramFixture({
      script: echo,
      telegram: { rateLimit: "strict", now: clock.nowMs },
      rateLimiterClock: clock,
    });
    await at.platform.start();
    const group = at.sandbox.addGroup({ title: "Hỗ trợ", members: [at.an.user] });
    const place = { platform: "telegram", chat: String(group.id), shared: true } as const;
    const card = { ...ready("Nhắc việc"), audience: "shared" } as const;
    const to = { person: `telegram:${at.an.user.id}`, place };
    await clock.runUntil(Promise.all(Array.from({ length: 25 }, () => at.platform.tell(to, card))));
    expect(sends(at).map(({ status }) => status)).toEqual(Array(25).fill(200));
  });

  it("answers at once in the middle of a flood of notices, also to a chat that has many before it", async () => {
    const clock = handClock();
    const at = await openTelegramFixture({ script: echo, rateLimiterClock: clock });
    await at.platform.start();
    await at.an.startsBot();
    await at.an.nextMessage(at.an.user);
    const notices = Promise.all(numbered.map((title) => notify(at, at.an, title)));
    await at.an.says(at.an.user, "câu hỏi");
    // The clock does not advance, so messages that wait for the rate limiter are not sent.
    await at.an.nextMessage(at.an.user, ({ text }) => text === "→ câu hỏi");
    expect(textsTo(at.an)).not.toContain("tin 2");
    await clock.runUntil(notices);
    expect(textsTo(at.an).filter((text) => text.startsWith("tin"))).toEqual(numbered);
  });
});

describe("when Telegram says 429 to a third of the calls", () => {
  const ways: [
    what: string,
    shown: (title: string) => string,
    ask: (at: TelegramFixture, who: Person) => Promise<unknown>,
  ][] = [
    [
      "notices",
      (title) => title,
      (at, person) => Promise.all(numbered.map((title) => notify(at, person, title))),
    ],
    [
      "answers",
      (title) => `→ ${title}`,
      async (_at, person) => {
        for (const title of numbered) await person.says(person.user, title);
      },
    ],
  ];

  it.each(ways)(
    "all %s arrive once and in order, and no quiet chat waits for a busy one",
    async (what, shown, ask) => {
      const clock = handClock();
      const at = await openTelegramFixture({ script: echo, rateLimiterClock: clock });
      await at.platform.start();
      const people = crowd(at, CHATS);
      for (const person of people) await person.startsBot();
      await clock.runUntil(at.inbox.hasFinished(CHATS));
      // 20 of 60 chats are busy. Telegram refuses each of their messages at least once before it accepts it.
      const busy = people.filter((_, index) => index % 3 === 0);
      for (const { user } of busy) {
        at.sandbox.fault({ method: "sendMessage", chat: user.id, kind: "429", retryAfter: 30, times: 7 });
      }
      const before = at.sandbox.requests.length;

      const asked = Promise.all(people.map((person) => ask(at, person)));
      // Every question has arrived before the clock advances.
      if (what === "answers") await asked.then(() => at.sandbox.delivered());
      await clock.runUntil(asked);
      if (what === "answers") await clock.runUntil(at.inbox.hasFinished(CHATS * (EACH + 1)));

      for (const person of people) expect(textsTo(person).slice(-EACH)).toEqual(numbered.map(shown));
      const log = at.sandbox.requests.slice(before).filter(({ method }) => method === "sendMessage");
      expect(log.filter(({ status }) => status === 200)).toHaveLength(CHATS * EACH);
      expect(log.filter(({ status }) => status === 429)).toHaveLength(busy.length * 7);
      const isBusy = ({ params }: RecordedRequest) => busy.some(({ user }) => user.id === params.chat_id);
      const lastQuiet = log.findLastIndex((request) => !isBusy(request));
      const firstThrough = log.findIndex((request) => isBusy(request) && request.status === 200);
      expect(lastQuiet).toBeLessThan(firstThrough);
      expect(at.lines.filter((line) => /"level":[456]0/.test(line))).toEqual([]);
    },
  );

  it("answers the events of a process that died at once, although other answers use up what the bot may send", async () => {
    const clock = handClock();
    const at = await openTelegramFixture({ script: echo, rateLimiterClock: clock });
    await at.platform.start();
    for (const person of crowd(at, CHATS)) await person.startsBot();
    await clock.runUntil(at.inbox.hasFinished(CHATS));

    const beforeMs = clock.nowMs();
    const left = [...at.inbox.events.values()];
    await clock.runUntil(Promise.all(left.map((payload) => at.platform.replay(payload))));
    expect(left).toHaveLength(CHATS);
    expect(clock.nowMs()).toBe(beforeMs);
  });

  it("gives up in the end, with the reason in the log and nobody's number, and goes on with the next", async () => {
    const clock = handClock();
    const at = await openTelegramFixture({ script: echo, rateLimiterClock: clock });
    await at.platform.start();
    at.sandbox.fault({ method: "sendMessage", kind: "429", retryAfter: 200, times: 2 });
    await at.an.says(at.an.user, "0900 000 001");
    await clock.runUntil(at.inbox.hasFinished(1));
    await at.an.says(at.an.user, "hai");
    await clock.runUntil(at.inbox.hasFinished(2));
    expect(textsTo(at.an)).toEqual(["→ hai"]);
    const gaveUp = at.lines.map((line) => JSON.parse(line)).filter(({ reason }) => reason !== undefined);
    expect(gaveUp).toMatchObject([{ level: 40, method: "sendMessage", reason: "rate-limited", tries: 2 }]);
    expect(JSON.stringify(gaveUp)).not.toContain(String(at.an.user.id));
    expect(at.lines.join()).not.toContain("0900 000 001");
  });
});

it("tells whoever sent it that a chat, or a person, does not let the bot write", async () => {
  const clock = handClock();
  const { platform, sandbox, an, binh } = await openTelegramFixture({
    script: echo,
    rateLimiterClock: clock,
  });
  await platform.start();
  const members = [an.user, binh.user];
  const left = sandbox.addGroup({ title: "Cũ", members, botIsMember: false });
  const kicked = sandbox.addGroup({ title: "Mới", members });
  sandbox.setBot(kicked, "kicked");
  await an.startsBot();
  an.blocksBot();
  const into = (chat: number, shared: boolean) => {
    const to = {
      person: `telegram:${an.user.id}`,
      place: { platform: "telegram", chat: String(chat), shared },
    } as const;
    return clock.runUntil(
      platform.tell(to, { ...ready("Đánh giá 1★"), audience: shared ? "shared" : "private" }),
    );
  };
  for (const chat of [left.id, kicked.id, -1_009_999_999_999]) {
    await expect(into(chat, true)).rejects.toMatchObject({ fault: "forbidden" });
  }
  for (const chat of [an.user.id, binh.user.id]) {
    await expect(into(chat, false)).rejects.toMatchObject({ fault: "forbidden" });
  }
});

describe("what may have been sent before", () => {
  it("is a notice that got no answer: it is sent once more, says so and is counted", async () => {
    const clock = handClock();
    const at = await openTelegramFixture({ script: echo, rateLimiterClock: clock });
    await at.platform.start();
    await at.an.startsBot();
    await at.an.nextMessage(at.an.user);
    at.sandbox.fault({ method: "sendMessage", kind: "cut", when: "after" });
    await clock.runUntil(notify(at, at.an, "Đã đổi quà"));
    expect(textsTo(at.an).slice(-2)).toEqual(["Đã đổi quà", "Đã đổi quà\n\nCó thể đã gửi trước đó."]);
    expect(at.repeated()).toBe(1);
  });

  it("is not a sign of work, nor an edit that got no answer: made twice, there is still one", async () => {
    let isSeen = () => {};
    const seen = new Promise<void>((resolve) => {
      isSeen = resolve;
    });
    const at = await openTelegramFixture({
      script: async function* () {
        yield { ...ready("Đang tìm"), tone: "waiting" };
        await seen;
        yield ready("Nguyễn Văn An");
      },
    });
    await at.platform.start();
    at.sandbox.fault({ method: "editMessageText", kind: "cut", when: "after" });
    await at.an.says(at.an.user, "0900 000 001");
    await at.an.nextMessage(at.an.user);
    isSeen();
    await at.inbox.hasFinished(1);
    expect(textsTo(at.an)).toEqual(["Nguyễn Văn An"]);
    expect(at.repeated()).toBe(0);
  });

  it("is not the answer in the place of the question that was pressed, when it is given again", async () => {
    const at = await openTelegramFixture({
      script: async function* (call) {
        if (call.body.kind === "action") yield ready("Đã đổi quà");
        else {
          const yes = { label: "OK", action: "press_OK" };
          yield { ...ready("Đổi?", { kind: "buttons", buttons: [yes] }), tone: "warning" };
        }
      },
    });
    await at.platform.start();
    await at.an.says(at.an.user, "đổi quà");
    await at.an.clicks(await at.an.nextMessage(at.an.user), "OK");
    await at.inbox.hasFinished(2);
    await at.platform.replay([...at.inbox.events.values()].at(-1) ?? "");
    expect(textsTo(at.an)).toEqual(["Đã đổi quà"]);
    expect(at.repeated()).toBe(0);
  });
});

it("does not edit a message into what it says already", async () => {
  let isSeen = () => {};
  const seen = new Promise<void>((resolve) => {
    isSeen = resolve;
  });
  const at = await openTelegramFixture({
    script: async function* () {
      yield ready("120 điểm");
      await seen;
      yield ready("120 điểm");
    },
  });
  await at.platform.start();
  await at.an.says(at.an.user, "điểm");
  await at.an.nextMessage(at.an.user);
  isSeen();
  await at.inbox.hasFinished(1);
  expect(at.sandbox.requests.some(({ method }) => method === "editMessageText")).toBe(false);
});

describe("a group that became a supergroup", () => {
  it("still gets what is meant for its old place, by a bot that was there and by one that starts later", async () => {
    const kept = new Map<number, number>();
    const chatMigrationRows = {
      find: async (chat: number) => kept.get(chat) ?? null,
      keep: async (from: number, to: number) => void kept.set(from, to),
    };
    const card = { ...ready("Đã đổi quà"), audience: "shared" } as const;
    const clock = handClock();
    const at = await openTelegramFixture({ script: echo, rateLimiterClock: clock, chatMigrationRows });
    await at.platform.start();
    const group = at.sandbox.addGroup({ title: "Hỗ trợ", type: "group", members: [at.an.user] });
    const place = { platform: "telegram", chat: String(group.id), shared: true } as const;
    const to = { person: `telegram:${at.an.user.id}`, place };
    const supergroup = at.sandbox.migrateToSupergroup(group);

    await clock.runUntil(at.platform.tell(to, card));
    await clock.runUntil(at.platform.tell(to, card));

    expect(sends(at).map(({ status }) => status)).toEqual([400, 200, 200]);
    expect(at.an.sees(supergroup).filter(({ isFromBot }) => isFromBot)).toHaveLength(2);
    expect([...kept]).toEqual([[group.id, supergroup.id]]);
  });

  it("gets a new message, and none of its own is written over, when the answer stood in the old group", async () => {
    let hasMoved = () => {};
    const moved = new Promise<void>((resolve) => {
      hasMoved = resolve;
    });
    const at = await openTelegramFixture({
      script: async function* () {
        yield { ...ready("Đang tính"), audience: "shared" };
        await moved;
        yield { ...ready("4,5 sao"), audience: "shared" };
      },
    });
    await at.platform.start();
    const group = at.sandbox.addGroup({ title: "Hỗ trợ", type: "group", members: [at.an.user] });
    await at.an.says(group, "/ratings");
    await at.an.nextMessage(group);
    const supergroup = at.sandbox.migrateToSupergroup(group);
    hasMoved();
    expect((await at.an.nextMessage(supergroup, ({ isFromBot }) => isFromBot)).text).toBe("4,5 sao");
    expect(at.sandbox.violations).toEqual([]);
  });
});
