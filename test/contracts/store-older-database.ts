import { readFileSync } from "node:fs";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/app/app.ts";
import type { Notify } from "../../src/bot/call.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { testClock } from "../support/clock.ts";
import { createPerson } from "../support/person.ts";
import { silentLogger } from "../support/silent-logger.ts";
import type { StoreUnderTest } from "./store-startup.ts";

/**
 * A database of the version with the migrations up to 016. Its process was killed during its work on 2026-11-25 at
 * 08:37 in Vietnam. A released version wrote this file: never edit it, add a newer one beside it.
 */
const DUMP = new URL("fixtures/database-016.sql", import.meta.url);
const SECRET_KEY = "0YGBHuUpco3UW4B8yHUCkIU2JAqyiR2Mqmn8vs0ysHs=";
const WRITTEN_UNTIL = new Date("2026-11-25T01:37:08Z");
const MINUTE = 60_000;
const LAN = "terminal:lan";
const MINH = "terminal:minh";
const QUAN = "terminal:quan";
/** The button that confirms Lan's proposed redemption. */
const REDEEM_ACTION = "-dVUAzI0QBSsERoLYb4J3A-0";

/** The promises for an upgrade over the data of an older version. Call it inside a `describe`. */
export function olderDatabaseContract(under: StoreUnderTest): void {
  let store: Store;
  beforeEach(async () => {
    const url = await under.freshUrl();
    await load(under, url);
    store = await openStore({ url, secretKey: SECRET_KEY, log: silentLogger(), now: () => WRITTEN_UNTIL });
    return () => store.close();
  });

  it("reads every schedule, alert and person, and refuses no row", async () => {
    const subscriptions = await store.subscriptions.list();
    expect(subscriptions.map(({ number, schedule, state }) => [number, schedule, state])).toEqual([
      [1, "daily 08:30", "active"],
      [2, "weekly fri 17:00", "active"],
      [3, "daily 08:30", "active"],
      [4, "monthly 1 08:00", "paused"],
    ]);
    const rules = await store.alertRules.list();
    expect(rules.map(({ number, watch, state }) => [number, watch, state])).toEqual([
      [1, "ratings 2", "active"],
      [2, "tickets", "active"],
      [3, "ticket 17464", "active"],
      [4, "ratings 3", "active"],
    ]);
    expect(await store.people.find(QUAN)).toMatchObject({ name: "Quan", role: "admin" });
    expect(await store.people.find(MINH)).toMatchObject({ name: "Minh", role: "viewer", locale: "en" });
    expect(await store.settings.get("team:tickets.sla")).toBe('"Ưu tiên"');
    expect(await store.assignments.of(["rating:6b063a54a087eaf30000873d"])).toMatchObject([
      { person: LAN, name: "Lan" },
    ]);
  });

  it("reads every open operation, import and event unchanged", async () => {
    const operations = await store.operations.list({}, 20);
    const open = operations.filter(({ state, notifiedAt }) => state !== "done" || notifiedAt === null);
    expect(open.map(({ kind, state, isBroken }) => [kind, state, isBroken]).toSorted()).toEqual([
      ["accumulate", "sending", false],
      ["redeem", "confirmed", false],
      ["redeem", "proposed", false],
      ["ticket", "done", false],
      ["ticket", "unclear", false],
    ]);
    const imports = await store.imports.list(null, 9);
    expect(imports.map(({ state, good }) => [state, good])).toEqual([["running", 150]]);
    expect(await store.inbox.unfinished()).toMatchObject([{ id: "terminal:open", payload: "{}" }]);
  });

  it("continues all unfinished work: everything is delivered once, with its mark", async () => {
    const { core, clock } = await start(store);
    const told: string[] = [];
    const tell: Notify = async ({ place }, card) => {
      const lines = plainText(card).split("\n");
      const mark = lines.includes("Tin này có thể đã gửi trước đó.") ? " (có thể đã gửi)" : "";
      told.push(`${place.chat}: ${lines[0]}${mark}`);
    };
    const everything = async () => {
      await core.lease.renewIfDue();
      await core.recovery.sweep({ first: false }, tell);
      await core.imports.sweep({ first: false }, tell);
      await core.lookUpNotices.sweep(tell);
      await core.digests.sweep(tell);
      await core.alerts.round(tell);
    };
    await everything();
    clock.passes(2 * MINUTE);
    await everything();
    expect(told.toSorted()).toEqual([
      "gui: AntCRM chưa trả lời rõ",
      "gui: Về yêu cầu mã H4QSPS9K",
      "khac: Đánh giá 2★ · ZALO (có thể đã gửi)",
      "mai: Có người yêu cầu xem khách hàng quá hạn mức",
      "nhom: Không gửi (có thể đã gửi)",
      "nhom: Phiếu mới #17900 · Máy không lên nguồn",
      "nhom: Về yêu cầu mã 7T6FM5AS",
      "nhom: Điểm và quà · 24/11/2026",
      "nhom: Đánh giá 2★ · ZALO (có thể đã gửi)",
      "nhom: Đánh giá · 24/11/2026",
      "quan: Có người yêu cầu xem khách hàng quá hạn mức",
      "terminal:lan: AntCRM chưa trả lời rõ (có thể đã gửi)",
      "terminal:lan: Đã tạo phiếu #17001 (có thể đã gửi)",
      "terminal:quan: Điểm và quà · 14/11/2026 – 20/11/2026, đến 17:00 (có thể đã gửi)",
      "terminal:quan: Đã nhập xong: khách hàng mới (có thể đã gửi)",
    ]);
    clock.passes(2 * MINUTE);
    told.length = 0;
    await everything();
    expect(told).toEqual([]);
  });

  it("counts the tickets of the older version, and stores them again at once for lists", async () => {
    const url = await under.freshUrl();
    await load(under, url);
    const engine = await under.engine(url);
    const day = WRITTEN_UNTIL.getTime() - 86_400_000;
    const row = `'17464', 'New', 'High', null, null, ${day}, ${day}, 3`;
    await engine.write([{ sql: `insert into ticket_index values (${row})`, values: [] }]);
    await engine.close();
    const older = await openStore({ url, secretKey: SECRET_KEY, log: silentLogger() });
    onTestFinished(() => older.close());
    const mark = { number: 3, begunAt: day, cursor: 0, ended: true };
    await older.settings.set("house:ticket-index.walk", JSON.stringify(mark), WRITTEN_UNTIL);
    await older.settings.set("house:ticket-index.read", JSON.stringify(day), WRITTEN_UNTIL);
    const { core, antcrm } = await start(older);
    const mai = { objectId: null, phones: ["+84867999111"], emails: [] };
    const contact = { name: "Mai", phones: [{ value: "0867999111" }] };
    const createdAt = day;
    antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ", contact, createdAt, updatedAt: createdAt });

    const { ticketIndex } = core;
    const signal = new AbortController().signal;
    expect((await ticketIndex.refresh(signal)).full).toBe(true);
    expect((await ticketIndex.listState())?.full).toBe(false);
    await ticketIndex.sweep(signal);
    expect((await ticketIndex.listState())?.full).toBe(true);
    const order = { by: "created", offset: 0, limit: 9 } as const;
    expect(await ticketIndex.list({ customer: mai }, order)).toMatchObject([
      { id: "17464", title: "Giao trễ" },
    ]);
  });

  it("accepts a button and a question of the older version", async () => {
    const { core, antcrm, clock } = await start(store);
    antcrm.world.addTicket({ TicketId: 17464, title: "Giao trễ" });
    const place = { platform: "terminal", chat: "hỏi", shared: true } as const;
    const call = { id: "1", person: LAN, personName: "Lan", place } as const;
    const cards = [];
    for await (const card of core.answer({ ...call, body: { kind: "action", action: REDEEM_ACTION } }))
      cards.push(plainText(card));
    expect(cards.at(-1)).toMatch(/^Đã đổi quà/);

    clock.passes(MINUTE);
    const botFor = () => core;
    const minh = createPerson({ id: MINH, name: "Minh", role: "viewer", botFor, keepFile: () => "" });
    expect(await minh.types("17464")).toContain("Giao trễ");
  });
}

