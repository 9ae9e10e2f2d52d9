import { describe, expect, it } from "vitest";
import type { Crm } from "../../../src/crm/crm.ts";
import { AppError } from "../../../src/errors.ts";
import type { IndexedTicket, TicketIndexRepository } from "../../../src/features/tickets/indexed-ticket.ts";
import { createTicketIndex, type TicketIndexPorts } from "../../../src/features/tickets/ticket-index.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { type Stage, stage, timeout } from "../digests/digest-fixture.ts";

async function held({ tickets }: Stage): Promise<Map<string, IndexedTicket>> {
  const all = new Map<string, IndexedTicket>();
  for await (const portion of tickets.portions()) for (const ticket of portion) all.set(ticket.id, ticket);
  return all;
}

const existing = ({ antcrm }: Stage) => antcrm.world.tickets.filter(({ deleted }) => !deleted);

/** Another index over the same CRM and store, with other ports. */
function otherIndex({ crm, store, clock }: Stage, ports: Partial<TicketIndexPorts>) {
  return createTicketIndex({
    ...{ crm, marks: store.settings, rows: store.ticketIndex, now: clock.now, log: silentLogger() },
    ...{ leads: async () => true, learn: async () => {} },
    ...ports,
  });
}

/** Calls `act` with the first ticket of each page, at most twenty, after the page was stored. */
function afterEachPage(
  { antcrm, store }: Stage,
  act: (first: Stage["antcrm"]["world"]["tickets"][0]) => void,
) {
  const done = new Set<string>();
  const save: TicketIndexRepository["save"] = async (page, walk) => {
    await store.ticketIndex.save(page, walk);
    const first = antcrm.world.tickets.find(({ TicketId }) => String(TicketId) === page[0]?.id);
    if (first === undefined || done.size === 20 || done.has(String(first.TicketId))) return;
    done.add(String(first.TicketId));
    act(first);
  };
  return { rows: { ...store.ticketIndex, save }, done };
}

/** Calls `act` once for each request that AntCRM gets, until `running` has ended. */
async function atEachRequest({ antcrm }: Stage, running: Promise<void>, act: () => void) {
  let seen = antcrm.requests.length;
  const ended = running.then(() => true);
  while (!(await Promise.race([ended, new Promise<void>((resolve) => setImmediate(resolve))]))) {
    for (; seen < antcrm.requests.length; seen += 1) act();
  }
}

