import { expect, it } from "vitest";
import { createLease, createPauseClock, MIN_AGE_AT_HEARTBEAT_MS } from "../../src/operations/lease.ts";

it("takes over nothing for a while after it could not renew its own lease", async () => {
  let nowMs = 0;
  let comesBack = () => {};
  const database = { isAway: new Promise<void>((resolve) => (comesBack = resolve)) };
  let beats = 0;
  const workers = {
    renew: async () => {
      beats += 1;
      if (beats === 3) await database.isAway;
      return true;
    },
    release: async () => {},
    othersEndedLately: async () => false,
  };
  const lease = createLease(workers, "bot", () => nowMs);
  await lease.renewIfDue();
  expect(lease.mayTakeOver()).toBe(true);
  nowMs = 5_000;
  await lease.renewIfDue();
  expect(lease.mayTakeOver()).toBe(true);

  nowMs = 10_000;
  const held = lease.renewIfDue();
  nowMs = 25_000;
  comesBack();
  await held;
  expect(lease.mayTakeOver()).toBe(false);
  await lease.renewIfDue();
  nowMs = 34_000;
  expect(lease.mayTakeOver()).toBe(true);
});

it("watches whether it runs without a break", async () => {
  let nowMs = 0;
  const lease = createLease(
    { renew: async () => true, release: async () => {}, othersEndedLately: async () => false },
    "bot",
    () => nowMs,
  );
  expect(lease.watch()()).toBe(true);
  await lease.renewIfDue();
  const isUnbroken = lease.watch();
  nowMs = 11_999;
  expect(isUnbroken()).toBe(true);
  await lease.renewIfDue();
  nowMs = 23_000;
  expect(isUnbroken()).toBe(true);

  nowMs = 24_000;
  expect([isUnbroken(), lease.watch()()]).toEqual([false, false]);
  await lease.renewIfDue();
  expect([isUnbroken(), lease.watch()()]).toEqual([false, true]);
});

it("has a break when it had ended by the clock of the database, which was set forward", async () => {
  let [nowMs, wasRunning] = [0, false];
  const workers = {
    renew: async () => wasRunning,
    release: async () => {},
    othersEndedLately: async () => false,
  };
  const lease = createLease(workers, "bot", () => nowMs);
  await lease.renewIfDue();
  const isUnbroken = lease.watch();
  [nowMs, wasRunning] = [5_000, true];
  await lease.renewIfDue();
  expect(isUnbroken()).toBe(true);
  [nowMs, wasRunning] = [10_000, false];
  await lease.renewIfDue();
  expect([isUnbroken(), lease.watch()()]).toEqual([false, true]);
});

it("has a break when its renewal arrived, but was answered only after a long pause", async () => {
  let nowMs = 0;
  let answer = () => {};
  let answered = Promise.resolve(true);
  const lease = createLease(
    { renew: () => answered, release: async () => {}, othersEndedLately: async () => false },
    "bot",
    () => nowMs,
  );
  await lease.renewIfDue();
  const isUnbroken = lease.watch();
  nowMs = 6_000;
  answered = new Promise((resolve) => (answer = () => resolve(true)));
  const held = lease.renewIfDue();
  nowMs = 30_000;
  answer();
  await held;
  expect([isUnbroken(), lease.watch()()]).toEqual([false, false]);
});

it("counts the time of a suspended machine, and never goes back with the wall clock", () => {
  let [monotonicMs, wallMs] = [500, 1_000_000];
  const nowMs = createPauseClock(
    () => monotonicMs,
    () => wallMs,
  );
  const pass = (monotonic: number, wall: number) => {
    monotonicMs += monotonic;
    wallMs += wall;
    return nowMs();
  };
  expect(pass(10, 10)).toBe(10);
  expect(pass(0, 3_600_000)).toBe(3_600_010);
  expect(pass(20, -7_200_000)).toBe(3_600_030);
  expect(pass(5, 5)).toBe(3_600_035);
});

