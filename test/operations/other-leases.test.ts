import { beforeEach, expect, it } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { createOtherLeases, type RunningLease } from "../../src/operations/other-leases.ts";

const HOUR_MS = 3_600_000;

let nowMs: number;
/** The leases in the database, by the database's clock. */
let running: RunningLease[];
let mayTakeOver: boolean;
let lines: string[];

beforeEach(() => {
  [nowMs, running, mayTakeOver, lines] = [0, [], true, []];
});

function othersOf() {
  const repository = {
    othersRunning: async () => running.map((lease) => ({ ...lease })),
    async endUnlessRenewed({ worker, until }: Pick<RunningLease, "worker" | "until">) {
      const before = running.length;
      running = running.filter((lease) => lease.worker !== worker || lease.until !== until);
      return running.length < before;
    },
  };
  const lease = { owner: "own", mayTakeOver: () => mayTakeOver };
  const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
  return createOtherLeases(repository, lease, { monotonicMs: () => nowMs, log });
}

function watchOthers() {
  const { nextEndMs } = othersOf();
  return async (atMs: number) => {
    nowMs = atMs;
    await nextEndMs();
    return running.map(({ worker }) => worker);
  };
}

it("returns the end that comes first", async () => {
  running = [
    { worker: "a", until: 30, leftMs: 20 },
    { worker: "b", until: 20, leftMs: 10 },
  ];
  expect(await othersOf().nextEndMs()).toBe(10);
});

it("ends a lease that nobody has renewed for as long as a lease runs, and warns", async () => {
  running = [{ worker: "dead", until: 24 * HOUR_MS, leftMs: 24 * HOUR_MS }];
  const leasesAt = watchOthers();
  expect(await leasesAt(0)).toEqual(["dead"]);
  expect(await leasesAt(14_999)).toEqual(["dead"]);
  expect(lines).toEqual([]);
  expect(await leasesAt(15_000)).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("clock was set back");
});

it("leaves a lease that is renewed, however late it ends", async () => {
  const leasesAt = watchOthers();
  for (let atMs = 0; atMs <= 60_000; atMs += 5_000) {
    running = [{ worker: "living", until: HOUR_MS + atMs, leftMs: HOUR_MS }];
    expect(await leasesAt(atMs)).toEqual(["living"]);
  }
});

it("ends none while this process may not take over, because others could not renew theirs either", async () => {
  running = [{ worker: "returns soon", until: HOUR_MS, leftMs: HOUR_MS }];
  const leasesAt = watchOthers();
  await leasesAt(0);
  mayTakeOver = false;
  expect(await leasesAt(30_000)).toEqual(["returns soon"]);
});

it("is called again when a stuck lease can be ended, and takes over right after that", async () => {
  running = [{ worker: "dead", until: HOUR_MS, leftMs: HOUR_MS }];
  const { nextEndMs } = othersOf();
  nowMs = 4_000;
  expect(await nextEndMs()).toBe(15_000);
  nowMs = 14_000;
  expect(await nextEndMs()).toBe(5_000);
  nowMs = 19_000;
  expect(await nextEndMs()).toBe(0);
  expect(await nextEndMs()).toBeNull();
});
