import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { NewOperation, OperationState } from "../../src/operations/operation.ts";
import type { Store } from "../../src/store/open.ts";
import { later, noon, proposed } from "./store-samples.ts";

/** The promises for the journal: exactly one of many callers moves an operation. Call it inside a `describe`. */
export function operationsContract(table: () => Store["operations"]): void {
  it("stores a proposal unchanged", async () => {
    const proposal = proposed();
    await table().add(proposal);
    expect(await table().find(proposal.id)).toEqual({
      ...proposal,
      confirmedBy: null,
      declinedBy: null,
      sentAt: null,
      endedAt: null,
      outcome: null,
      evidence: null,
      seen: null,
      owner: null,
      source: null,
      notifiedAt: null,
      restoredAt: null,
      isBroken: false,
      tries: 0,
      sourceSequence: 0,
      customerSequence: 0,
    });
    expect(await table().find("nobody")).toBeNull();
  });

  it("finds the questions of a person that can still be answered, newest first", async () => {
    const person = `slack:${randomUUID()}`;
    const ask = async (at: Date, until: Date, whom = person) => {
      const operation = { ...proposed(), person: whom, at, until };
      await table().add(operation);
      return operation.id;
    };
    const [older, newer] = [await ask(later(1), later(31)), await ask(later(2), later(32))];
    await ask(later(-40), later(-10));
    await ask(later(3), later(33), "slack:somebody-else");
    const declined = await ask(later(4), later(34));
    await table().move(declined, ["proposed"], "declined", { at: later(5), by: person });
    const found = async (at: Date) => (await table().proposedTo(person, at)).map(({ id }) => id);
    expect(await found(later(5))).toEqual([newer, older]);
    expect(await found(later(31))).toEqual([newer]);
  });

  it("refuses a second operation with the same reference", async () => {
    const { reference, ...first } = proposed();
    await table().add({ ...first, reference });
    await expect(table().add({ ...proposed(), reference })).rejects.toThrow();
  });

  it("lets one of fifty parallel clicks confirm", async () => {
    const { id } = await add();
    const moved = await Promise.all(
      Array.from({ length: 50 }, (_, action) =>
        table().move(id, ["proposed"], "confirmed", { at: noon, by: `slack:U${action}` }),
      ),
    );
    expect(moved.filter(Boolean)).toHaveLength(1);
    const winner = `slack:U${moved.indexOf(true)}`;
    expect(await table().find(id)).toMatchObject({ state: "confirmed", confirmedBy: winner });
  });

  it("moves from proposed to done and keeps the data of each step", async () => {
    const { id } = await add();
    const { move } = table();
    expect(await move(id, ["proposed"], "confirmed", { at: later(1), by: "slack:U1" })).toBe(true);
    expect(await move(id, ["confirmed"], "sending", { at: later(2), seen: '["h1"]' })).toBe(true);
    expect(await move(id, ["sending"], "unclear", { at: later(3), outcome: '"cut"' })).toBe(true);
    expect(
      await move(id, ["sending", "unclear"], "done", {
        at: later(4),
        outcome: '"ok"',
        evidence: `h:${id}`,
      }),
    ).toBe(true);
    expect(await table().find(id)).toMatchObject({
      state: "done",
      confirmedBy: "slack:U1",
      declinedBy: null,
      sentAt: later(2),
      endedAt: later(4),
      outcome: '"ok"',
      evidence: `h:${id}`,
      seen: '["h1"]',
    });
  });

  it("replaces the arguments only by a move that brings others", async () => {
    const { id, input } = await add();
    const { move } = table();
    await move(id, ["proposed"], "sending", { at: later(1) });
    expect(await table().find(id)).toMatchObject({ input });
    await move(id, ["sending"], "done", { at: later(2), input: '{"customer":"name:K7Q2"}' });
    expect(await table().find(id)).toMatchObject({ input: '{"customer":"name:K7Q2"}', isBroken: false });
  });

  it("stores the person who declined separately from the one who confirmed", async () => {
    const { id } = await add();
    await table().move(id, ["proposed"], "declined", { at: later(1), by: "slack:U2" });
    expect(await table().find(id)).toMatchObject({
      state: "declined",
      declinedBy: "slack:U2",
      confirmedBy: null,
      endedAt: later(1),
    });
  });

  it("does not move an operation from a state that it is not in", async () => {
    const { id } = await add();
    const { move } = table();
    expect(await move(id, ["confirmed", "sending"], "done", { at: noon, evidence: "x" })).toBe(false);
    expect(await move(id, [], "done", { at: noon })).toBe(false);
    expect(await move("nobody", ["proposed"], "done", { at: noon })).toBe(false);
    expect(await table().find(id)).toMatchObject({ state: "proposed", evidence: null });
  });

  it("lets only one operation claim a piece of evidence", async () => {
    const [first, second] = [await add(), await add()];
    const evidence = `point:${randomUUID()}`;
    const assignments = await Promise.all(
      [first, second].map(({ id }) => table().move(id, ["proposed"], "done", { at: noon, evidence })),
    );
    expect(assignments.toSorted()).toEqual([false, true]);
    const loser = assignments[0] ? second : first;
    const winner = assignments[0] ? first : second;
    expect(await table().find(winner.id)).toMatchObject({ state: "done", evidence });
    expect(await table().find(loser.id)).toMatchObject({ state: "proposed", endedAt: null, evidence: null });
  });

  it("lets one of fifty questions about one message be confirmed, and another one when that one had no effect", async () => {
    const source = `slack:C01:${randomUUID()}`;
    const confirm = (id: string) => table().move(id, ["proposed"], "confirmed", { at: noon });
    const asked = Array.from({ length: 50 }, () => ({ ...proposed(), source }));
    await Promise.all(asked.map((operation) => table().add(operation)));
    const taken = await Promise.all(asked.map(({ id }) => confirm(id)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const winner = asked[taken.indexOf(true)]?.id ?? "";
    const [second = "", third = ""] = asked.map(({ id }) => id).filter((id) => id !== winner);
    expect(await table().find(second)).toMatchObject({ state: "proposed", sourceSequence: 0 });
    for (const state of ["sending", "unclear"] as const) {
      await table().move(winner, ["confirmed", "sending"], state, { at: later(1) });
      expect(await confirm(second)).toBe(false);
    }
    await table().move(winner, ["unclear"], "failed", { at: later(2) });
    expect(await confirm(second)).toBe(true);
    expect(await confirm(third)).toBe(false);
  });

  it("allows a second operation from a message when its question showed the first one, and only one such", async () => {
    const source = `slack:C01:${randomUUID()}`;
    const { nextSequences, takeSequences, move } = table();
    const sequences = (sourceSequence: number) => ({ sourceSequence, customerSequence: 0 });
    const from = async (kind: string, turn: number) => {
      const operation = { ...proposed(), source, kind, sequences: sequences(turn) };
      await table().add(operation);
      return operation.id;
    };
    const confirm = (id: string) => move(id, ["proposed"], "confirmed", { at: noon });
    const nextTurn = async () => (await nextSequences("ticket", source, null)).sourceSequence;
    const [first, unaware, otherKind] = [
      await from("ticket", 0),
      await from("ticket", 0),
      await from("deal", 0),
    ];
    expect(await nextTurn()).toBe(0);
    expect(await confirm(first)).toBe(true);
    expect(await confirm(otherKind)).toBe(true);
    expect(await nextTurn()).toBe(1);

    const knowing = [await from("ticket", 1), unaware];
    await takeSequences(unaware, sequences(1));
    await takeSequences(first, sequences(7));
    expect(await table().find(first)).toMatchObject({ sourceSequence: 0 });
    const both = await Promise.all(knowing.map(confirm));
    expect(both.toSorted()).toEqual([false, true]);
    expect(await nextTurn()).toBe(2);
  });

  it("lets one of fifty questions about one customer be confirmed, whichever person asked", async () => {
    const customer = `customer:${randomUUID()}`;
    const asked = await Promise.all(Array.from({ length: 50 }, () => add({ customer })));
    const taken = await Promise.all(
      asked.map(({ id }) => table().move(id, ["proposed"], "confirmed", { at: noon, ifNewest: true })),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it("neither confirms nor sends an operation after a later one for the same customer", async () => {
    const customer = `customer:${randomUUID()}`;
    const { move, nextSequences, latestFor } = table();
    const ask = async () => {
      const operation = { ...proposed(), customer, sequences: await nextSequences("redeem", null, customer) };
      await table().add(operation);
      return operation.id;
    };
    const go = (id: string, from: OperationState, to: OperationState) =>
      move(id, [from], to, { at: noon, ifNewest: true });
    const [first, unaware] = [await ask(), await ask()];
    expect(await go(first, "proposed", "confirmed")).toBe(true);
    expect((await latestFor("redeem", customer))?.id).toBe(first);
    expect(await latestFor("ticket", customer)).toBeNull();

    const knowing = await ask();
    expect(await go(knowing, "proposed", "confirmed")).toBe(true);
    expect((await latestFor("redeem", customer))?.id).toBe(knowing);
    expect(await go(first, "confirmed", "sending")).toBe(false);
    // Its number is free again, but a later operation showed it, so the next question must show that one.
    expect(await move(first, ["confirmed"], "failed", { at: noon })).toBe(true);
    expect(await go(unaware, "proposed", "confirmed")).toBe(false);
    expect(await go(knowing, "confirmed", "sending")).toBe(true);
    await table().takeSequences(unaware, await nextSequences("redeem", null, customer));
    expect(await go(unaware, "proposed", "confirmed")).toBe(true);
  });

  it("treats a repeated move with the same name as one move", async () => {
    const { id } = await add();
    const { move, find, markNotified: notified } = table();
    const confirm = { at: noon, by: "slack:U1", move: randomUUID() };
    expect(await move(id, ["proposed"], "confirmed", confirm)).toBe(true);
    expect(await move(id, ["proposed"], "confirmed", confirm)).toBe(true);
    expect(await move(id, ["proposed"], "confirmed", { ...confirm, move: randomUUID() })).toBe(false);
    await move(id, ["confirmed"], "sending", { at: noon });
    const back = { at: later(1), move: randomUUID() };
    for (const tries of [1, 1]) {
      expect(await move(id, ["sending"], "confirmed", back)).toBe(true);
      expect(await find(id)).toMatchObject({ state: "confirmed", tries });
    }
    await move(id, ["confirmed"], "sending", { at: later(1) });
    expect(await move(id, ["sending"], "confirmed", { ...back, ifTries: 0 })).toBe(false);
    expect(await move(id, ["sending"], "confirmed", { at: later(1), ifTries: 1 })).toBe(true);
    const end = { at: later(2), move: randomUUID() };
    await move(id, ["confirmed"], "failed", end);
    expect(await notified(id, later(3))).toBe(true);
    expect(await move(id, ["confirmed"], "failed", end)).toBe(true);
    expect(await notified(id, later(4))).toBe(false);
  });

  it("lists operations that a worker has had in progress for some time", async () => {
    const owner = randomUUID();
    const states = ["confirmed", "sending", "unclear"] as const;
    const moved = [];
    for (const [minute, state] of states.entries()) {
      const { id } = await add();
      await table().move(id, ["proposed"], state, { at: later(minute), owner });
      moved.push(id);
    }
    const found = async (minute: number) =>
      (await table().underWayOf(owner, { before: later(minute), now: later(9) })).map(({ id }) => id);
    expect(await found(9)).toEqual(moved.slice(0, 2));
    expect(await found(1)).toEqual(moved.slice(0, 1));
  });

  it("lists a customer's operations in the requested states, and a person's, newest first", async () => {
    const customer = randomUUID();
    const person = `slack:${customer}`;
    const old = await add({ customer, person, at: noon });
    const young = await add({ customer, person, at: later(5) });
    const unclear = await add({ customer, person, at: later(3) });
    await table().move(unclear.id, ["proposed"], "unclear", { at: later(6) });

    const ids = (found: { id: string }[]) => found.map(({ id }) => id);
    expect(ids(await table().ofCustomer(customer, ["proposed"]))).toEqual([young.id, old.id]);
    expect(ids(await table().ofCustomer(customer, ["unclear", "sending"]))).toEqual([unclear.id]);
    expect(await table().ofCustomer(customer, [])).toEqual([]);
    const tooMany = Array.from({ length: 11 }, () => "unclear" as const);
    await expect(table().ofCustomer(customer, tooMany)).rejects.toThrow("states has 11 values");
    expect(ids(await table().list({ person }, 2))).toEqual([young.id, unclear.id]);
  });

  it("counts unfinished operations by state, with the oldest time, and without expired questions", async () => {
    const counted = async (state: string, askedSince: Date) => {
      const found = (await table().openByState(askedSince)).find((one) => one.state === state);
      return { operations: found?.operations ?? 0, oldestAt: found?.oldestAt };
    };
    const longAgo = later(-60 * 24 * 365);
    const states = ["confirmed", "sending", "unclear"] as const;
    const before = await Promise.all(states.map((state) => counted(state, noon)));
    const asked = await Promise.all(states.map(() => add({ customer: randomUUID() })));
    for (const [index, { id }] of asked.entries())
      await table().move(id, ["proposed"], states[index] ?? "confirmed", { at: longAgo });
    for (const [index, state] of states.entries()) {
      const operations = (before[index]?.operations ?? 0) + 1;
      expect(await counted(state, noon)).toEqual({ operations, oldestAt: longAgo });
    }
    for (const { id } of asked) await table().move(id, states, "done", { at: noon });
    expect(await counted("done", longAgo)).toMatchObject({ operations: 0 });

    const { id } = await add({ at: longAgo });
    const justBefore = new Date(longAgo.getTime() - 1);
    const others = await counted("proposed", longAgo);
    const all = { operations: others.operations + 1, oldestAt: longAgo };
    expect(await counted("proposed", justBefore)).toEqual(all);
    await table().move(id, ["proposed"], "declined", { at: noon });
    expect(await counted("proposed", justBefore)).toEqual(others);
  });

  async function add(more: Partial<NewOperation> = {}): Promise<NewOperation> {
    const operation = { ...proposed(), ...more };
    await table().add(operation);
    return operation;
  }
}
