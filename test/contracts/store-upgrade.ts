import { randomBytes, randomUUID } from "node:crypto";
import type { Compilable } from "kysely";
import { beforeEach, expect, it } from "vitest";
import type { OperationState } from "../../src/operations/operation.ts";
import type { Engine } from "../../src/store/engine.ts";
import { queryOf } from "../../src/store/engine.ts";
import { openStore } from "../../src/store/open.ts";
import { createSealer, parseSecrets } from "../../src/store/sealing.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { migrationStatements } from "./migration-statements.ts";
import { noon, RUNNING_MS } from "./store-samples.ts";
import type { StoreUnderTest } from "./store-startup.ts";

/** The promises for an upgrade over existing data. Call it inside a `describe`. */
export function storeUpgradeContract(under: StoreUnderTest): void {
  const secretKey = randomBytes(32).toString("base64");
  const open = () => openStore({ url, secretKey, log: silentLogger(), shared: true });
  let url: string;
  beforeEach(async () => {
    url = await under.freshUrl();
  });

  /** A database of the first version. */
  async function firstVersion(rows: (engine: Engine) => Compilable[]): Promise<void> {
    const engine = await under.engine(url);
    const { builder } = engine;
    const journal = builder.schema
      .createTable("migrations")
      .addColumn("name", "text", (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull());
    const note = builder.insertInto("migrations").values({ name: "001-first-tables", at: 0 });
    await engine.write([
      ...(await migrationStatements(engine, "001-first-tables")),
      ...[journal, note, ...rows(engine)].map((query) => queryOf(query.compile())),
    ]);
    await engine.close();
  }

  const operation = (id: string, state: OperationState, customer: string | null) => ({
    ...{ id, state, customer, reference: id, kind: "redeem", person: "slack:U1", place: null, input: null },
    ...{ proposed_at: 0, until: 0, changed_at: noon.getTime() },
  });

  it("keeps the first version's data, and notifies nobody again", async () => {
    const states = ["done", "failed", "unclear", "declined", "proposed", "confirmed"] as const;
    await firstVersion(({ builder }) => [
      builder.insertInto("operations").values(states.map((state) => operation(state, state, "1"))),
      builder.insertInto("settings").values({ key: "digest.at", value: "08:00", changed_at: 0 }),
      builder.insertInto("learned").values({ list: "staff", value: "lan@shop.vn", used_at: 0 }),
    ]);
    const store = await open();
    expect(await store.settings.get("digest.at")).toBe("08:00");
    expect(await store.learned.values("staff")).toEqual(["lan@shop.vn"]);
    for (const state of ["done", "failed", "unclear"]) {
      expect(await store.operations.find(state)).toMatchObject({
        state,
        notifiedAt: noon,
        tries: 0,
        owner: null,
      });
    }
    const left = await store.operations.takeOver("a", ["done", "failed", "declined", "confirmed"]);
    expect(left.map(({ id }) => id)).toEqual(["confirmed"]);
    await store.close();
  });

  it("marks writes for one customer that were sent concurrently as unclear", async () => {
    await firstVersion(({ builder }) => [
      builder
        .insertInto("operations")
        .values([
          operation("one", "sending", "9457"),
          operation("two", "sending", "9457"),
          operation("alone", "sending", "9458"),
          operation("of nobody", "sending", null),
          operation("of nobody too", "sending", null),
        ]),
    ]);
    const store = await open();
    const states = ["one", "two", "alone", "of nobody", "of nobody too"].map(
      async (id) => (await store.operations.find(id))?.state,
    );
    expect(await Promise.all(states)).toEqual(["unclear", "unclear", "sending", "sending", "sending"]);
    await store.close();
  });

  it("keeps two writes from one message, and allows a third only after showing them", async () => {
    await firstVersion(() => []);
    const engine = await under.engine(url);
    const { builder } = engine;
    const twins = ["one", "two"].map((id) => ({ ...operation(id, "done", id), source: "slack:C1:1" }));
    const rows = [
      builder.insertInto("operations").values(twins),
      builder.insertInto("migrations").values({ name: "002-workers-and-outcomes", at: 0 }),
    ];
    await engine.write([
      ...(await migrationStatements(engine, "002-workers-and-outcomes")),
      ...rows.map((query) => queryOf(query.compile())),
    ]);
    await engine.close();

    const store = await open();
    const kept = await Promise.all(twins.map(({ id }) => store.operations.find(id)));
    expect(kept.map((one) => one?.sourceSequence).toSorted()).toEqual([0, 1]);
    expect(await store.operations.nextSequences("redeem", "slack:C1:1", null)).toMatchObject({
      sourceSequence: 2,
    });
    await store.close();
  });

  it("keeps several writes of a kind for one customer in order, and allows another only after showing them", async () => {
    const states = ["done", "failed", "unclear", "done"] as const;
    await firstVersion(({ builder }) => [
      builder
        .insertInto("operations")
        .values(states.map((state, at) => ({ ...operation(`${at}`, state, "customer:1"), proposed_at: at }))),
    ]);
    const store = await open();
    const { find, latestFor, nextSequences } = store.operations;
    const kept = await Promise.all(["0", "2", "3"].map(find));
    expect(kept.map((one) => one?.customerSequence)).toEqual([0, 1, 2]);
    expect(await latestFor("redeem", "customer:1")).toMatchObject({ id: "3" });
    expect(await nextSequences("redeem", null, "customer:1")).toMatchObject({ customerSequence: 3 });
    await store.close();
  });

  it("keeps people with their names and roles, and counts their absence from the upgrade on", async () => {
    const name = createSealer(parseSecrets(secretKey)).column("people", "name").seal("slack:U1", "Lan");
    const met = { person: "slack:U1", locale: null, changed_at: noon.getTime() };
    await firstVersion(({ builder }) => [
      builder.insertInto("people").values([{ ...met, person: "slack:U2" }]),
    ]);
    const engine = await under.engine(url);
    const { builder } = engine;
    const queries = [
      builder.insertInto("people").values({ ...met, name, role: "agent" }),
      builder.insertInto("migrations").values({ name: "004-who-people-are", at: 0 }),
    ];
    await engine.write([
      ...(await migrationStatements(engine, "004-who-people-are")),
      ...queries.map((query) => queryOf(query.compile())),
    ]);
    await engine.close();

    const store = await open();
    expect(await store.people.find("slack:U1")).toMatchObject({
      name: "Lan",
      role: "agent",
      username: null,
      firstSeen: noon,
      lastSeen: expect.any(Date),
    });
    expect(await store.people.find("slack:U2")).toMatchObject({
      name: null,
      firstSeen: null,
      lastSeen: null,
    });
    await store.close();
  });

  it("counts one attempt for an event that an older version has not finished", async () => {
    await firstVersion(() => []);
    const engine = await under.engine(url);
    const { builder, dialect } = engine;
    const { sql, parameters } = builder
      .insertInto("inbox")
      .values({ id: "Ev01", platform: "slack", payload: null, at: 0 } as never)
      .compile();
    await engine.write([{ sql, values: parameters }]);
    await engine.close();
    await (await open()).close();
    const after = await under.engine(url);
    expect(await after.read({ sql: "select id, attempts from inbox", values: [] })).toEqual([
      { id: "Ev01", attempts: 1 },
    ]);
    expect(await after.read({ sql: dialect.columns, values: [] })).toEqual(
      expect.arrayContaining([{ name: "imports.attempts" }, { name: "imports.attempt_rows" }]),
    );
    await after.close();
  });

  it("keeps the audit rows with one customer each, and stores several customers in new ones", async () => {
    const row = {
      ...{ at: noon.getTime(), person: "slack:U1", place: "slack:C1:", command: "customers" },
      ...{ effect: "look-up" as const, customer: "customer:475", outcome: "12" },
    };
    const { effect, ...columns } = row;
    await firstVersion(({ builder }) => [
      builder.insertInto("audit").values({ ...columns, deed: effect } as never),
    ]);
    const store = await open();
    expect(await store.audit.recent(10)).toEqual([{ ...row, at: noon }]);
    await store.audit.add({ ...row, at: noon, customer: null, customers: ["customer:475", "lead:2964"] });
    expect(await store.audit.recent(1)).toEqual([
      { ...row, at: noon, customer: null, customers: ["customer:475", "lead:2964"] },
    ]);
    await store.close();
  });

  it("is migrated once when two processes start at the same time", async () => {
    await firstVersion(({ builder }) => [
      builder.insertInto("operations").values(operation(randomUUID(), "done", "1")),
    ]);
    const both = await Promise.all([open(), open()]);
    for (const store of both) {
      await store.workers.renew("a", RUNNING_MS);
      expect(await store.operations.list({}, 9)).toMatchObject([{ state: "done", notifiedAt: noon }]);
      await store.close();
    }
  });
}