/** Loads the same dump into both engines: only the types of two columns and the syntax of bytes differ. */
async function load(under: StoreUnderTest, url: string): Promise<void> {
  const engine = await under.engine(url);
  const dump = readFileSync(DUMP, "utf8");
  const isPostgres = engine.dialect.bytes === "bytea";
  const text = isPostgres
    ? dump
        .replaceAll(/^CREATE TABLE .*$/gm, (line) => line.replaceAll(" blob", " bytea"))
        .replace(
          '"audit" ("id" integer primary key',
          '"audit" ("id" bigint generated by default as identity (start with 1000) primary key',
        )
        .replaceAll(/\bx'([0-9a-f]*)'/g, "'\\x$1'")
    : dump;
  await engine.write(text.split(";\n").flatMap((sql) => (sql === "" ? [] : [{ sql, values: [] }])));
  await engine.close();
}

async function start(store: Store) {
  const clock = testClock(WRITTEN_UNTIL);
  const antcrm = await startAntcrm({ size: "empty", now: () => clock.now().getTime() });
  const crm = createCrm({
    baseUrl: antcrm.url,
    apiKey: antcrm.apiKey,
    log: silentLogger(),
    now: () => clock.now().getTime(),
    wait: async () => {},
  });
  onTestFinished(async () => {
    await crm.close();
    await antcrm.stop();
  });
  const core = createApp({
    store,
    crm,
    clock,
    log: silentLogger(),
    roles: { admins: ["terminal:mai"], defaultRoles: { terminal: "agent" } },
    timeZone: "Asia/Ho_Chi_Minh",
    defaultLocale: "vi",
    filesOf: () => undefined,
    health: async () => ({ crm: crm.health(), platforms: [], store: true }),
  });
  return { core, antcrm, clock };
}
