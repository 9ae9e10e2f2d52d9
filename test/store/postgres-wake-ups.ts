import { randomBytes } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore, type Store } from "../../src/store/open.ts";

interface Postgres {
  freshUrl(): Promise<string>;
  query(sql: string): Promise<unknown>;
}

const TOPICS = ["lease", "leader", "waits", "waits too", "alone"] as const;

/** The promises of `WakeUps` on Postgres. Call it inside a `describe`. */
export function wakeUpsContract({ freshUrl, query }: Postgres): void {
  const secretKey = randomBytes(32).toString("base64");

  async function open(url: string, lines: string[] = []): Promise<Store> {
    const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
    const store = await openStore({ url, log, secretKey });
    onTestFinished(() => store.close());
    return store;
  }

  /** Expects all topics. Returns a function that resolves after this one, with all that were woken. */
  function expectAll({ wakeUps }: Store): (last: (typeof TOPICS)[number]) => Promise<string[]> {
    const expected = TOPICS.map((topic) => ({ topic, ...wakeUps.expect(topic) }));
    const woken = () => expected.filter((one) => one.woken.aborted).map(({ topic }) => topic);
    return async (last) => {
      // Notifications come in the order of their commits.
      await expect.poll(woken).toContain(last);
      for (const { end } of expected) end();
      return woken();
    };
  }

  async function resigns({ leaders }: Store): Promise<void> {
    await leaders.lead("polling", "a");
    await leaders.resign("polling", "a");
  }

  it("wakes the processes that wait for a change of another one, and no others", async () => {
    const url = await freshUrl();
    const [changing, listening, elsewhere] = [await open(url), await open(url), await open(await freshUrl())];
    const { inbox, workers, leaders } = changing;
    const keep = (id: string, owner: string, lane: string) =>
      inbox.accept({ id, platform: "slack", payload: "{}", at: new Date(), owner, lane });
    // Everything but a lease is woken when a connection begins.
    for (const store of [listening, elsewhere]) {
      expect(await expectAll(store)("alone")).toEqual(["leader", "waits", "waits too", "alone"]);
    }
    const wokenElsewhere = expectAll(elsewhere);

    let wokenAfter = expectAll(listening);
    await keep("first", "a", "C1");
    await keep("alone", "a", "C1");
    await inbox.markFinished("first", "a", "done", new Date());
    await leaders.lead("polling", "a");
    await leaders.resign("polling", "somebody else");
    await workers.renew("a", 60_000);
    await workers.release("a");
    expect(await wokenAfter("lease")).toEqual(["lease"]);

    wokenAfter = expectAll(listening);
    await keep("gives way", "a", "C2");
    await keep("waits", "b", "C2");
    await inbox.giveWay("gives way", "a");
    expect(await wokenAfter("waits")).toEqual(["waits"]);

    wokenAfter = expectAll(listening);
    await keep("is finished", "a", "C3");
    await keep("waits too", "b", "C3");
    await inbox.markFinished("is finished", "a", "done", new Date());
    expect(await wokenAfter("waits too")).toEqual(["waits too"]);

    wokenAfter = expectAll(listening);
    await resigns(changing);
    expect(await wokenAfter("leader")).toEqual(["leader"]);
    await resigns(elsewhere);
    expect(await wokenElsewhere("leader")).toEqual(["leader"]);
  });

  it("listens again after its connection broke, and makes up for the wake-ups that it missed", async () => {
    const lines: string[] = [];
    const store = await open(await freshUrl(), lines);
    await expectAll(store)("leader");
    const woken = expectAll(store);
    await query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'");
    expect(await woken("leader")).toEqual(["leader", "waits", "waits too", "alone"]);
    const next = expectAll(store);
    await resigns(store);
    expect(await next("leader")).toEqual(["leader"]);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      "the connection for wake-ups broke; connecting again",
    ]);
  });
}