describe("the index of tickets", () => {
  it("begins by itself in the background, and says how far it is", async () => {
    const at = await stage({ size: "full" });
    expect(await at.tickets.listState()).toBeNull();
    at.antcrm.fault({ kind: "500", path: "/tickets" });
    await expect(at.tickets.sweep(timeout())).rejects.toMatchObject({ fault: "unavailable" });
    expect((await at.tickets.listState())?.full ?? false).toBe(false);
    at.antcrm.clearFaults();
    at.clock.passes(60_000);

    await at.tickets.sweep(timeout());

    expect(await at.tickets.listState()).toEqual({ full: true, readTo: at.clock.now() });
    expect((await held(at)).size).toBe(existing(at).length);
  });

  it("leaves the reading to the process that leads", async () => {
    const at = await stage({ size: "full" });
    const { antcrm, clock, tickets } = at;
    let leads = true;
    const other = otherIndex(at, { leads: async () => !leads });
    await other.sweep(timeout());
    expect(antcrm.requests).toEqual([]);
    await tickets.sweep(timeout());
    expect(await other.listState()).toMatchObject({ full: true });
    const { length } = antcrm.requests;
    leads = false;
    clock.passes(60_000);
    await other.sweep(timeout());
    expect(antcrm.requests).toHaveLength(length + 1);
  });

  it("stores all tickets again at once after a change of key or version, and counts meanwhile", async () => {
    const at = await stage({ size: "full" });
    const { antcrm, store, clock, tickets } = at;
    await tickets.sweep(timeout());
    const changed = otherIndex(at, { rows: { ...store.ticketIndex, version: "another" } });
    expect(await changed.listState()).toMatchObject({ full: false });
    expect(await changed.refresh(timeout())).toMatchObject({ full: true });

    antcrm.fault({ kind: "500", path: "/tickets" });
    await expect(changed.sweep(timeout())).rejects.toThrow();
    antcrm.clearFaults();
    expect(await changed.listState()).toMatchObject({ full: false });
    expect(await tickets.listState()).toMatchObject({ full: false });
    clock.passes(60_000);
    await changed.sweep(timeout());
    expect(await changed.listState()).toMatchObject({ full: true });
    const { length } = antcrm.requests;
    await changed.sweep(timeout());
    expect(antcrm.requests).toHaveLength(length);
  });

  it("asks AntCRM once a minute while it fails", async () => {
    const at = await stage({ size: "full" });
    at.antcrm.fault({ kind: "500", path: "/tickets" });
    await expect(at.tickets.sweep(timeout())).rejects.toThrow();
    const { length } = at.antcrm.requests;
    at.clock.passes(59_000);
    await at.tickets.sweep(timeout());
    expect(at.antcrm.requests).toHaveLength(length);
    at.clock.passes(1_000);
    await expect(at.tickets.sweep(timeout())).rejects.toThrow();
    expect(at.antcrm.requests.length).toBeGreaterThan(length);
  });

  it("reads a write of the bot at once, and changes during a walk within a minute", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.sweep(timeout());
    const made = at.antcrm.world.addTicket({ title: "Mới" });
    at.tickets.expire();
    await at.tickets.sweep(timeout());
    expect((await held(at)).has(String(made.TicketId))).toBe(true);

    at.clock.passes(24 * 3_600_000);
    const first = at.antcrm.requests.length;
    await atEachRequest(at, at.tickets.sweep(timeout()), () => at.clock.passes(10_000));
    const readTo = (await at.tickets.listState())?.readTo.getTime() ?? 0;
    expect(at.antcrm.requests.length - first).toBeGreaterThan(30);
    // Eight pages are requested at a time.
    expect(at.clock.now().getTime() - readTo).toBeLessThanOrEqual(60_000 + 8 * 10_000);
  });

  it("is filled month by month, reports when it is incomplete, and has every ticket's values", async () => {
    const at = await stage({ size: "full" });

    expect(await at.tickets.refresh(timeout())).toMatchObject({ full: false, since: at.clock.now() });
    await at.tickets.sweep(timeout());
    expect(await at.tickets.refresh(timeout())).toMatchObject({ full: true, readTo: at.clock.now() });

    const all = await held(at);
    expect(all.size).toBe(existing(at).length);
    for (const { TicketId, status, priority, assignedTo, quirks, ...times } of existing(at)) {
      const inIt = all.get(String(TicketId));
      expect(inIt).toMatchObject({ status, priority, assignee: assignedTo || null });
      // Some are sent with only their days or seconds.
      if (quirks.dates !== undefined) continue;
      expect(inIt).toMatchObject({
        createdAt: new Date(times.createdAt),
        updatedAt: new Date(times.updatedAt),
      });
    }
  });

  it("returns no text of a ticket to what counts", async () => {
    const at = await stage();
    await at.tickets.refresh(timeout());
    await at.tickets.sweep(timeout());

    const [one] = (await held(at)).values();
    expect(Object.keys(one ?? {}).sort()).toEqual([
      "assignee",
      "contact",
      "createdAt",
      "id",
      "priority",
      "status",
      "updatedAt",
    ]);
  });

  it("finds new and changed tickets within a minute", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.refresh(timeout());
    await at.tickets.sweep(timeout());
    const [old] = existing(at);
    at.clock.passes(59_000);
    const fresh = at.antcrm.world.addTicket({ title: "Mới", status: "New", priority: "Urgent" });
    Object.assign(old ?? {}, { status: "Reopened", updatedAt: at.clock.now().getTime() });
    await at.tickets.sweep(timeout());
    expect((await held(at)).has(String(fresh.TicketId))).toBe(false);

    at.clock.passes(1_000);
    const before = at.antcrm.requests.length;
    await at.tickets.sweep(timeout());

    const all = await held(at);
    expect(all.get(String(fresh.TicketId))).toMatchObject({ status: "New", priority: "Urgent" });
    expect(all.get(String(old?.TicketId))).toMatchObject({ status: "Reopened" });
    expect(at.antcrm.requests.length - before).toBe(1);
  });

  it("loses no change during its filling", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.refresh(timeout());
    const changing = existing(at).filter((_, index) => index % 7 === 0);
    await atEachRequest(at, at.tickets.sweep(timeout()), () => {
      Object.assign(changing.shift() ?? {}, { status: "Moved", updatedAt: at.clock.now().getTime() });
    });
    await at.tickets.refresh(timeout());

    const all = await held(at);
    expect(all.size).toBe(existing(at).length);
    for (const { TicketId, status } of existing(at)) expect(all.get(String(TicketId))?.status).toBe(status);
  });

  it.each([
    ["change", { status: "Moved" }],
    ["are deleted", { deleted: true }],
  ])("finds the tickets behind those that %s while a month is read", async (_how, change) => {
    const at = await stage({ size: "full" });
    const { rows, done } = afterEachPage(at, (first) =>
      Object.assign(first, change, { updatedAt: at.clock.now().getTime() }),
    );
    const tickets = otherIndex(at, { rows });

    await tickets.sweep(timeout());

    expect(done.size).toBe(20);
    expect(await tickets.listState()).toMatchObject({ full: true });
    const all = await held(at);
    expect(existing(at).filter(({ TicketId }) => !all.has(String(TicketId)))).toEqual([]);
  });

  it("continues where it was when AntCRM fails in the middle, and is incomplete until then", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.refresh(timeout());
    at.antcrm.fault({ kind: "500", path: "/tickets" });
    await expect(at.tickets.sweep(timeout())).rejects.toMatchObject({ fault: "unavailable" });
    at.antcrm.clearFaults();
    at.clock.passes(60_000);

    await at.tickets.sweep(timeout());

    expect((await at.tickets.refresh(timeout())).full).toBe(true);
    expect((await held(at)).size).toBe(existing(at).length);
  });

  it("drops deleted tickets the next day, and keeps the others", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.refresh(timeout());
    await at.tickets.sweep(timeout());
    const gone = existing(at).slice(3, 8);
    for (const ticket of gone) ticket.deleted = true;

    at.clock.passes(24 * 3_600_000);
    await at.tickets.sweep(timeout());

    const all = await held(at);
    expect(gone.map(({ TicketId }) => all.has(String(TicketId)))).toEqual(gone.map(() => false));
    expect(all.size).toBe(existing(at).length);
  });

  it("drops many deleted tickets in one day", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.sweep(timeout());
    for (const ticket of existing(at).slice(0, 301)) ticket.deleted = true;

    at.clock.passes(24 * 3_600_000);
    await at.tickets.sweep(timeout());

    expect((await held(at)).size).toBe(existing(at).length);
  });

  it("drops deleted tickets although one ticket cannot be read by its id, or AntCRM fails meanwhile", async () => {
    const at = await stage({ size: "full" });
    await at.tickets.sweep(timeout());
    const gone = existing(at).slice(3, 12);
    for (const ticket of gone) ticket.deleted = true;
    const [unreadable] = gone;
    let isAway = true;
    const byId: Crm["tickets"]["byId"] = async (id) => {
      if (isAway || id === String(unreadable?.TicketId)) throw new AppError("unavailable", "away");
      return at.crm.tickets.byId(id);
    };
    const crm: Crm = {
      ...at.crm,
      with: (call) => ({ ...at.crm.with(call), tickets: { ...at.crm.with(call).tickets, byId } }),
    };
    const tickets = otherIndex(at, { crm });

    at.clock.passes(24 * 3_600_000);
    await expect(tickets.sweep(timeout())).rejects.toThrow("away");
    isAway = false;
    at.clock.passes(60_000);
    await tickets.sweep(timeout());

    const all = await held(at);
    expect(gone.filter(({ TicketId }) => all.has(String(TicketId)))).toEqual([unreadable]);
  });

  it("reads on after this machine's clock was set back", async () => {
    const at = await stage({ size: "full" });
    at.clock.passes(10 * 24 * 3_600_000);
    await at.tickets.sweep(timeout());
    at.clock.passes(-10 * 24 * 3_600_000);
    const fresh = at.antcrm.world.addTicket({ title: "Mới" });

    await at.tickets.sweep(timeout());

    expect((await held(at)).has(String(fresh.TicketId))).toBe(true);
    expect(await at.tickets.listState()).toEqual({ full: true, readTo: at.clock.now() });
  });

  it("has a ticket's new values the next day although AntCRM's clock was ahead before", async () => {
    const at = await stage({ size: "full" });
    const [ticket] = existing(at);
    Object.assign(ticket ?? {}, { updatedAt: at.clock.now().getTime() + 5 * 3_600_000, quirks: {} });
    await at.tickets.sweep(timeout());
    Object.assign(ticket ?? {}, { status: "Closed", updatedAt: at.clock.now().getTime() });

    at.clock.passes(24 * 3_600_000);
    await at.tickets.sweep(timeout());

    expect((await held(at)).get(String(ticket?.TicketId))?.status).toBe("Closed");
  });
});