it("does not run fast when it is read often, although the wall clock counts whole milliseconds", () => {
  let realMs = 0;
  const nowMs = createPauseClock(
    () => realMs,
    () => Math.floor(realMs),
  );
  while (realMs < 5_000) {
    realMs += 0.3;
    nowMs();
  }
  expect(Math.abs(nowMs() - realMs)).toBeLessThan(1);
});

/** Creates a lease whose second renewal is answered when the test says so. */
async function leaseWithSlowRenewal() {
  let [nowMs, answer] = [0, () => {}];
  let answered = Promise.resolve(true);
  const calls: string[] = [];
  const workers = {
    async renew() {
      calls.push("renew");
      await answered;
      calls.push("renewed");
      return true;
    },
    release: async () => void calls.push("release"),
    othersEndedLately: async () => false,
  };
  const lease = createLease(workers, "bot", () => nowMs);
  await lease.renewIfDue();
  nowMs = 6_000;
  answered = new Promise((resolve) => (answer = () => resolve(true)));
  const pass = (ms: number) => (nowMs += ms);
  return { lease, calls: () => calls.splice(0).slice(), answer: () => answer(), pass };
}

it("is renewed by one call at a time, however many ask for it", async () => {
  const { lease, calls, answer, pass } = await leaseWithSlowRenewal();
  calls();
  const first = lease.renewIfDue();
  pass(5_000);
  const second = lease.renewIfDue();
  expect(calls()).toEqual(["renew"]);
  answer();
  await Promise.all([first, second]);
  expect(calls()).toEqual(["renewed"]);
});

it("is released after a renewal that has begun, which would take it again", async () => {
  const { lease, calls, answer } = await leaseWithSlowRenewal();
  calls();
  const renewing = lease.renewIfDue();
  const releasing = lease.release();
  answer();
  await Promise.all([renewing, releasing]);
  expect(calls()).toEqual(["renew", "renewed", "release"]);
});

it("is released although the renewal that has begun fails", async () => {
  const calls: string[] = [];
  const workers = {
    renew: () => Promise.reject(new Error("the database cannot be used")),
    release: async () => void calls.push("release"),
    othersEndedLately: async () => false,
  };
  const lease = createLease(workers, "bot", () => 0);
  const renewing = lease.renewIfDue().catch(() => calls.push("not renewed"));
  await lease.release();
  await renewing;
  expect(calls).toContain("release");
});

it("is not begun again after its release, which other processes would wait for", async () => {
  const { lease, calls, answer, pass } = await leaseWithSlowRenewal();
  calls();
  answer();
  await Promise.all([lease.release(), lease.renewIfDue()]);
  pass(6_000);
  await lease.renewIfDue();
  expect(calls()).toEqual(["release"]);
});

it("is renewed by each heartbeat, also soon after another caller has renewed it", async () => {
  let nowMs = 0;
  let renewals = 0;
  const workers = {
    async renew() {
      renewals += 1;
      return true;
    },
    release: async () => {},
    othersEndedLately: async () => false,
  };
  const lease = createLease(workers, "bot", () => nowMs);
  await lease.renewIfDue();
  nowMs = 4_500;
  await lease.renewIfDue();
  expect(renewals).toBe(1);
  await lease.renewIfDue(MIN_AGE_AT_HEARTBEAT_MS);
  expect(renewals).toBe(2);
});

it("takes over nothing right after a start that follows an outage of the database", async () => {
  let nowMs = 0;
  const workers = { renew: async () => false, release: async () => {}, othersEndedLately: async () => true };
  const lease = createLease(workers, "bot", () => nowMs);
  await lease.renewIfDue();
  expect(lease.mayTakeOver()).toBe(false);
  nowMs = 5_000;
  workers.renew = async () => true;
  await lease.renewIfDue();
  nowMs = 9_000;
  expect(lease.mayTakeOver()).toBe(true);
});

it("takes over nothing for a while after a renewal that took long, because others may have waited longer", async () => {
  const { lease, answer, pass } = await leaseWithSlowRenewal();
  const renewing = lease.renewIfDue();
  pass(4_000);
  answer();
  await renewing;
  expect([lease.isValid(), lease.mayTakeOver()]).toEqual([true, false]);
});
