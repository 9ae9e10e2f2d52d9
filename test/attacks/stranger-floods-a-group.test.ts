import { describe, expect, it, onTestFinished } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import type { Person } from "../support/person.ts";
import { type TestApp, testApp } from "../support/test-app.ts";
import { twoPlatforms } from "../support/two-platforms.ts";

const AN = "0900000001";
const REFUSED = /Bạn chưa có quyền/;
const HOUR_MS = 3_600_000;

/** Starts the bot on both platforms. Only Lan and the admin have a role there. */
async function strangersAllowedIn() {
  const bots = await twoPlatforms({ onTestFinished }, { defaultRoles: {} });
  const { store, clock, people } = bots;
  await store.people.setRole(`telegram:${people.telegram[1].id}`, "agent", clock.now());
  await store.people.setRole(`slack:${people.slack[1].id}`, "agent", clock.now());
  // The group's members have opened the bot before.
  await bots.telegram.delivered();
  return bots;
}

/** Returns how many cards a person gets for a text. A dropped call gets none. */
async function cardsFor(person: Person, text: string): Promise<number> {
  const cards: ReadyCard[] = [];
  for await (const card of person.asks(text)) cards.push(card);
  return cards.length;
}

async function refusalsOnRecord({ store }: TestApp): Promise<number> {
  return (await store().audit.recent(1_000)).filter(({ effect }) => effect === "refusal").length;
}

describe("on Telegram, a stranger who floods a group", () => {
  it("gets one refusal for 60 commands, and a colleague's look-up is answered", async () => {
    const { telegram, people, stored } = await strangersAllowedIn();
    const stranger = telegram.addUser({ first_name: "Khách", language_code: "vi" });
    const chat = telegram.addGroup({
      title: "CSKH",
      members: [...people.telegram, stranger],
      botIsAdmin: true,
    });
    const [lan, khach] = [telegram.person(people.telegram[1].id), telegram.person(stranger.id)];

    const before = stored.length;
    await khach.says(chat, `/customer@antcrm_sandbox_bot ${AN}`);
    await khach.nextMessage(chat, ({ text }) => REFUSED.test(text));
    for (let command = 1; command < 60; command += 1) await khach.says(chat, "/help@antcrm_sandbox_bot");
    await lan.says(chat, `/customer@antcrm_sandbox_bot ${AN}`);
    await lan.nextMessage(chat, ({ text }) => text.includes("Nguyễn Văn An"));

    const refusals = khach.sees(chat).filter(({ isFromBot, text }) => isFromBot && REFUSED.test(text));
    expect(refusals).toHaveLength(1);
    // The refused call and the look-up: a dropped call costs no commit.
    expect(stored).toHaveLength(before + 2);
  });

  it("gets no answer to a second click, but the button's spinner stops", async () => {
    const { telegram, store, clock } = await strangersAllowedIn();
    const former = telegram.addUser({ first_name: "Cựu", language_code: "vi" });
    const [person, chat] = [telegram.person(former.id), telegram.privateChat(former)];
    const role = (name: string) => store.people.setRole(`telegram:${former.id}`, name, clock.now());
    await role("viewer");
    await person.startsBot();
    await person.nextMessage(chat);
    await person.says(chat, AN);
    const shown = await person.nextMessage(chat, ({ text }) => text.includes("Nguyễn Văn An"));
    await role("none");

    await person.clicks(shown, shown.buttons.flat()[0]?.label ?? "");
    const refused = await person.nextMessage(chat, ({ text }) => REFUSED.test(text));
    const said = person.sees(chat).length;
    expect(await person.clicks(shown, shown.buttons.flat()[1]?.label ?? "")).not.toBe("too late");
    await role("viewer");
    await person.says(chat, AN);
    await person.nextMessage(chat, ({ id, text }) => id > refused.id && text.includes("Nguyễn Văn An"));
    // The person's own question and its answer.
    expect(person.sees(chat)).toHaveLength(said + 2);
  });

  it("does not delay a colleague with 200 accounts: the group gets five refusals a minute", async () => {
    const { telegram, people } = await strangersAllowedIn();
    const strangers = Array.from({ length: 200 }, (_, index) =>
      telegram.addUser({ first_name: `Khách ${index}` }),
    );
    const chat = telegram.addGroup({
      title: "CSKH",
      members: [...people.telegram, ...strangers],
      botIsAdmin: true,
    });
    const lan = telegram.person(people.telegram[1].id);

    for (const { id } of strangers) await telegram.person(id).says(chat, "/help@antcrm_sandbox_bot");
    await lan.says(chat, `/customer@antcrm_sandbox_bot ${AN}`);
    await lan.nextMessage(chat, ({ text }) => text.includes("Nguyễn Văn An"));

    const seen = strangers.filter(({ id }) =>
      telegram
        .person(id)
        .sees(chat)
        .some(({ isFromBot, text }) => isFromBot && REFUSED.test(text)),
    );
    expect(seen.length).toBeLessThanOrEqual(5);
  });
});

