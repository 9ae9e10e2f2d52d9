import { expect, it, type TestContext } from "vitest";
import { twoPlatforms } from "../support/two-platforms.ts";
import { botOnSlack } from "../support/whole-bot.ts";

const UNIDENTIFIED = "Bot tạm thời chưa nhận ra bạn";
const GUEST = { name: "Khách", isGuest: true };
/** How long Slack is not asked again after a failure. */
const AGAIN_MS = 10_001;

it.each(["internal_error", "ratelimited"])(
  "a guest sees no customer and redeems nothing while users.info says %s",
  async (error) => {
    const { slack, asked, changes } = await botOnSlack();
    const guest = slack.person(slack.addUser(GUEST));
    const own = slack.dm(guest.user.id);
    slack.fault({ method: "users.info", kind: "error", error, times: 9 });

    await guest.directMessage("0900000001");
    const answer = await guest.nextMessage(own, ({ read }) => /Nguyễn Văn An|nhận ra bạn/.test(read));
    expect(answer.read).toContain(UNIDENTIFIED);
    await guest.directMessage("đổi quà daumay01 cho 0900 000 001");
    const refusal = await guest.nextMessage(own, ({ read }) => /Đổi quà|nhận ra bạn/.test(read));
    expect(refusal.read).toContain(UNIDENTIFIED);
    expect(asked()).toEqual([]);
    expect(changes()).toEqual([]);
  },
);

it("a guest stays one after a restart while users.info hangs", async () => {
  const { slack, asked, restart } = await botOnSlack();
  const guest = slack.person(slack.addUser(GUEST));
  const own = slack.dm(guest.user.id);
  await guest.directMessage("0900000001");
  await guest.nextMessage(own, ({ read }) => read.includes("Bạn chưa có quyền"));

  await restart();
  await slack.connected();
  slack.fault({ method: "users.info", kind: "hang", times: 9 });
  await guest.directMessage("0900000001");
  const answer = await guest.nextMessage(own, ({ read }) => /Bạn chưa có quyền|Nguyễn Văn An/.test(read));
  expect(answer.read).toContain("Bạn chưa có quyền");
  expect(asked()).toEqual([]);
});

it("a member is asked to try again, in the language they chose, and is served once Slack answers", async (test) => {
  const { slack, people, store, groupOn, clock } = await twoPlatforms(test);
  const { lan } = groupOn("Slack");
  await store.people.setLocale(`slack:${people.slack[1].id}`, "en", clock.now());
  slack.fault({ method: "users.info", kind: "error", error: "ratelimited" });

  await lan.saysAlone("0900000001");
  await lan.readsAlone(/I cannot tell who you are just now[\s\S]+Please try again in a moment/);
  clock.passes(AGAIN_MS);
  await lan.saysAlone("0900000001");
  await lan.readsAlone(/Nguyễn Văn An/);
});

/** Lets a person's own alert find something while `users.info` fails once, and nothing is stored about them. */
async function alertOf(test: TestContext, person: { name: string; isGuest?: boolean }) {
  const bot = await twoPlatforms(test);
  const { slack, store, antcrm, clock, checksAlerts } = bot;
  const user = slack.addUser(person);
  const own = slack.dm(user.id);
  await store.alertRules.add({
    ...{ id: "rule", person: `slack:${user.id}`, platform: "slack", chat: own.id, thread: null },
    ...{ shared: false, isPersonal: true, watch: "ticket 17464", locale: "vi", at: clock.now() },
  });
  slack.fault({ method: "users.info", kind: "error", error: "ratelimited" });
  clock.passes(60_000);
  antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng", status: "Processing" });
  await checksAlerts();
  return {
    waiting: () => store.alertEvents.waiting(clock.now()),
    shown: () => slack.person(user.id).sees(own),
    /** Slack answers again, and the alerts are checked. */
    async isAnswered() {
      clock.passes(AGAIN_MS);
      await checksAlerts();
    },
  };
}

it("an alert waits while Slack does not say who its owner is, and is sent to a member then", async (test) => {
  const { waiting, shown, isAnswered } = await alertOf(test, { name: "Mai" });
  expect(shown()).toEqual([]);
  expect(await waiting()).toHaveLength(1);
  await isAnswered();
  expect(shown().map(({ read }) => read)).toEqual([expect.stringContaining("Máy in hỏng")]);
});

it("an alert waits while Slack does not say who its owner is, and is not sent to a guest", async (test) => {
  const { waiting, shown, isAnswered } = await alertOf(test, GUEST);
  expect(await waiting()).toHaveLength(1);
  await isAnswered();
  expect(await waiting()).toEqual([]);
  expect(shown()).toEqual([]);
});
