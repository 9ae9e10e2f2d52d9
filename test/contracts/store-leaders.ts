import { beforeEach, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { OVER_MS, RUNNING_MS } from "./store-samples.ts";

/** The promises for jobs that only one of several processes may do. */
export function leadersContract(fresh: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await fresh();
    return () => store.close();
  });

  const lead = (owner: string) => store.leaders.lead("polling", owner);

  it("elects the first worker that asks, and keeps it while its lease runs", async () => {
    await store.workers.renew("a", RUNNING_MS);
    await store.workers.renew("b", RUNNING_MS);
    expect(await lead("a")).toBe(true);
    expect(await lead("b")).toBe(false);
    expect(await lead("a")).toBe(true);
  });

  it("elects another worker when the leader's lease has ended, and no longer the former leader", async () => {
    await store.workers.renew("a", RUNNING_MS);
    await store.workers.renew("b", RUNNING_MS);
    await lead("a");
    await store.workers.renew("a", OVER_MS);
    expect(await lead("b")).toBe(true);
    await store.workers.renew("a", RUNNING_MS);
    expect(await lead("a")).toBe(false);
    expect(await lead("b")).toBe(true);
  });

  it("elects another worker at once when the leader resigns or leaves", async () => {
    for (const worker of ["a", "b", "c"]) await store.workers.renew(worker, RUNNING_MS);
    await lead("a");
    await store.leaders.resign("polling", "a");
    expect(await lead("b")).toBe(true);
    await store.workers.release("b");
    expect(await lead("c")).toBe(true);
  });

  it("lets only the leader resign", async () => {
    await store.workers.renew("a", RUNNING_MS);
    await store.workers.renew("b", RUNNING_MS);
    await lead("a");
    await store.leaders.resign("polling", "b");
    expect(await lead("b")).toBe(false);
  });

  it("elects a leader for each job", async () => {
    await store.workers.renew("a", RUNNING_MS);
    await store.workers.renew("b", RUNNING_MS);
    expect(await lead("a")).toBe(true);
    expect(await store.leaders.lead("another job", "b")).toBe(true);
  });

  it("elects one of several workers that ask at once, for a new job and after the leader was killed", async () => {
    const workers = Array.from({ length: 8 }, (_, index) => `worker-${index}`);
    for (const worker of workers) await store.workers.renew(worker, RUNNING_MS);
    const askAll = async () => {
      const answers = await Promise.all(workers.map((worker) => lead(worker)));
      return workers.filter((_, index) => answers[index]);
    };
    const first = await askAll();
    expect(first).toHaveLength(1);
    expect(await askAll()).toEqual(first);

    await store.workers.renew(first[0] ?? "", OVER_MS);
    workers.splice(workers.indexOf(first[0] ?? ""), 1);
    expect(await askAll()).toHaveLength(1);
  });
}
