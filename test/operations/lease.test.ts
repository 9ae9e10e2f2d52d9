import { expect, it } from "vitest";
import { createLease } from "../../src/operations/lease.ts";

it("takes over nothing for a while after it could not prolong its own lease", async () => {
  let nowMs = 0;
  let comesBack = () => {};
  const database = { isAway: new Promise<void>((resolve) => (comesBack = resolve)) };
  let beats = 0;
  const workers = {
    beat: async () => {
      beats += 1;
      if (beats === 3) await database.isAway;
    },
    leave: async () => {},
  };
  const lease = createLease(workers, "bot", () => nowMs);
  await lease.hold();
  expect(lease.mayTakeOver()).toBe(true);
  nowMs = 5_000;
  await lease.hold();
  expect(lease.mayTakeOver()).toBe(true);

  nowMs = 10_000;
  const held = lease.hold();
  nowMs = 25_000;
  comesBack();
  await held;
  expect(lease.mayTakeOver()).toBe(false);
  await lease.hold();
  nowMs = 34_000;
  expect(lease.mayTakeOver()).toBe(true);
});
