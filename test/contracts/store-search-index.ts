import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import type { SearchEntry } from "../../src/search/repository.ts";
import { createSearchIndex } from "../../src/search/search-index.ts";
import { customerIn, entryOf } from "../../src/search/stored-customer.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { indexedCustomer } from "./search-samples.ts";
import { later, noon } from "./store-samples.ts";
import type { StoreUnderTest } from "./store-startup.ts";

const BINH = indexedCustomer("Trần Thị Bình", { customerId: "476", phones: ["+84867123456"] });
const AN = indexedCustomer("Nguyễn Văn An", {
  customerId: "475",
  emails: ["van.an@example.com"],
  place: ["Cộng Hoà", "Tân Bình"],
  tags: ["VIP"],
});

/** Returns entries with a common term, each touched a minute after the one before. */
export function manyCalledBinh(count: number): SearchEntry[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `customer:${at}`,
    content: "[]",
    terms: ["name:binh"],
    touchedAt: new Date(noon.getTime() + at * 60_000),
  }));
}

/** The promises for the tables of an index: `searchIndex` and `productIndex`. */
export function searchIndexContract(
  under: StoreUnderTest,
  fresh: () => Promise<Store>,
  name: "searchIndex" | "productIndex",
): void {
  const found = async ({ [name]: rows }: Store, typed: string) =>
    (await createSearchIndex(rows).search(typed)).hits.map(({ customer }) => customer.name);

  it("finds records by all of their terms, and none by some of them", async () => {
    const store = await fresh();
    await createSearchIndex(store[name]).save([BINH, AN]);

    expect(await found(store, "bình trần")).toEqual(["Trần Thị Bình"]);
    expect(await found(store, "an cộng hoà")).toEqual(["Nguyễn Văn An"]);
    expect(await found(store, "7123")).toEqual(["Trần Thị Bình"]);
    expect(await found(store, "bưởi trần")).toEqual([]);
    await store.close();
  });

  it("returns the last touched first, also of many that were touched in one second", async () => {
    const store = await fresh();
    const index = createSearchIndex(store[name]);
    const same = Array.from({ length: 40 }, (_, number) =>
      indexedCustomer("Lê Thị Thu", { customerId: String(1000 + number), updatedAt: noon }),
    );
    await index.save(same);
    await index.save([indexedCustomer("Lê Thị Thu", { customerId: "7", updatedAt: later(5) })]);

    const { hits } = await index.search("lê thị thu");
    expect(hits).toHaveLength(41);
    expect(hits[0]?.reference).toBe("customer:7");
    await store.close();
  });

  it("finds the last touched of more records than are asked for, and says that there are too many", async () => {
    const store = await fresh();
    const rows = store[name];
    await rows.save(manyCalledBinh(300), 1);

    const found = await rows.find([{ terms: ["name:binh"] }], 200);
    expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, at) => `customer:${299 - at}`));
    expect(await rows.findFewer([{ terms: ["name:binh"] }], 300)).toBeNull();
    expect(await rows.findFewer([{ terms: ["name:binh"] }], 301)).toHaveLength(300);
    expect(await rows.findFewer([{ terms: ["name:buoi"] }], 1)).toEqual([]);
    await store.close();
  });

  it("replaces a record, and finds it no longer by what it was", async () => {
    const store = await fresh();
    const index = createSearchIndex(store[name]);
    await index.save([BINH]);
    await index.save([{ ...BINH, name: "Trần Thị Bưởi" }]);

    expect(await found(store, "trần thị bình")).toEqual([]);
    expect(await found(store, "trần thị bưởi")).toEqual(["Trần Thị Bưởi"]);
    expect(await store[name].count()).toBe(1);
    await store.close();
  });

  it("replaces the terms of a record whose content is the same", async () => {
    const store = await fresh();
    const rows = store[name];
    const entry = { id: "customer:476", content: "[]", touchedAt: noon };
    await rows.save([{ ...entry, terms: ["old:binh"] }], 1);
    await rows.save([{ ...entry, terms: ["new:binh"] }], 1);

    const idsWith = async (term: string) => (await rows.find([{ terms: [term] }], 9)).map(({ id }) => id);
    expect(await idsWith("old:binh")).toEqual([]);
    expect(await idsWith("new:binh")).toEqual(["customer:476"]);
    await store.close();
  });

  it("lists whom a walk has not seen, and forgets whom it is told to", async () => {
    const store = await fresh();
    const index = createSearchIndex(store[name]);
    await index.save([BINH, AN], 1);
    await index.save([AN], 2);
    // A single read belongs to no walk.
    await index.save([AN]);

    expect(await store[name].unseen(2, 10)).toEqual(["customer:476"]);
    await index.remove(["customer:476", "customer:999"]);
    expect(await store[name].unseen(2, 10)).toEqual([]);
    expect(await found(store, "bình trần")).toEqual([]);

    await store[name].clear();
    expect([await store[name].count(), await found(store, "an")]).toEqual([0, []]);
    await store.close();
  });

  it("keeps two savings at the same time apart", async () => {
    const store = await fresh();
    const index = createSearchIndex(store[name]);
    const some = (from: number) =>
      Array.from({ length: 20 }, (_, number) =>
        indexedCustomer(`Đỗ Văn Nam ${from + number}`, {
          customerId: String(from + number),
          updatedAt: noon,
        }),
      );
    await Promise.all([1, 2, 3, 4].map((part) => index.save(some(part * 100))));

    expect((await index.search("đỗ văn nam")).hits).toHaveLength(50);
    for (const number of [100, 219, 310, 405])
      expect(await found(store, `đỗ văn nam ${number}`)).toContain(`Đỗ Văn Nam ${number}`);
    await store.close();
  });

  it("is found again after a change of the key, once its rows were written anew", async () => {
    const url = await under.freshUrl();
    const [former, current] = [randomBytes(32), randomBytes(32)].map((key) => key.toString("base64"));
    const open = (secretKey: string) => openStore({ url, secretKey, log: silentLogger(), now: () => noon });
    const before = await open(String(former));
    await createSearchIndex(before[name]).save([BINH, AN], 3);
    await before.close();

    const store = await open(`${current},${former}`);
    const index = createSearchIndex(store[name]);
    expect(await found(store, "bình trần")).toEqual([]);
    await store[name].clearWords();
    const stored = await store[name].portion("", 10);
    await index.rewrite(stored.map(({ id, content }) => entryOf(id, customerIn(content ?? ""))));
    expect(await found(store, "bình trần")).toEqual(["Trần Thị Bình"]);
    expect(await found(store, "trần thị bì")).toEqual(["Trần Thị Bình"]);
    // The walk that has seen a row is kept.
    expect(await store[name].unseen(3, 10)).toEqual([]);
    await store.close();
  });

  it("finds no record of the other index, also by the same words", async () => {
    const other = name === "searchIndex" ? "productIndex" : "searchIndex";
    const store = await fresh();
    await createSearchIndex(store[name]).save([BINH]);
    expect(await store[other].count()).toBe(0);
    expect((await createSearchIndex(store[other]).search("trần thị bình")).hits).toEqual([]);

    await store[other].clear();
    expect(await found(store, "trần thị bình")).toEqual(["Trần Thị Bình"]);
    await store.close();
  });
}