describe("on Slack, a stranger who floods a channel", () => {
  it("gets one refusal for 30 mentions, and a colleague's look-up is answered", async () => {
    const { slack, people, stored } = await strangersAllowedIn();
    const stranger = slack.addUser({ name: "Khách" });
    const channel = slack.addChannel({
      name: "cskh",
      members: [...people.slack, stranger],
      botIsMember: true,
    });
    const [lan, khach] = [slack.person(people.slack[1].id), slack.person(stranger.id)];

    const before = stored.length;
    await khach.mention(channel, AN);
    await khach.nextMessage(channel, ({ read }) => REFUSED.test(read));
    for (let times = 1; times < 30; times += 1) await khach.mention(channel, "help");
    await lan.mention(channel, AN);
    await lan.nextMessage(channel, ({ read }) => read.includes("Nguyễn Văn An"));

    expect(khach.sees(channel).filter(({ fromApp, read }) => fromApp && REFUSED.test(read))).toHaveLength(1);
    expect(stored).toHaveLength(before + 2);
  });
});

describe("a person without a role", () => {
  it("gets one refusal an hour, before anything is read, at the cost of one audit entry", async () => {
    const app = await testApp();
    const { hoa, antcrm, clock } = app;

    expect(await hoa.types("help")).toBe(
      "Bạn chưa có quyền\nHãy nhờ quản trị viên của bot cấp quyền.\nID của bạn, để gửi quản trị viên: terminal:hoa",
    );
    for (const text of [AN, "help", "language en", "huỷ", "cảm ơn"])
      expect(await cardsFor(hoa, text)).toBe(0);
    expect(await refusalsOnRecord(app)).toBe(1);
    expect(app.log.filter((line) => line.includes("forbidden"))).toHaveLength(1);

    clock.passes(HOUR_MS);
    expect(await hoa.types(AN)).toMatch(REFUSED);
    expect(await refusalsOnRecord(app)).toBe(2);
    expect(antcrm.requests).toHaveLength(0);
  });

  it("gets the refusal once in each chat, whatever the thread, in the language of their client", async () => {
    const { hoa } = await testApp();

    expect(await hoa.in("group").speaking("en-US").types("language vi")).toMatch(/^You may not do this\n/);
    expect(await cardsFor(hoa.in("group"), AN)).toBe(0);
    expect(await hoa.types(AN)).toMatch(REFUSED);
  });

  it("is served at once when an admin has given them a role", async () => {
    const { hoa, quan } = await testApp();
    await hoa.types(AN);
    expect(await cardsFor(hoa, AN)).toBe(0);

    await quan.confirms("role terminal:hoa viewer");
    expect(await hoa.types(AN)).toMatch(/^Nguyễn Văn An/);
  });

  it("gets a refusal to the first click on somebody else's button, and no answer to the next", async () => {
    const { lan, hoa } = await testApp();
    await lan.in("group").types("help");
    const help = lan.sees();

    expect(await hoa.in("group").clicks("Phiếu", help)).toMatch(REFUSED);
    await expect(hoa.in("group").clicks("Phiếu", help)).rejects.toThrow("answered by no card");
  });
});
