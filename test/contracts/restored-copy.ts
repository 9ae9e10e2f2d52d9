import { expect } from "vitest";
import type { OperationState } from "../../src/operations/operation.ts";
import type { Store } from "../../src/store/open.ts";
import { later, noon, OVER_MS, proposed, RUNNING_MS } from "./store-samples.ts";

/** The time at which the copy is started. */
export const restoredAt = later(60);

const BEFORE_RESTORE: readonly [id: string, states: readonly OperationState[]][] = [
  ["proposed", []],
  ["confirmed", ["confirmed"]],
  ["sending", ["confirmed", "sending"]],
  ["unclear", ["confirmed", "sending", "unclear"]],
  ["done", ["confirmed", "sending", "done"]],
];

const rule = { person: "slack:U1", platform: "slack", chat: "C1", thread: null, shared: true, locale: "vi" };

/** Stores one record of every kind that the bot continues by itself after a start. */
export async function leaveUnderWay(store: Store): Promise<void> {
  await store.workers.renew("a", RUNNING_MS);
  await store.inbox.accept({ id: "event", platform: "slack", payload: "{}", at: noon, owner: "a" });
  for (const [id, states] of BEFORE_RESTORE) {
    await store.operations.add({ ...proposed(), id, reference: id, customer: id, owner: "a" });
    let from: OperationState = "proposed";
    for (const to of states) {
      await store.operations.move(id, [from], to, { at: noon, by: "slack:U1" });
      from = to;
    }
  }

  const { id: subscription } = await store.subscriptions.add({
    ...rule,
    ...{ id: "digest", kinds: "ratings", schedule: "daily 08:30", skipEmpty: false, at: noon },
  });
  const run = { subscription, kind: "ratings", dueAt: noon, from: noon, to: noon };
  const runs = ["sending", "claimed", "due"].map((id) => ({ ...run, id, period: id }));
  await store.runs.plan(subscription, runs.slice(0, 2), noon);
  await store.runs.claim("a");
  await store.runs.send({ id: "sending", state: "claimed" }, "a", noon);
  await store.runs.plan(subscription, runs.slice(2), noon);

  await store.alertRules.add({ ...rule, id: "rule", isPersonal: false, watch: "ratings 2", at: noon });
  await store.alertEvents.claimSource("ratings", "a");
  const events = ["held", "told"].map((id) => ({
    id,
    rule: "rule",
    key: id,
    subject: id,
    news: "{}",
    at: noon,
  }));
  await store.alertEvents.note("ratings", events, noon, noon);
  await store.alertEvents.send(["told"], "message", "a", noon);

  const file = { kind: "customers", person: "slack:U1", place: "{}", plan: "{}", at: noon, owner: "a" };
  for (const id of ["reading", "asked", "running"]) await store.imports.begin({ ...file, id, reference: id });
  for (const seq of [0, 1]) {
    await store.imports.addBatch("running", { seq, state: "waiting", size: 100, rows: "[]" });
  }
  for (const id of ["asked", "running"]) {
    await store.imports.propose(id, { good: 200, bad: 0, fingerprint: id, at: noon });
  }
  await store.imports.confirm("running", { at: noon, person: "slack:U1", owner: "a", anyway: false });
  await store.imports.send("running", 0, "a", noon);
  // Its process was killed some time ago.
  await store.workers.renew("a", OVER_MS);
}

/** The original database: everything continues. */
export async function expectGoesOn(store: Store): Promise<void> {
  await store.workers.renew("b", RUNNING_MS);
  expect(await store.inbox.takeOver("b")).toMatchObject([{ id: "event" }]);
  const states = ["confirmed", "sending", "unclear", "done"] as const;
  const left = await store.operations.takeOver("b", states);
  expect(left.map(({ id }) => id).toSorted()).toEqual(states.toSorted());
  expect(await store.operations.find("proposed")).toMatchObject({ state: "proposed" });
  expect(await store.runs.takeOver("b")).toBe(2);
  expect(await store.alertEvents.takeOver("b")).toBe(1);
  expect(await store.alertEvents.notifiedSince()).toBeNull();
  expect(await store.imports.takeOver("b")).toMatchObject([{ id: "running" }]);
}

/** A restored copy: nothing is sent and nobody is notified. */
export async function expectEnded(store: Store): Promise<void> {
  await store.workers.renew("b", RUNNING_MS);
  expect(await store.inbox.unfinished()).toEqual([]);
  expect(await store.inbox.owed()).toBe(0);
  const delivered = { id: "event", platform: "slack", payload: "{}", at: restoredAt };
  expect(await store.inbox.accept(delivered)).toBe(false);

  const states = ["confirmed", "sending", "done", "failed", "unclear", "expired"] as const;
  expect(await store.operations.takeOver("b", states)).toEqual([]);
  expect(await store.operations.findNotNotified("a", { before: later(120), now: later(120) })).toEqual([]);
  expect(await store.operations.unclear(9)).toEqual([]);
  const expired = { state: "expired", restoredAt, notifiedAt: restoredAt, endedAt: restoredAt };
  const unclear = { state: "unclear", restoredAt };
  expect(await store.operations.find("proposed")).toMatchObject(expired);
  expect(await store.operations.find("confirmed")).toMatchObject(expired);
  expect(await store.operations.find("sending")).toMatchObject({ ...unclear, notifiedAt: restoredAt });
  expect(await store.operations.find("unclear")).toMatchObject(unclear);
  expect(await store.operations.find("done")).toMatchObject({ state: "done", notifiedAt: restoredAt });
  // A request for another write of this kind for the customer shows it.
  expect((await store.operations.latestFor("redeem", "sending"))?.id).toBe("sending");

  expect(await store.runs.claim("b")).toBe(0);
  expect(await store.runs.takeOver("b")).toBe(0);
  const runs = await store.runs.newest("digest", 9);
  expect(runs.map(({ state, reason }) => `${state}: ${reason}`)).toEqual(Array(3).fill("skipped: restored"));
  expect((await store.subscriptions.byId("digest"))?.checkedUntil).toEqual(restoredAt);

  expect(await store.alertEvents.waiting(later(120))).toEqual([]);
  expect(await store.alertEvents.takeOver("b")).toBe(0);
  expect(await store.alertEvents.notifiedSince()).toEqual(restoredAt);
  expect(await store.alertEvents.polledUntil("ratings")).toEqual(restoredAt);
  expect(await store.alertEvents.claimSource("ratings", "b")).toBe(true);

  expect(await store.imports.takeOver("b")).toEqual([]);
  const counts = { restoredAt, made: 0, there: 0, failed: 0, unclear: 100 };
  expect(await store.imports.find("running")).toMatchObject({
    state: "stopped",
    notifiedAt: restoredAt,
    ...counts,
  });
  expect(await store.imports.find("reading")).toMatchObject({ state: "expired" });
  expect(await store.imports.find("asked")).toMatchObject({ state: "expired" });
  expect(await store.imports.batches("running", "waiting")).toMatchObject([{ seq: 1 }]);
  expect(await store.imports.send("running", 1, "b", restoredAt)).toBe(false);
}
