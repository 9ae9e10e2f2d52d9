import { randomBytes } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore, type Store } from "../../src/store/open.ts";

interface Postgres {
  freshUrl(): Promise<string>;
  query(sql: string): Promise<unknown>;
}

/** The promises of `WakeUps` on Postgres. Call it inside a `describe`. */
export function wakeUpsContract({ freshUrl, query }: Postgres): void {
  it("wakes the processes that may wait for a change of another one, and no others", async () => {
    const secretKey = randomBytes(32).toString("base64");
    const lines: string[] = [];
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const url = await freshUrl();
    const open = (at: string) => openStore({ url: at, log, secretKey });
    const [changing, listening, elsewhere] = [await open(url), await open(url), await open(await freshUrl())];
    onTestFinished(async () => {
      await Promise.all([changing, listening, elsewhere].map((store) => store.close()));
    });
    const isWoken = (signal: AbortSignal) => expect.poll(() => signal.aborted).toBe(true);
    const signals = ({ wakeUps }: Store) => ({
      lane: wakeUps.next("lane"),
      lease: wakeUps.next("lease"),
      leader: wakeUps.next("leader"),
    });
    const keep = (id: string, owner: string, lane: string) =>
      changing.inbox.accept({ id, platform: "slack", payload: "{}", at: new Date(), owner, lane });
    const finish = (id: string) => changing.inbox.markFinished(id, "a", "done", new Date());

    // Each connection begins with one wake-up of each kind.
    for (const store of [listening, elsewhere]) await isWoken(signals(store).leader);
    const [before, other] = [signals(listening), signals(elsewhere)];
    await keep("alone", "a", "C1");
    await keep("same process", "a", "C1");
    await finish("alone");
    await changing.leaders.lead("polling", "a");
    await changing.leaders.resign("polling", "b");
    await changing.workers.renew("a", 60_000);
    await changing.workers.release("a");
    // Notifications come in the order of their commits.
    await isWoken(before.lease);
    expect([before.lane.aborted, before.leader.aborted]).toEqual([false, false]);

    await changing.leaders.lead("polling", "a");
    await changing.leaders.resign("polling", "a");
    await isWoken(before.leader);
    await keep("gives way", "a", "C2");
    await keep("waits", "b", "C2");
    await changing.inbox.giveWay("gives way", "a");
    await isWoken(before.lane);
    await keep("is finished", "a", "C3");
    await keep("waits too", "b", "C3");
    const next = signals(listening);
    await finish("is finished");
    await isWoken(next.lane);

    await elsewhere.workers.release("nobody");
    await elsewhere.workers.renew("c", 60_000);
    await elsewhere.workers.release("c");
    await isWoken(other.lease);
    expect([other.lane.aborted, other.leader.aborted]).toEqual([false, false]);
    expect(lines).toEqual([]);
  });

  it("listens again after its connection broke, and makes up for the wake-ups that it missed", async () => {
    const lines: string[] = [];
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const store = await openStore({
      url: await freshUrl(),
      log,
      secretKey: randomBytes(32).toString("base64"),
    });
    onTestFinished(() => store.close());
    const isWoken = (signal: AbortSignal) => expect.poll(() => signal.aborted).toBe(true);
    await isWoken(store.wakeUps.next("lane"));
    const missed = store.wakeUps.next("lane");
    await query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'");
    await isWoken(missed);
    const next = store.wakeUps.next("lease");
    await store.workers.renew("a", 60_000);
    await store.workers.release("a");
    await isWoken(next);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      "the connection for wake-ups broke; connecting again",
    ]);
  });
}
