import { beforeEach, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { later, noon, OVER_MS, RUNNING_MS } from "./store-samples.ts";

const rule = {
  person: "slack:U1",
  platform: "slack",
  chat: "C1",
  thread: null,
  shared: true,
  isPersonal: false,
  locale: "vi",
  watch: "ratings 2",
  at: noon,
};

const event = (id: string, more = {}) => ({
  id,
  rule: "r1",
  key: `rating:${id}`,
  subject: `rating:${id}`,
  news: `{"customer":"Nguyễn Văn An"}`,
  at: noon,
  ...more,
});

/** The promises for alerts. */
export function alertsContract(fresh: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });

  it("numbers rules from one, and gives no number twice to simultaneous requests", async () => {
    const { alertRules } = store;
    const added = await Promise.all(["a", "b", "c"].map((id) => alertRules.add({ ...rule, id })));
    expect(added.map(({ number }) => number).toSorted()).toEqual([1, 2, 3]);

    const third = added.find(({ number }) => number === 3);
    expect(await alertRules.move(third?.id ?? "", "active", "removed", noon)).toBe(true);
    expect(await alertRules.move(third?.id ?? "", "active", "removed", noon)).toBe(false);
    expect((await alertRules.add({ ...rule, id: "d" })).number).toBe(4);
    expect((await alertRules.list()).map(({ number }) => number)).toEqual([1, 2, 4]);
  });

  it("stores the end of a rule's snooze, and a chat's quiet hours", async () => {
    const { alertRules } = store;
    await alertRules.add({ ...rule, id: "a" });
    await alertRules.snooze("a", later(120), noon);
    expect((await alertRules.byId("a"))?.snoozedUntil).toEqual(later(120));
    await alertRules.snooze("a", null, noon);
    expect((await alertRules.byId("a"))?.snoozedUntil).toBeNull();

    expect(await alertRules.quietHours("slack:C1")).toBeNull();
    await alertRules.setQuietHours("slack:C1", "22:00-07:00", noon);
    expect(await alertRules.quietHours("slack:C1")).toBe("22:00-07:00");
    await alertRules.setQuietHours("slack:C1", null, later(1));
    expect(await alertRules.quietHours("slack:C1")).toBeNull();
  });

  it("puts a rule back once, and only as long as nobody has changed it", async () => {
    const { alertRules } = store;
    const on = { state: "active", snoozedUntil: null } as const;
    const snoozed = { state: "active", snoozedUntil: later(120), changedAt: later(1) } as const;
    await alertRules.add({ ...rule, id: "a" });
    await alertRules.snooze("a", later(120), later(1));
    const undo = (at: number) => alertRules.restore("a", snoozed, on, later(at));
    const undone = await Promise.all([undo(2), undo(2), undo(2)]);
    expect(undone.filter(Boolean)).toHaveLength(1);
    expect(await alertRules.byId("a")).toMatchObject({ ...on, changedAt: later(2) });

    // The same snooze at another time is another person's.
    await alertRules.snooze("a", later(120), later(3));
    expect(await undo(4)).toBe(false);
    const now = { ...snoozed, changedAt: later(3) };
    expect(await alertRules.restore("a", now, { ...on, state: "removed" }, later(5))).toBe(true);
    expect(await alertRules.list()).toEqual([]);
    const gone = { ...on, state: "removed", changedAt: later(5) } as const;
    expect(await alertRules.restore("a", gone, on, later(6))).toBe(false);
  });

  it("puts quiet hours back once, and only as long as nobody has changed them", async () => {
    const { alertRules } = store;
    await alertRules.setQuietHours("slack:C1", "22:00-07:00", later(1));
    const set = { hours: "22:00-07:00", changedAt: later(1) };
    expect(await alertRules.restoreQuietHours("slack:C2", set, null, later(2))).toBe(false);
    const undo = () => alertRules.restoreQuietHours("slack:C1", set, null, later(2));
    expect((await Promise.all([undo(), undo()])).filter(Boolean)).toHaveLength(1);
    expect(await alertRules.quietHours("slack:C1")).toBeNull();

    const off = { hours: null, changedAt: later(2) };
    expect(await alertRules.restoreQuietHours("slack:C1", off, "21:00-06:00", later(3))).toBe(true);
    expect(await alertRules.quietHours("slack:C1")).toBe("21:00-06:00");
  });

  it("stores an event once per rule, together with the position up to which was checked", async () => {
    const { alertEvents } = store;
    expect(await alertEvents.claimSource("ratings", "w1")).toBe(true);
    expect(await alertEvents.polledUntil("ratings")).toBeNull();
    expect(await alertEvents.note("ratings", [event("1"), event("2")], later(1), noon)).toBe(2);
    expect(
      await alertEvents.note("ratings", [event("3", { key: "rating:1" }), event("4")], later(2), noon),
    ).toBe(1);
    expect(await alertEvents.note("ratings", [event("5", { key: "rating:1", rule: "r2" })], noon, noon)).toBe(
      1,
    );

    expect(await alertEvents.polledUntil("ratings")).toEqual(later(2));
    expect((await alertEvents.waiting(noon)).map(({ id }) => id)).toEqual(["1", "2", "4", "5"]);
  });

  it("lets one worker poll a list, and another one when the first one's lease has ended", async () => {
    const { alertEvents, workers } = store;
    for (const worker of ["w1", "w2"]) await workers.renew(worker, RUNNING_MS);
    expect(await alertEvents.claimSource("tickets", "w1")).toBe(true);
    expect(await alertEvents.claimSource("tickets", "w2")).toBe(false);
    expect(await alertEvents.claimSource("tickets", "w1")).toBe(true);
    await workers.renew("w1", OVER_MS);
    expect(await alertEvents.claimSource("tickets", "w2")).toBe(true);
  });

  it("gives an event to one sender, and only to one with a running lease", async () => {
    const { alertEvents, workers } = store;
    await alertEvents.note("ratings", [event("1"), event("2")], noon, noon);
    expect(await alertEvents.send(["1"], "m1", "w1", noon)).toBe(0);
    await workers.renew("w1", RUNNING_MS);
    await workers.renew("w2", RUNNING_MS);
    const sent = await Promise.all([
      alertEvents.send(["1", "2"], "m1", "w1", noon),
      alertEvents.send(["1", "2"], "m2", "w2", noon),
    ]);
    expect(sent[0] + sent[1]).toBe(2);
    expect(await alertEvents.waiting(noon)).toEqual([]);
  });

  it("finds what a killed process was sending, and counts the repeated sends", async () => {
    const { alertEvents, workers } = store;
    await workers.renew("w1", RUNNING_MS);
    await alertEvents.note("ratings", [event("1"), event("2")], noon, noon);
    await alertEvents.send(["1", "2"], "m1", "w1", noon);

    await workers.renew("w2", RUNNING_MS);
    expect(await alertEvents.takeOver("w2")).toBe(0);
    await workers.renew("w1", OVER_MS);
    expect(await alertEvents.takeOver("w2")).toBe(2);
    expect(await alertEvents.inHand("w2", later(2))).toMatchObject([{ message: "m1", repeated: 0 }]);
    expect(await alertEvents.sendAgain("m1", "w1", later(2))).toBe(false);
    expect(await alertEvents.sendAgain("m1", "w2", later(2))).toBe(true);
    expect(await alertEvents.inHand("w2", later(2))).toMatchObject([{ message: "m1", repeated: 1 }]);

    await alertEvents.putOff("m1", "w2", { state: "sending", nextAt: later(5), reason: "unclear" });
    expect(await alertEvents.inHand("w2", later(4))).toEqual([]);
    await alertEvents.end("m1", "w2", { state: "sent", at: later(5) });
    expect(await alertEvents.inHand("w2", later(6))).toEqual([]);
    expect((await alertEvents.ofMessage("m1")).map(({ state, news }) => [state, news])).toEqual([
      ["sent", `{"customer":"Nguyễn Văn An"}`],
      ["sent", `{"customer":"Nguyễn Văn An"}`],
    ]);
  });

  it("sends nothing for a round that read an event before another one put it off", async () => {
    const { alertEvents, workers } = store;
    await workers.renew("w1", RUNNING_MS);
    await alertEvents.note("ratings", [event("1")], noon, noon);
    await alertEvents.send(["1"], "m1", "w1", noon);
    await alertEvents.putOff("m1", "w1", { state: "waiting", nextAt: later(5), reason: "platform" });
    expect(await alertEvents.send(["1"], "m2", "w1", later(4))).toBe(0);
    expect(await alertEvents.send(["1"], "m2", "w1", later(5))).toBe(1);

    await alertEvents.putOff("m2", "w1", { state: "sending", nextAt: later(9), reason: "unclear" });
    expect(await alertEvents.sendAgain("m2", "w1", later(8))).toBe(false);
    expect(await alertEvents.sendAgain("m2", "w1", later(9))).toBe(true);
    expect(await alertEvents.inHand("w1", later(9))).toMatchObject([{ message: "m2", repeated: 1 }]);
  });

  it("returns unsent events, marks held ones, and drops unwanted ones", async () => {
    const { alertEvents, workers } = store;
    await workers.renew("w1", RUNNING_MS);
    await alertEvents.note("ratings", [event("1"), event("2", { rule: "r2" })], noon, noon);
    await alertEvents.send(["1"], "m1", "w1", noon);
    await alertEvents.putOff("m1", "w1", { state: "waiting", nextAt: later(1), reason: "platform" });
    await alertEvents.hold("r1");
    expect(await alertEvents.waiting(noon)).toEqual([
      { id: "2", rule: "r2", subject: "rating:2", held: false },
    ]);
    expect(await alertEvents.waiting(later(1))).toContainEqual({
      id: "1",
      rule: "r1",
      subject: "rating:1",
      held: true,
    });
    await alertEvents.drop("r1", later(1));
    expect((await alertEvents.waiting(later(1))).map(({ id }) => id)).toEqual(["2"]);
  });

  it("stores the previous state of a ticket", async () => {
    const { alertEvents } = store;
    const ticket = (id: string, at: Date, news: string) =>
      event(id, { key: `ticket:7@${at.getTime()}`, subject: "ticket:7", at, news });
    await alertEvents.noteKnown(ticket("1", noon, "New"), noon);
    await alertEvents.note("tickets", [ticket("2", later(5), "Closed")], later(6), later(6));
    expect(await alertEvents.before("r1", "ticket:7", later(5))).toMatchObject({ news: "New" });
    expect(await alertEvents.before("r1", "ticket:7", noon)).toBeNull();
    expect((await alertEvents.waiting(later(6))).map(({ id }) => id)).toEqual(["2"]);
  });

  it("empties the alert texts about an erased customer, and does not send them again", async () => {
    const { alertEvents } = store;
    await alertEvents.note("ratings", [event("1"), event("2", { news: "{}" })], noon, noon);
    const { alerts } = await store.forget([], (text) => text.includes("Nguyễn Văn An"));
    expect(alerts).toBe(1);
    expect(await alertEvents.byId("1")).toMatchObject({ news: null });
    expect(await alertEvents.note("ratings", [event("3", { key: "rating:1" })], noon, noon)).toBe(0);
  });

  it("assigns an alert to the first of thirty people, and to another one when that person releases it", async () => {
    const { assignments } = store;
    const claim = (person: string) => ({ subject: "ticket:17464", person, name: "Lan", at: noon });
    const takers = Array.from({ length: 30 }, (_, index) => `slack:U${index}`);
    const owners = await Promise.all(takers.map((person) => assignments.take(claim(person))));
    const [owner] = new Set(owners.map(({ person }) => person));
    expect(new Set(owners.map(({ person }) => person)).size).toBe(1);
    expect(await assignments.of(["ticket:1", "ticket:17464"])).toEqual([claim(owner ?? "")]);

    expect(await assignments.release("ticket:17464", "slack:Uother")).toBe(false);
    expect(await assignments.release("ticket:17464", owner ?? "")).toBe(true);
    expect(await assignments.of(["ticket:17464"])).toEqual([]);
  });

  it("deletes alerts and assignments after thirty days", async () => {
    const DAYS = 24 * 60;
    const { id: watching } = await store.alertRules.add({ ...rule, id: "r7" });
    const once = { rule: watching, key: "ticket:7" };
    await store.alertEvents.note("ratings", [event("1"), event("7", once)], noon, noon);
    await store.assignments.take({ subject: "rating:1", person: "slack:U1", name: "Lan", at: noon });
    expect(await store.deleteExpired(later(30 * DAYS - 1))).toBe(0);
    expect(await store.deleteExpired(later(30 * DAYS))).toBe(3);
    expect(await store.alertEvents.byId("1")).toBeNull();
    // A ticket may change after a year. Its "new" alert is remembered as long as a rule for new tickets exists.
    expect(await store.alertEvents.byId("7")).toMatchObject({ news: null });
    expect(await store.alertEvents.note("tickets", [event("8", once)], noon, noon)).toBe(0);
    await store.alertRules.move(watching, "active", "removed", noon);
    expect(await store.deleteExpired(later(30 * DAYS))).toBe(1);
    expect(await store.alertEvents.byId("7")).toBeNull();
    expect(await store.assignments.of(["rating:1"])).toEqual([]);
  });
}
