import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../src/log.ts";
import type { Engine } from "../../src/store/engine.ts";
import { migrationStatements } from "../../src/store/migrations/migrate.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/open.ts";
import type { ProposedOperation } from "../../src/store/operations.ts";

/** One engine, as the suite needs it. */
export interface StoreUnderTest {
  /** The address of an empty database that nobody else uses. */
  freshUrl(): Promise<string>;
  /** The bare engine over such an address, before any table exists. */
  engine(url: string): Promise<Engine>;
}

/** What the bot relies on, whichever engine keeps it. Call it inside a `describe` of the engine's own. */
export function storeContract(under: StoreUnderTest): void {
  const secretKey = randomBytes(32).toString("base64");
  const open = (url: string, more: Partial<StoreOptions> = {}) =>
    openStore({ url, secretKey, log: silentLog(), ...more });

  let url: string;
  let store: Store;
  beforeAll(async () => {
    url = await under.freshUrl();
    store = await open(url);
  });
  afterAll(() => store?.close());

  describe("inbox", () => {
    it("takes an event once, however often it is delivered", async () => {
      const event = { id: "slack:T1:Ev1", platform: "slack", payload: "{}", at: noon };
      expect(await store.inbox.accept(event)).toBe(true);
      expect(await store.inbox.accept(event)).toBe(false);
      await store.inbox.finish(event.id, "done", noon);
      expect(await store.inbox.accept(event)).toBe(false);
    });

    it("takes one of thirty deliveries that arrive in the same moment", async () => {
      const event = { id: "telegram:77", platform: "telegram", payload: "{}", at: noon };
      const taken = await Promise.all(Array.from({ length: 30 }, () => store.inbox.accept(event)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      await store.inbox.finish(event.id, "failed", noon);
    });

    it("keeps unfinished events over a restart, oldest first, word for word", async () => {
      const home = await under.freshUrl();
      const before = await open(home);
      await before.inbox.accept({ id: "b", platform: "slack", payload: "Phiếu 🎁", at: later(2) });
      await before.inbox.accept({ id: "a", platform: "telegram", payload: "Đổi quà", at: later(1) });
      await before.inbox.accept({ id: "c", platform: "telegram", payload: "xong", at: noon });
      await before.inbox.finish("c", "done", later(3));
      await before.close();

      const after = await open(home);
      expect(await after.inbox.unfinished()).toEqual([
        { id: "a", platform: "telegram", payload: "Đổi quà", at: later(1) },
        { id: "b", platform: "slack", payload: "Phiếu 🎁", at: later(2) },
      ]);
      await after.close();
    });
  });

  describe("presses", () => {
    it("finds a button's action by its id, and nothing by another", async () => {
      const mine = {
        id: "p1",
        person: "slack:U1",
        place: "slack:C1:",
        press: '{"do":"redeem"}',
        until: noon,
      };
      const anyones = { ...mine, id: "p2", person: null };
      await store.presses.save([mine, anyones]);
      expect(await store.presses.find("p1")).toEqual(mine);
      expect(await store.presses.find("p2")).toEqual(anyones);
      expect(await store.presses.find("p3")).toBeNull();
    });

    it("stores the buttons of a card all or none", async () => {
      const press = { id: "q1", person: null, place: "slack:C1:", press: "{}", until: noon };
      await expect(store.presses.save([press, { ...press, id: "q2" }, press])).rejects.toThrow();
      expect(await store.presses.find("q1")).toBeNull();
      expect(await store.presses.find("q2")).toBeNull();
    });

    it("takes a card without buttons", async () => {
      await expect(store.presses.save([])).resolves.toBeUndefined();
    });
  });

  describe("drafts", () => {
    const draft = (id: string, more = {}) => ({
      id,
      person: "telegram:4567",
      place: "telegram:4567:",
      content: '{"title":"máy in hỏng"}',
      asking: true,
      until: later(60),
      ...more,
    });

    it("keeps the newest version of a draft", async () => {
      await store.drafts.save(draft("d1", { asking: false }));
      await store.drafts.save(draft("d1", { asking: false, content: "{}", until: later(90) }));
      expect(await store.drafts.find("d1")).toEqual(
        draft("d1", { asking: false, content: "{}", until: later(90) }),
      );
    });

    it("lets one draft at a time ask a person in a place", async () => {
      await store.drafts.save(draft("d2"));
      await store.drafts.save(draft("d3", { place: "telegram:-100:7" }));
      await store.drafts.save(draft("d4", { until: later(30) }));
      expect((await store.drafts.asking("telegram:4567", "telegram:4567:", noon))?.id).toBe("d4");
      expect((await store.drafts.asking("telegram:4567", "telegram:-100:7", noon))?.id).toBe("d3");
      expect(await store.drafts.find("d2")).toEqual(draft("d2", { asking: false }));

      await store.drafts.remove("d4");
      expect(await store.drafts.asking("telegram:4567", "telegram:4567:", noon)).toBeNull();
    });

    it("asks nobody but its person, and nothing once its time is over", async () => {
      await store.drafts.save(draft("d5"));
      expect(await store.drafts.asking("telegram:999", "telegram:4567:", noon)).toBeNull();
      expect(await store.drafts.asking("telegram:4567", "telegram:4567:", later(61))).toBeNull();
    });
  });

  it("remembers a person's language", async () => {
    expect(await store.people.find("slack:U9")).toBeNull();
    await store.people.setLocale("slack:U9", "vi", noon);
    await store.people.setLocale("slack:U9", "en", later(1));
    expect(await store.people.find("slack:U9")).toEqual({ person: "slack:U9", locale: "en" });
  });

  it("tells the newest audit entries first, those of one moment in reverse of their arrival", async () => {
    const entry = (command: string, at: Date) => ({
      at,
      person: "slack:U1",
      place: "slack:C1:",
      command,
      deed: "look-up" as const,
      customer: command === "find" ? null : "9457",
      outcome: "shown",
    });
    for (const [command, at] of [
      ["find", noon],
      ["points", later(2)],
      ["ticket", noon],
    ] as const) {
      await store.audit.add(entry(command, at));
    }
    expect(await store.audit.recent(2)).toEqual([entry("points", later(2)), entry("ticket", noon)]);
  });

  describe("operations", () => {
    it("keeps a proposal as it was made", async () => {
      const proposal = proposed();
      await store.operations.add(proposal);
      expect(await store.operations.find(proposal.id)).toEqual({
        ...proposal,
        confirmedBy: null,
        declinedBy: null,
        sentAt: null,
        endedAt: null,
        outcome: null,
        evidence: null,
        seen: null,
      });
      expect(await store.operations.find("nobody")).toBeNull();
    });

    it("refuses a second operation with the same reference", async () => {
      const { reference, ...first } = proposed();
      await store.operations.add({ ...first, reference });
      await expect(store.operations.add({ ...proposed(), reference })).rejects.toThrow();
    });

    it("lets one of fifty parallel presses confirm", async () => {
      const { id } = await add();
      const moved = await Promise.all(
        Array.from({ length: 50 }, (_, press) =>
          store.operations.move(id, ["proposed"], "confirmed", { at: noon, by: `slack:U${press}` }),
        ),
      );
      expect(moved.filter(Boolean)).toHaveLength(1);
      const winner = `slack:U${moved.indexOf(true)}`;
      expect(await store.operations.find(id)).toMatchObject({ state: "confirmed", confirmedBy: winner });
    });

    it("walks from proposal to done and keeps what was learned on the way", async () => {
      const { id } = await add();
      const { move } = store.operations;
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
      expect(await store.operations.find(id)).toMatchObject({
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

    it("keeps who declined apart from who confirmed", async () => {
      const { id } = await add();
      await store.operations.move(id, ["proposed"], "declined", { at: later(1), by: "slack:U2" });
      expect(await store.operations.find(id)).toMatchObject({
        state: "declined",
        declinedBy: "slack:U2",
        confirmedBy: null,
        endedAt: later(1),
      });
    });

    it("moves nothing from a state it is not in", async () => {
      const { id } = await add();
      const { move } = store.operations;
      expect(await move(id, ["confirmed", "sending"], "done", { at: noon, evidence: "x" })).toBe(false);
      expect(await move(id, [], "done", { at: noon })).toBe(false);
      expect(await move("nobody", ["proposed"], "done", { at: noon })).toBe(false);
      expect(await store.operations.find(id)).toMatchObject({ state: "proposed", evidence: null });
    });

    it("lets one operation claim an evidence", async () => {
      const [first, second] = [await add(), await add()];
      const evidence = `point:${randomUUID()}`;
      const claims = await Promise.all(
        [first, second].map(({ id }) =>
          store.operations.move(id, ["proposed"], "done", { at: noon, evidence }),
        ),
      );
      expect(claims.toSorted()).toEqual([false, true]);
      const loser = claims[0] ? second : first;
      expect(await store.operations.find(loser.id)).toMatchObject({ state: "proposed", endedAt: null });
      const many = Array.from({ length: 45 }, (_, index) => `point:none-${index}`);
      expect(await store.operations.withEvidence([...many, evidence])).toEqual([evidence]);
      expect(await store.operations.withEvidence([])).toEqual([]);
    });

    it("lists a customer's operations in the states asked for, and a person's, newest first", async () => {
      const customer = randomUUID();
      const person = `slack:${customer}`;
      const old = await add({ customer, person, at: noon });
      const young = await add({ customer, person, at: later(5) });
      const unclear = await add({ customer, person, at: later(3) });
      await store.operations.move(unclear.id, ["proposed"], "unclear", { at: later(6) });

      const ids = (found: { id: string }[]) => found.map(({ id }) => id);
      expect(ids(await store.operations.ofCustomer(customer, ["proposed"]))).toEqual([young.id, old.id]);
      expect(ids(await store.operations.ofCustomer(customer, ["unclear", "sending"]))).toEqual([unclear.id]);
      expect(await store.operations.ofCustomer(customer, [])).toEqual([]);
      expect(ids(await store.operations.ofPerson(person, 2))).toEqual([young.id, unclear.id]);
    });
  });

  describe("learned lists", () => {
    it("tell what was used last first", async () => {
      await store.learned.remember("status", ["New", "Đã đóng", "New"], noon);
      await store.learned.remember("status", ["Assigned"], later(1));
      await store.learned.remember("sla", ["Gold"], noon);
      expect(await store.learned.values("status")).toEqual(["Assigned", "New", "Đã đóng"]);

      await store.learned.remember("status", ["Đã đóng"], later(2));
      await store.learned.remember("status", ["Assigned"], noon);
      expect(await store.learned.values("status", 2)).toEqual(["Đã đóng", "Assigned"]);
      expect(await store.learned.values("group")).toEqual([]);
    });
  });

  it("keeps the last value of a setting", async () => {
    expect(await store.settings.get("digest.at")).toBeNull();
    await store.settings.set("digest.at", "08:00", noon);
    await store.settings.set("digest.at", "07:30", later(1));
    expect(await store.settings.get("digest.at")).toBe("07:30");
  });

  it("sweeps what is overdue and leaves the rest", async () => {
    const swept = await open(await under.freshUrl());
    const press = (id: string, until: Date) => ({ id, person: null, place: "c", press: "{}", until });
    await swept.presses.save(Array.from({ length: 1200 }, (_, index) => press(`old${index}`, later(-1))));
    await swept.presses.save([press("new", later(1))]);
    const draft = { person: "p", place: "c", content: "{}", asking: false };
    await swept.drafts.save({ ...draft, id: "old", until: later(-1) });
    await swept.drafts.save({ ...draft, id: "new", until: later(1) });
    const threeDaysAgo = later(-3 * 24 * 60);
    for (const id of ["finished long ago", "finished now", "never finished"]) {
      await swept.inbox.accept({ id, platform: "slack", payload: "{}", at: later(-9000) });
    }
    await swept.inbox.finish("finished long ago", "done", threeDaysAgo);
    await swept.inbox.finish("finished now", "done", noon);

    expect(await swept.sweep(noon)).toBe(1202);
    expect(await swept.presses.find("old7")).toBeNull();
    expect(await swept.presses.find("new")).not.toBeNull();
    expect(await swept.drafts.find("old")).toBeNull();
    expect(await swept.drafts.find("new")).not.toBeNull();
    expect((await swept.inbox.unfinished()).map(({ id }) => id)).toEqual(["never finished"]);
    const again = { platform: "slack", payload: "{}", at: noon };
    expect(await swept.inbox.accept({ ...again, id: "finished now" })).toBe(false);
    expect(await swept.inbox.accept({ ...again, id: "finished long ago" })).toBe(true);
    await swept.close();
  });

  it("spoils none of the writes of the same moment when one of them fails", async () => {
    const press = { id: "r0", person: null, place: "c", press: "{}", until: noon };
    await store.presses.save([press]);
    const saves = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => store.presses.save([{ ...press, id: `r${index}` }])),
    );
    expect(saves.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(await store.presses.find("r19")).toEqual({ ...press, id: "r19" });
  });

  describe("keys", () => {
    it("refuses to start with a key that is not this database's", async () => {
      const other = randomBytes(32).toString("base64");
      await expect(open(url, { secretKey: other, shared: true })).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining("not the key this database was sealed with"),
      });
    });

    it("refuses what is no key, and says how to make one", async () => {
      await expect(open(url, { secretKey: "hunter2", shared: true })).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringMatching(/^(?!.*hunter2).*openssl rand -base64 32/),
      });
    });

    it("seals with a new key and still opens what the former one sealed, until it is needed no more", async () => {
      const home = await under.freshUrl();
      const newer = randomBytes(32).toString("base64");
      const at = (day: number, keys: string) =>
        open(home, { secretKey: keys, now: () => later(day * 24 * 60) });

      const first = await at(0, secretKey);
      await first.presses.save([{ id: "old", person: null, place: "c", press: "one", until: noon }]);
      await first.close();

      const second = await at(1, `${newer}, ${secretKey}`);
      expect(await second.presses.find("old")).toMatchObject({ press: "one" });
      await second.presses.save([{ id: "new", person: null, place: "c", press: "two", until: noon }]);
      await second.close();

      await expect(at(30, newer)).rejects.toMatchObject({
        fault: "misconfigured",
        message: expect.stringContaining(`needed until ${later(31 * 24 * 60).toISOString()}`),
      });
      const third = await at(31, newer);
      expect(await third.presses.find("new")).toMatchObject({ press: "two" });
      await third.close();
    });
  });

  it("starts over its own tables again and again", async () => {
    const home = await under.freshUrl();
    for (const value of ["1", "2", "3"]) {
      const again = await open(home);
      await again.settings.set("starts", value, noon);
      await again.close();
    }
    const last = await open(home);
    expect(await last.settings.get("starts")).toBe("3");
    await last.close();
  });

  it("mends tables that a killed start left half made, wherever it was cut", async () => {
    for (let cut = 1, statements = Number.POSITIVE_INFINITY; cut <= statements; cut++) {
      const home = await under.freshUrl();
      const engine = await under.engine(home);
      const all = migrationStatements(engine);
      statements = all.length;
      for (const statement of all.slice(0, cut)) await engine.write([statement]);
      await engine.close();

      const mended = await open(home);
      expect(await worksThroughout(mended)).toBe(true);
      await mended.close();
    }
  });

  it("makes its tables once when two processes start over an empty database", async () => {
    const home = await under.freshUrl();
    const both = await Promise.all([open(home, { shared: true }), open(home, { shared: true })]);
    for (const one of both) {
      expect(await worksThroughout(one)).toBe(true);
      await one.close();
    }
  });

  it("leaves a newer version's database alone", async () => {
    const home = await under.freshUrl();
    await (await open(home)).close();
    const engine = await under.engine(home);
    const { builder } = engine;
    const note = builder.insertInto("migrations").values({ name: "900-from-the-future", at: 0 }).compile();
    await engine.write([{ sql: note.sql, values: note.parameters }]);
    await engine.close();
    await expect(open(home)).rejects.toMatchObject({
      fault: "misconfigured",
      message: expect.stringContaining("newer version"),
    });
  });

  it("says whether it can write", async () => {
    const home = await open(await under.freshUrl());
    expect(await home.ready()).toBe(true);
    await home.close();
    expect(await home.ready()).toBe(false);
  });

  async function add(more: Partial<ProposedOperation> = {}): Promise<ProposedOperation> {
    const operation = { ...proposed(), ...more };
    await store.operations.add(operation);
    return operation;
  }
}

/** Writes to and reads from every table. */
async function worksThroughout(store: Store): Promise<boolean> {
  const operation = proposed();
  const event = { id: operation.id, platform: "slack", payload: "{}", at: noon };
  const draft = { id: operation.id, person: "p", place: "c", content: "{}", asking: true, until: later(1) };
  const audit = { person: "p", place: "c", command: "find", deed: "look-up", customer: null } as const;
  await Promise.all([
    store.inbox.accept(event),
    store.presses.save([{ id: operation.id, person: null, place: "c", press: "{}", until: later(1) }]),
    store.drafts.save(draft),
    store.people.setLocale("p", "vi", noon),
    store.audit.add({ ...audit, at: noon, outcome: "shown" }),
    store.operations.add(operation),
    store.learned.remember("status", ["New"], noon),
    store.settings.set("key", "value", noon),
  ]);
  const moved = await store.operations.move(operation.id, ["proposed"], "done", { at: noon });
  const read = await Promise.all([
    store.inbox.unfinished(),
    store.presses.find(operation.id),
    store.drafts.asking("p", "c", noon),
    store.people.find("p"),
    store.audit.recent(1),
    store.operations.find(operation.id),
    store.learned.values("status"),
    store.settings.get("key"),
  ]);
  return moved && read.every((found) => found !== null) && (await store.ready());
}

const noon = new Date("2026-11-25T05:00:00Z");

function later(minutes: number): Date {
  return new Date(noon.getTime() + minutes * 60_000);
}

function proposed(): ProposedOperation {
  const id = randomUUID();
  return {
    id,
    reference: id.slice(0, 8),
    kind: "redeem",
    person: "slack:U1",
    place: '{"chat":"C1"}',
    customer: "9457",
    input: '{"code":"DAUMAY01","phone":"+84900000001"}',
    state: "proposed",
    at: noon,
    until: later(10),
  };
}
