import { expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { later, noon } from "./store-samples.ts";

const ticket = {
  id: "17464",
  status: "New",
  priority: "High",
  assignee: null,
  contact: "661ca720f70843211b05712a",
  createdAt: later(-60),
  updatedAt: noon,
};

/** The promises for digests and alerts about tickets. */
export function ticketIndexContract(fresh: () => Promise<Store>): void {
  it("keeps the latest state of a ticket, and ignores an older state that is written later", async () => {
    const store = await fresh();
    const { ticketIndex } = store;
    const closed = { ...ticket, status: "Closed", updatedAt: later(5) };

    await ticketIndex.save([ticket], 1);
    await ticketIndex.save([closed], 1);
    await ticketIndex.save([ticket], 2);

    expect(await ticketIndex.portion("", 10)).toEqual([closed]);
    await store.close();
  });

  it("returns its tickets page by page, including those without a time", async () => {
    const store = await fresh();
    const timeless = { ...ticket, createdAt: null, updatedAt: null };
    const all = ["9", "17", "100"].map((id) => ({ ...timeless, id }));

    await store.ticketIndex.save(all, 1);
    await store.ticketIndex.save([{ ...timeless, id: "17", status: "Open" }], 1);

    const first = await store.ticketIndex.portion("", 2);
    const rest = await store.ticketIndex.portion(first.at(-1)?.id ?? "", 2);
    expect([...first, ...rest].map(({ id, status }) => [id, status])).toEqual([
      ["100", "New"],
      ["17", "Open"],
      ["9", "New"],
    ]);
    await store.close();
  });

  it("lists the tickets that a walk over all tickets has not seen", async () => {
    const store = await fresh();
    const { ticketIndex } = store;
    await ticketIndex.save(
      ["1", "2", "3"].map((id) => ({ ...ticket, id })),
      1,
    );
    await ticketIndex.save([{ ...ticket, id: "2" }], 2);

    expect(await ticketIndex.unseen(2, 10)).toEqual(["1", "3"]);
    await ticketIndex.remove("1");
    expect(await ticketIndex.unseen(2, 10)).toEqual(["3"]);
    await store.close();
  });
}
