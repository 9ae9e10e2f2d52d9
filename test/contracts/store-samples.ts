import { randomUUID } from "node:crypto";
import type { NewOperation } from "../../src/operations/operation.ts";

export const noon = new Date("2026-11-25T05:00:00Z");

/** Returns the time this many minutes after noon, or before it for a negative number. */
export function later(minutes: number): Date {
  return new Date(noon.getTime() + minutes * 60_000);
}

/** Returns a proposed redemption with its own id, reference and customer. */
export function proposed(): NewOperation {
  const id = randomUUID();
  return {
    id,
    reference: id.slice(0, 8),
    kind: "redeem",
    person: "slack:U1",
    place: '{"chat":"C1"}',
    customer: `customer:${id}`,
    input: '{"code":"DAUMAY01","phone":"+84900000001"}',
    state: "proposed",
    at: noon,
    until: later(10),
  };
}

/** Lease durations for `workers.renew`: one longer than any test, and one that ends at once. */
export const RUNNING_MS = 600_000;
export const OVER_MS = -1;
