import { expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { later, noon } from "./store-samples.ts";

/** The promises for what was last shown to people. Call it inside a `describe`. */
export function conversationsContract(open: () => Promise<Store>): void {
  const row = (id: string, more = {}) => ({ id, content: '{"rows":[]}', until: later(30), ...more });

  it("keeps the newest version of a conversation", async () => {
    const store = await open();
    await store.conversations.save(row("c1"));
    await store.conversations.save(row("c1", { content: '{"rows":[1]}', until: later(40) }));
    await store.conversations.save(row("c2"));
    expect(await store.conversations.find("c1")).toEqual(
      row("c1", { content: '{"rows":[1]}', until: later(40) }),
    );
    expect(await store.conversations.find("c3")).toBeNull();
    await store.close();
  });

  it("deletes the conversations whose time is over", async () => {
    const store = await open();
    await store.conversations.save(row("old", { until: later(-1) }));
    await store.conversations.save(row("new", { until: later(1) }));
    expect(await store.deleteExpired(noon)).toBe(1);
    expect(await store.conversations.find("old")).toBeNull();
    expect(await store.conversations.find("new")).not.toBeNull();
    await store.close();
  });

  it("deletes the conversations that mention a forgotten customer, and no others", async () => {
    const store = await open();
    await store.conversations.save(row("theirs", { content: '{"reference":"customer:9457"}' }));
    await store.conversations.save(row("another", { content: '{"reference":"customer:1"}' }));
    await store.forget(["customer:9457"], (text) => text.includes("customer:9457"));
    expect(await store.conversations.find("theirs")).toBeNull();
    expect(await store.conversations.find("another")).not.toBeNull();
    await store.close();
  });
}
