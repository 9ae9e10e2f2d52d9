import { expect, it, onTestFinished } from "vitest";
import { type GuestRows, People } from "../../../src/platforms/slack/people.ts";
import { createWeb } from "../../../src/platforms/slack/web.ts";
import { startSlack } from "../../../src/sandbox/slack/server.ts";
import { testClock } from "../../support/clock.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const HOUR_MS = 3_600_000;

/** Creates People on a Slack with one guest. `kept` are the writes of who is a guest. */
async function setUp() {
  const slack = await startSlack({ mode: "http" });
  onTestFinished(() => slack.stop());
  const { botToken, apiUrl } = slack;
  const [log, clock] = [silentLogger(), testClock()];
  const kept: boolean[] = [];
  const guests: GuestRows = {
    find: async () => kept.at(-1) ?? null,
    async keep(_, isGuest) {
      kept.push(isGuest);
    },
  };
  const web = createWeb({ botToken, apiUrl, log });
  const user = slack.addUser({ name: "Khách", isGuest: true });
  return { slack, clock, kept, user, createPeople: () => new People(web, clock.now, guests) };
}

it("tells what Slack told last without waiting, and asks once more when an hour is over", async () => {
  const { slack, clock, user, createPeople } = await setUp();
  const people = createPeople();

  expect(people.last(user.id)).toBeNull();
  await people.find(user.id);
  expect(people.last(user.id)).toMatchObject({ isGuest: true });

  user.isGuest = false;
  clock.passes(HOUR_MS + 1);
  expect(people.last(user.id)).toMatchObject({ isGuest: true });
  await people.find(user.id);
  expect(people.last(user.id)).toMatchObject({ isGuest: false });
  expect(slack.requests).toHaveLength(2);
});

it("stores who is a guest when Slack says it first, and then only what has changed", async () => {
  const { clock, kept, user, createPeople } = await setUp();
  const people = createPeople();
  for (let times = 1; times <= 3; times++) expect(await people.isGuest(user.id)).toBe(true);
  clock.passes(HOUR_MS + 1);
  expect(await people.isGuest(user.id)).toBe(true);
  expect(kept).toEqual([true]);

  user.isGuest = false;
  clock.passes(HOUR_MS + 1);
  expect(await people.isGuest(user.id)).toBe(false);
  expect(kept).toEqual([true, false]);
});

it("uses what another process has stored since, while Slack does not answer", async () => {
  const { slack, clock, user, createPeople } = await setUp();
  const [one, other] = [createPeople(), createPeople()];
  user.isGuest = false;
  expect(await one.isGuest(user.id)).toBe(false);
  user.isGuest = true;
  expect(await other.isGuest(user.id)).toBe(true);
  clock.passes(HOUR_MS + 1);
  slack.fault({ method: "users.info", kind: "error", error: "ratelimited" });
  expect(await one.isGuest(user.id)).toBe(true);
});

it.each([
  ["fails", "ratelimited", null],
  ["does not describe people", "missing_scope", false],
])("without anything stored, while Slack %s, says of a guest: %s → %s", async (_, error, expected) => {
  const { slack, user, createPeople } = await setUp();
  slack.fault({ method: "users.info", kind: "error", error });
  expect(await createPeople().isGuest(user.id)).toBe(expected);
});

it("remembers a person who writes often, however many others write", async () => {
  const { user, createPeople } = await setUp();
  const people = createPeople();
  await people.find(user.id);
  for (let others = 0; others < 2_100; others += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, at) => people.find(`U9${others + at}`)));
    expect(people.last(user.id)).toMatchObject({ isGuest: true });
  }
});
