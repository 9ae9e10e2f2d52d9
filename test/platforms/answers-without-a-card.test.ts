import { describe, expect, it, onTestFinished } from "vitest";
import type { Call } from "../../src/bot/call.ts";
import { systemClock } from "../../src/bot/context.ts";
import { withStoreRetries } from "../../src/bot/store-outage.ts";
import type { ReadyCard } from "../../src/cards/card.ts";
import { AppError } from "../../src/errors.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { openSlackFixture } from "./slack/fixture.ts";
import { openTelegramFixture } from "./telegram/fixture.ts";

type Script = (call: Call) => AsyncIterable<ReadyCard>;

const DEALT_WITH = "Yêu cầu này đã được xử lý rồi: gõ “thao tác” để xem kết quả.";
const REDEEMED = "Đã đổi quà";

/** One person in their private chat with a scripted bot. */
interface PrivateChat {
  says(text: string): Promise<unknown>;
  /** Presses the button of the only question, and waits for the outcome in its place. */
  confirms(): Promise<unknown>;
  /** Handles the first event again, as after a crash. */
  replays(): Promise<void>;
  /** Resolves when the bot's newest message contains this text. */
  reads(text: string): Promise<unknown>;
  /** Resolves when the bot shows that it is at work. */
  seesWork(): Promise<unknown>;
  /** Returns the bot's messages as they stand now. */
  messages(): string[];
  /** Another process has taken the event over. */
  isTakenOver(): void;
}

async function slackChat(script: Script): Promise<PrivateChat> {
  const at = await openSlackFixture("http", script);
  onTestFinished(() => at[Symbol.asyncDispose]());
  const { lan, slack, inbox, platform } = at;
  const dm = slack.dm(lan.user.id);
  const reads = (text: string) => lan.nextMessage(dm, ({ read }) => read.includes(text));
  return {
    says: (text) => lan.directMessage(text),
    async confirms() {
      await lan.click(await reads("Đổi quà?"), "Đổi quà");
      await reads(REDEEMED);
    },
    replays: () => platform.replay([...inbox.payloads.values()][0] ?? ""),
    reads,
    seesWork: () => reads("Đang xử lý…"),
    messages: () => lan.sees(dm).flatMap(({ fromApp, read }) => (fromApp ? [read] : [])),
    isTakenOver() {
      inbox.isHeld = async (_id, isHarmlessTwice) => isHarmlessTwice;
    },
  };
}

async function telegramChat(script: Script): Promise<PrivateChat> {
  const { an, inbox, platform } = await openTelegramFixture({ script });
  await platform.start();
  const reads = (shown: string) => an.nextMessage(an.user, ({ text }) => text.includes(shown));
  return {
    says: (text) => an.says(an.user, text),
    async confirms() {
      await an.clicks(await reads("Đổi quà?"), "Đổi quà");
      await reads(REDEEMED);
    },
    replays: () => platform.replay([...inbox.events.values()][0] ?? ""),
    reads,
    seesWork: () => expect.poll(() => an.seesTyping(an.user)).toBe(true),
    messages: () => an.sees(an.user).flatMap(({ isFromBot, text }) => (isFromBot ? [text] : [])),
    isTakenOver() {
      inbox.isHeld = async (_id: string, isHarmlessTwice: boolean) => isHarmlessTwice;
    },
  };
}

/** Asks for a confirmation and takes it. A repeated text whose question is answered gets no card, as in the real bot. */
function redeeming(beforeSilence: () => Promise<void>): Script {
  return async function* ({ body, isReplay }) {
    const confirm = { label: "Đổi quà", action: "confirm" };
    if (body.kind === "action") yield { ...ready(REDEEMED), tone: "good" };
    else if (isReplay) await beforeSilence();
    else yield { ...ready("Đổi quà?"), tone: "warning", blocks: [{ kind: "buttons", buttons: [confirm] }] };
  };
}

/** The same over a store that cannot be used until `isBack`. */
function redeemingWithoutStore(isBack: Promise<void>): Script {
  let isAway = true;
  const answer = redeeming(async () => {
    if (isAway) throw new AppError("storage", "the connection broke");
  });
  const clock = {
    ...systemClock,
    async wait() {
      await isBack;
      isAway = false;
    },
  };
  return withStoreRetries(answer, { clock, defaultLocale: "vi", log: silentLogger() });
}

function ready(title: string): ReadyCard {
  return { title, tone: "plain", audience: "private", blocks: [], locale: "vi" };
}

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

describe.each([
  { name: "Slack", open: slackChat, afterWork: [DEALT_WITH] },
  // "typing" is no message, and ends by itself.
  { name: "Telegram", open: telegramChat, afterWork: [] },
])("on $name, a message that is handled again and needs no answer any more", ({ open, afterWork }) => {
  it("leaves no sign of work", async () => {
    const end = signal();
    const chat = await open(redeeming(() => end.given));
    await chat.says("đổi quà");
    await chat.confirms();
    const before = chat.messages();
    const replayed = chat.replays();
    await chat.seesWork();
    end.give();
    await replayed;
    expect(chat.messages()).toEqual([...before, ...afterWork]);
  });

  it("leaves no promise of an answer after the store was away", async () => {
    const back = signal();
    const chat = await open(redeemingWithoutStore(back.given));
    await chat.says("đổi quà");
    await chat.confirms();
    const before = chat.messages();
    const replayed = chat.replays();
    await chat.reads("Bot tạm thời không truy cập được dữ liệu");
    back.give();
    await replayed;
    expect(chat.messages()).toEqual([...before, DEALT_WITH]);
  });

  it("sends nothing once another process has taken it over", async () => {
    const back = signal();
    const chat = await open(redeemingWithoutStore(back.given));
    await chat.says("đổi quà");
    await chat.confirms();
    const replayed = chat.replays();
    await chat.reads("Bot tạm thời không truy cập được dữ liệu");
    const before = chat.messages();
    chat.isTakenOver();
    back.give();
    await replayed;
    expect(chat.messages()).toEqual(before);
  });
});

it("on Slack, a sign of work stays if another process has taken the event over", async () => {
  const end = signal();
  const chat = await slackChat(redeeming(() => end.given));
  await chat.says("đổi quà");
  await chat.confirms();
  const replayed = chat.replays();
  await chat.seesWork();
  const before = chat.messages();
  chat.isTakenOver();
  end.give();
  await replayed;
  expect(chat.messages()).toEqual(before);
});

it("on Slack, the line stands below a sign of work that Slack cannot edit", async () => {
  const end = signal();
  await using at = await openSlackFixture(
    "http",
    redeeming(() => end.given),
  );
  const { lan, support, inbox, platform, slack } = at;
  await lan.slashCommand("/crm", "đổi quà", support);
  await lan.nextMessage(support);
  const replayed = platform.replay([...inbox.payloads.values()][0] ?? "");
  await lan.nextMessage(support, ({ read }) => read.includes("Đang xử lý…"));
  end.give();
  await replayed;
  expect(lan.sees(support).map(({ read }) => read)).toEqual([
    expect.stringContaining("Đổi quà?"),
    "⏳ Đang xử lý…",
    DEALT_WITH,
  ]);
  expect(at.repeated()).toBe(0);
  expect(slack.violations).toEqual([]);
});
