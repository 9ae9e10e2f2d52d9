import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { NewOperation, OperationState } from "../../src/operations/operation.ts";
import type { Store } from "../../src/store/open.ts";
import { later, noon, proposed } from "./store-samples.ts";

/** The promises for notifying people of outcomes. Call it inside a `describe`. */
export function outcomesContract(table: () => Store["operations"]): void {
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

  /** Adds an operation that reached this state in the given minute. */
  async function inState(
    state: OperationState,
    minute: number,
    more: Partial<NewOperation> = {},
  ): Promise<string> {
    const operation = { ...proposed(), customer: randomUUID(), at: later(minute), ...more };
    await table().add(operation);
    if (state !== "proposed") await table().move(operation.id, ["proposed"], state, { at: later(minute) });
    return operation.id;
  }

  it("lets exactly one of many callers mark an operation as notified", async () => {
    const id = await inState("done", 0);
    const notified = await Promise.all(Array.from({ length: 20 }, () => table().markNotified(id, later(1))));
    expect(notified.filter(Boolean)).toHaveLength(1);
    expect(await table().find(id)).toMatchObject({ notifiedAt: later(1) });
    expect(await table().markNotified("nobody", noon)).toBe(false);
  });

  it("requires another notification when an unclear operation has become clear", async () => {
    const id = await inState("unclear", 0);
    expect(await table().markNotified(id, later(1))).toBe(true);
    await table().move(id, ["unclear"], "done", { at: later(2) });
    expect(await table().find(id)).toMatchObject({ notifiedAt: null });
    expect(await table().markNotified(id, later(3))).toBe(true);
  });

  it("does not count the notification of an earlier state for the current one", async () => {
    const id = await inState("unclear", 0);
    await table().move(id, ["unclear"], "done", { at: later(2) });
    expect(await table().markNotified(id, later(3), "unclear")).toBe(false);
    expect(await table().markNotified(id, later(3), "done")).toBe(true);
  });

  it("lists a worker's operations whose people were not notified yet, oldest first", async () => {
    const owner = randomUUID();
    const failed = await inState("failed", 2, { owner });
    const done = await inState("done", 1, { owner });
    const unclear = await inState("unclear", 3, { owner });
    await inState("done", 9, { owner });
    await inState("done", 1, { owner: randomUUID() });
    await inState("declined", 1, { owner });
    await inState("confirmed", 1, { owner });
    await inState("expired", 1, { owner });
    const tooOld = await inState("confirmed", 1, { owner });
    await table().move(tooOld, ["confirmed"], "expired", { at: later(4) });
    const byHand = await inState("proposed", 1, { owner });
    await table().move(byHand, ["proposed"], "confirmed", { at: later(2), by: "slack:U1" });
    await table().move(byHand, ["confirmed"], "expired", { at: later(5) });
    await table().markNotified(failed, later(6));

    expect(ids(await table().findNotNotified(owner, { before: later(9), now: later(9) }))).toEqual([
      done,
      unclear,
      byHand,
    ]);
  });

  it("lists unclear operations, oldest first, and finds the newest of a kind for a customer", async () => {
    const customer = randomUUID();
    const sequences = (customerSequence: number) => ({
      customer,
      sequences: { sourceSequence: 0, customerSequence },
    });
    const young = await inState("unclear", -100, sequences(1));
    const old = await inState("unclear", -200, sequences(0));
    const ticket = await inState("unclear", -50, { ...sequences(0), kind: "ticket new" });
    const done = await inState("done", -40, sequences(2));

    expect(ids(await table().unclear(2))).toEqual([old, young]);
    expect((await table().latestFor("redeem", customer))?.id).toBe(done);
    expect((await table().latestFor("ticket new", customer))?.id).toBe(ticket);
    expect(await table().latestFor("redeem", randomUUID())).toBeNull();
  });

  it("finds a message's latest operation, a confirmed one before a proposed one, and never one without effect", async () => {
    const source = `slack:C01:${randomUUID()}`;
    let sequence = 0;
    const from = (state: OperationState, minute: number) =>
      inState(state, minute, {
        source,
        kind: "ticket new",
        sequences: { sourceSequence: sequence++, customerSequence: 0 },
      });
    const found = async () => (await table().bySource("ticket new", source))?.id;

    for (const state of ["declined", "expired", "failed"] as const) await from(state, 9);
    expect(await table().bySource("ticket new", source)).toBeNull();
    const asked = await from("proposed", 8);
    expect(await found()).toBe(asked);
    const confirmed = await from("confirmed", 1);
    expect(await found()).toBe(confirmed);
    const sending = await from("sending", 2);
    expect(await found()).toBe(sending);
    await from("done", -2);
    const unclear = await from("unclear", -1);
    expect(await found()).toBe(unclear);
    expect(await table().find(unclear)).toMatchObject({ source });
    expect(await table().bySource("redeem", source)).toBeNull();
  });

  it("lists a customer's recent operations of a kind, newest first", async () => {
    const customer = randomUUID();
    const states = ["done", "done", "unclear", "failed", "proposed", "sending", "declined"] as const;
    const made = [];
    for (const [customerSequence, state] of states.entries()) {
      const sequences = { sourceSequence: 0, customerSequence };
      made.push(await inState(state, Math.min(customerSequence, 3), { customer, sequences }));
    }
    const [, since, unclear] = made;
    await inState("done", 3, { customer, kind: "accumulate" });
    expect(ids(await table().recent("redeem", customer, later(1)))).toEqual([unclear, since]);
  });

  it("lists the newest operations, of everybody or of one person", async () => {
    const person = `slack:${randomUUID()}`;
    const mine = await inState("done", 5000, { person });
    const older = await inState("proposed", 4000, { person });
    const theirs = await inState("failed", 6000);
    expect(ids(await table().list({}, 2))).toEqual([theirs, mine]);
    expect(ids(await table().list({ person }, 9))).toEqual([mine, older]);
    expect(ids(await table().list({ person }, 1))).toEqual([mine]);
  });
}
