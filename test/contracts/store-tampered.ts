import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { later, noon, proposed } from "./store-samples.ts";
import type { StoreUnderTest } from "./store-startup.ts";

/** A row that another program has changed is refused, and no other is. Call it inside a `describe`. */
export function storeTamperedContract(under: StoreUnderTest): void {
  const secretKey = randomBytes(32).toString("base64");
  let url: string;
  let lines: string[];
  beforeEach(async () => {
    url = await under.freshUrl();
    lines = [];
  });

  const log = () => createLogger({ level: "warn", write: (line) => lines.push(line) });
  const open = (keys = secretKey) => openStore({ url, secretKey: keys, log: log(), now: () => noon });

  async function filled(keys = secretKey): Promise<Store> {
    const store = await open(keys);
    for (const person of ["slack:U1", "slack:U2"]) {
      await store.people.setRole(person, "viewer", noon);
      await store.people.setEmail(person, `${person.slice(6)}@shop.vn`, noon);
    }
    const place = "slack:C1:";
    await store.actions.save(
      ["1", "2"].map((id) => ({ id, person: "slack:U1", place, action: "[]", until: later(9) })),
    );
    const draft = { person: "slack:U1", place, content: "{}", asking: true, until: later(9) };
    await store.drafts.save({ id: "1", ...draft });
    await store.conversations.save({ id: "1", content: "{}", until: later(9) });
    await store.settings.set("team:a", "1", noon);
    await store.settings.set("team:b", "2", noon);
    const where = { platform: "slack", chat: "C1", thread: null, shared: true, locale: "vi", at: noon };
    for (const id of ["1", "2"]) {
      await store.subscriptions.add({
        ...{ id, person: "slack:U1", kinds: "ratings", schedule: "daily 08:30", skipEmpty: false, ...where },
      });
      await store.alertRules.add({ id, person: "slack:U1", isPersonal: false, watch: "mine", ...where });
    }
    return store;
  }

  /** Runs this SQL past the bot, as another program with the database's password could. */
  async function tamper(...texts: string[]): Promise<void> {
    const engine = await under.engine(url);
    await engine.write(texts.map((text) => ({ sql: text, values: [] })));
    await engine.close();
  }

  it("refuses a changed row of each table, and no other row", async () => {
    await (await filled()).close();
    await tamper(
      "update people set role = 'admin' where person = 'slack:U1'",
      "update presses set person = 'slack:U9' where id = '1'",
      "update drafts set place = 'slack:C9:' where id = '1'",
      "update conversations set until = until + 1 where id = '1'",
      "update settings set value = '9' where key = 'team:a'",
      "update subscriptions set person = 'slack:U9' where id = '1'",
      "update alert_rules set personal = 1 where id = '1'",
    );

    const store = await open();
    expect(await store.people.all()).toMatchObject([
      { person: "slack:U1", role: "none", email: null },
      { person: "slack:U2", role: "viewer", email: "U2@shop.vn" },
    ]);
    expect(await store.actions.find("1")).toBeNull();
    expect(await store.actions.find("2")).toMatchObject({ action: "[]" });
    expect(await store.drafts.find("1")).toBeNull();
    expect(await store.drafts.asking("slack:U1", "slack:C9:", noon)).toBeNull();
    expect(await store.conversations.find("1")).toBeNull();
    expect(await store.settings.get("team:a")).toBeNull();
    expect(await store.settings.get("team:b")).toBe("2");
    expect((await store.subscriptions.list()).map(({ state }) => state)).toEqual(["broken", "active"]);
    expect((await store.alertRules.list()).map(({ state }) => state)).toEqual(["broken", "active"]);
    // Each is reported once, without its person.
    await store.people.all();
    const tables = lines.map((line) => JSON.parse(line).table).toSorted();
    expect(tables).toEqual([
      "alert_rules",
      "conversations",
      "drafts",
      "people",
      "presses",
      "settings",
      "subscriptions",
    ]);
    expect(lines.join("\n")).not.toMatch(/slack:U|shop\.vn/);
    await store.close();
  });

  it("erases a customer although a row cannot be read, and erases that row too", async () => {
    const store = await filled();
    const ended = proposed();
    await store.operations.add(ended);
    await store.operations.move(ended.id, ["proposed"], "declined", { at: noon, by: ended.person });
    await store.close();
    await tamper(
      "update presses set press = mac where id = '1'",
      "update drafts set content = mac",
      "update operations set input = mac",
    );
    const again = await open();
    const forgotten = await again.forget(["customer:none"], () => false);
    expect(forgotten).toMatchObject({ actions: 1, drafts: 1, operations: 1 });
    expect(await again.actions.find("2")).not.toBeNull();
    await again.close();
  });

  it("refuses an operation that was set back to confirmed after it was sent", async () => {
    const store = await open();
    const [one, other] = [proposed(), proposed()];
    for (const operation of [one, other]) {
      await store.operations.add(operation);
      const confirmed = { at: noon, by: operation.person, outcome: "{}" };
      await store.operations.move(operation.id, ["proposed"], "confirmed", confirmed);
    }
    expect(await store.operations.find(one.id)).toMatchObject({ isBroken: false, input: one.input });
    await store.operations.move(one.id, ["confirmed"], "sending", { at: noon });
    await store.close();
    await tamper("update operations set state = 'confirmed' where state = 'sending'");

    const again = await open();
    expect(await again.operations.find(one.id)).toMatchObject({ isBroken: true, input: "", customer: null });
    expect(await again.operations.find(other.id)).toMatchObject({ isBroken: false, state: "confirmed" });
    await again.close();
  });

  it("gives a person with a changed row the role that an admin gives again, and no other rights", async () => {
    await (await filled()).close();
    await tamper("update people set mac = null where person = 'slack:U1'");
    const store = await open();
    await store.people.setEmail("slack:U1", "lan@shop.vn", noon);
    expect(await store.people.find("slack:U1")).toMatchObject({ role: "none", email: "lan@shop.vn" });
    await store.people.setRole("slack:U1", "agent", noon);
    expect(await store.people.find("slack:U1")).toMatchObject({ role: "agent", email: "lan@shop.vn" });
    await store.close();
  });

  it("keeps both of two simultaneous changes to one person", async () => {
    const store = await open();
    await Promise.all([
      store.people.setRole("slack:U5", "agent", noon),
      store.people.setEmail("slack:U5", "lan@shop.vn", noon),
      store.people.setLocale("slack:U5", "vi", noon),
      store.people.setName("slack:U5", "Lan", noon),
    ]);
    expect(await store.people.find("slack:U5")).toMatchObject({
      ...{ person: "slack:U5", locale: "vi", name: "Lan", email: "lan@shop.vn", role: "agent" },
    });
    await store.close();
  });

  describe("rows without a signature", () => {
    const UNSIGNED = [
      ...[
        "people",
        "presses",
        "drafts",
        "conversations",
        "settings",
        "subscriptions",
        "alert_rules",
        "operations",
      ].map((table) => `update ${table} set mac = null`),
      "update operations set state_mac = null",
      "update seal_keys set signed = null",
    ];
    const firstTimes = () => lines.filter((line) => line.includes("signed for the first time"));

    it("of an older version are signed once, however many processes start", async () => {
      const before = await filled();
      const operation = proposed();
      await before.operations.add(operation);
      await before.operations.move(operation.id, ["proposed"], "confirmed", { at: noon, by: "slack:U1" });
      await before.close();
      await tamper(...UNSIGNED);

      const beside = () => openStore({ url, secretKey, log: log(), shared: true });
      const both = await Promise.all([beside(), beside(), beside()]);
      for (const store of both) {
        expect(await store.people.find("slack:U1")).toMatchObject({ role: "viewer", email: "U1@shop.vn" });
        expect(await store.actions.find("1")).toMatchObject({ action: "[]" });
        expect(await store.operations.find(operation.id)).toMatchObject({ isBroken: false });
        expect((await store.subscriptions.list()).map(({ state }) => state)).toEqual(["active", "active"]);
      }
      for (const store of both) await store.close();
      expect(firstTimes()).toHaveLength(1);
      expect(JSON.parse(firstTimes()[0] ?? "")).toMatchObject({ level: 40, rows: 14 });

      await (await open()).close();
      expect(firstTimes()).toHaveLength(1);
    });

    it("are not signed when other rows have signatures, even when the marker was removed", async () => {
      await (await filled()).close();
      await tamper(
        "update people set role = 'admin', mac = null where person = 'slack:U1'",
        "update seal_keys set signed = null",
      );
      for (const _ of ["first", "second"]) {
        const store = await open();
        expect(await store.people.find("slack:U1")).toMatchObject({ role: "none" });
        expect(await store.people.find("slack:U2")).toMatchObject({ role: "viewer" });
        await store.close();
      }
      expect(firstTimes()).toEqual([]);
    });

    it("are all signed when there are many", async () => {
      const store = await open();
      const actions = Array.from({ length: 1_203 }, (_, id) => ({ id: `${id}`, person: null, place: "c" }));
      await store.actions.save(actions.map((one) => ({ ...one, action: "[]", until: later(9) })));
      await store.close();
      await tamper(...UNSIGNED);
      const again = await open();
      for (const id of ["0", "499", "500", "1202"]) expect(await again.actions.find(id)).not.toBeNull();
      expect(JSON.parse(firstTimes()[0] ?? "")).toMatchObject({ rows: 1_203 });
      await again.close();
    });
  });

  it("signs permanent rows again with a new key", async () => {
    await (await filled()).close();
    const newer = randomBytes(32).toString("base64");
    const at = (day: number, keys: string) =>
      openStore({ url, secretKey: keys, log: silentLogger(), now: () => later(day * 24 * 60) });
    await (await at(1, `${newer},${secretKey}`)).close();

    const store = await at(40, newer);
    expect(await store.people.find("slack:U1")).toMatchObject({ role: "viewer", email: "U1@shop.vn" });
    expect(await store.settings.get("team:a")).toBe("1");
    expect((await store.subscriptions.list()).map(({ state }) => state)).toEqual(["active", "active"]);
    expect((await store.alertRules.list()).map(({ state }) => state)).toEqual(["active", "active"]);
    await store.close();
    expect(lines).toEqual([]);
  });

  it("does not sign changed rows with a new key", async () => {
    await (await filled()).close();
    await tamper("update people set role = 'admin' where person = 'slack:U1'");
    const newer = randomBytes(32).toString("base64");
    const store = await open(`${newer},${secretKey}`);
    expect(await store.people.find("slack:U1")).toMatchObject({ role: "none", email: null });
    await store.close();
    const again = await open(`${newer},${secretKey}`);
    expect(await again.people.find("slack:U1")).toMatchObject({ role: "none", email: null });
    await again.close();
  });
}
