import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import type {
  IndexedTicket,
  ListedTicket,
  TicketFilter,
  TicketOrder,
} from "../../src/features/tickets/indexed-ticket.ts";
import type { Store } from "../../src/store/open.ts";
import { later, noon } from "./store-samples.ts";

const BINH = { objectId: "661ca720f70843211b05712a", phones: ["+84867123456"], emails: ["binh@example.com"] };

const ticket: ListedTicket = {
  id: "17464",
  title: "Máy in kẹt giấy",
  status: "New",
  priority: "High",
  assignedTo: null,
  group: "Kỹ thuật",
  contact: { ...BINH, name: "Trần Thị Bình" },
  createdAt: later(-60),
  updatedAt: noon,
};

/** Returns what is read of a ticket to count it. */
function counted({
  id,
  status,
  priority,
  assignedTo,
  contact,
  createdAt,
  updatedAt,
}: ListedTicket): IndexedTicket {
  const plain = { id, status, priority, assignee: assignedTo, contact: contact?.objectId ?? null };
  return { ...plain, createdAt, updatedAt };
}

/** The promises for lists, digests and alerts about tickets. */
export function ticketIndexContract(
  freshUrl: () => Promise<string>,
  open: (url: string, secretKey?: string) => Promise<Store>,
): void {
  const fresh = async () => open(await freshUrl());

  it("keeps the latest state of a ticket in one walk, and what a later walk reads", async () => {
    const store = await fresh();
    const { ticketIndex } = store;
    const closed = { ...ticket, status: "Closed", updatedAt: later(5) };

    await ticketIndex.save([ticket], 1);
    await ticketIndex.save([closed], 1);
    await ticketIndex.save([ticket], 1);
    expect(await ticketIndex.portion("", 10)).toEqual([counted(closed)]);

    await ticketIndex.save([ticket], 2);
    expect(await ticketIndex.portion("", 10)).toEqual([counted(ticket)]);
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

  /** Stores tickets with these ids and changes, and returns a function for the ids of a list, in its order. */
  async function listing(tickets: readonly (Partial<ListedTicket> & { id: string })[]) {
    const store = await fresh();
    const { ticketIndex } = store;
    await ticketIndex.save(
      tickets.map((one) => ({ ...ticket, ...one })),
      1,
    );
    const ids = async (filter: TicketFilter, order: Partial<TicketOrder> = {}) => {
      const found = await ticketIndex.list(filter, { by: "created", offset: 0, limit: 100, ...order });
      expect(await ticketIndex.count(filter)).toBeGreaterThanOrEqual(found.length);
      return found.map(({ id }) => id);
    };
    return { store, ticketIndex, ids };
  }

  it("returns a ticket in a list as it was saved, with its title and its contact", async () => {
    const bare = { title: "", status: null, priority: null, group: null, contact: null, createdAt: null };
    const { store, ticketIndex } = await listing([
      { id: "1", assignedTo: "lan@shop.vn" },
      { id: "2", ...bare },
    ]);
    expect(await ticketIndex.list({}, { by: "updated", offset: 0, limit: 9 })).toEqual([
      { ...ticket, ...bare, id: "2" },
      { ...ticket, id: "1", assignedTo: "lan@shop.vn" },
    ]);
    await store.close();
  });

  it("finds the tickets of a customer by ObjectId, by any phone and by any e-mail, and nobody else's", async () => {
    const none = { objectId: null, name: null, phones: [], emails: [] };
    const { store, ids } = await listing([
      { id: "1", contact: { ...none, objectId: BINH.objectId } },
      { id: "2", contact: { ...none, phones: ["+84900000001", ...BINH.phones] } },
      { id: "3", contact: { ...none, emails: ["Binh@Example.com"] } },
      { id: "4", contact: { ...none, name: "Trần Thị Bình", phones: ["+84900000001"] } },
      { id: "5", contact: null },
      { id: "6" },
    ]);
    expect(await ids({ customer: BINH })).toEqual(["6", "3", "2", "1"]);
    expect(await ids({ customer: { ...BINH, objectId: null, emails: [] } })).toEqual(["6", "2"]);
    expect(await ids({ customer: { objectId: null, phones: [], emails: [] } })).toEqual([]);
    await store.close();
  });

  it("finds a ticket by its present contact only, also if an older state is written later", async () => {
    const { store, ticketIndex, ids } = await listing([{ id: "1" }]);
    const an = { objectId: "661ca720f70843211b05712b", name: "An", phones: ["+84900000001"], emails: [] };
    await ticketIndex.save([{ ...ticket, id: "1", contact: an, updatedAt: later(5) }], 1);
    await ticketIndex.save([{ ...ticket, id: "1" }], 1);
    expect(await ids({ customer: BINH })).toEqual([]);
    expect(await ids({ customer: an })).toEqual(["1"]);
    await ticketIndex.remove("1");
    await ticketIndex.save([{ ...ticket, id: "1", contact: null }], 2);
    expect(await ids({ customer: an })).toEqual([]);
    await store.close();
  });

  it("filters by status, priority, group, agent and time, all at once if asked", async () => {
    const { store, ticketIndex, ids } = await listing([
      { id: "1", status: "Closed", createdAt: later(-5) },
      { id: "2", status: null, assignedTo: "lan@shop.vn", createdAt: later(-4) },
      { id: "3", priority: "Low", group: "Kho", createdAt: later(-3) },
      { id: "4", assignedTo: "minh@shop.vn", createdAt: later(-2), updatedAt: later(9) },
      { id: "5", createdAt: null, updatedAt: later(-1) },
    ]);
    expect(await ids({ statuses: ["New", null] })).toEqual(["5", "4", "3", "2"]);
    expect(await ids({ statuses: ["Closed"] })).toEqual(["1"]);
    expect(await ids({ statuses: [] })).toEqual([]);
    expect(await ids({ priority: "Low" })).toEqual(["3"]);
    expect(await ids({ group: ["Kho"] })).toEqual(["3"]);
    expect(await ids({ group: [] })).toEqual([]);
    expect(await ids({ assignees: ["lan@shop.vn", "minh@shop.vn"] })).toEqual(["4", "2"]);
    expect(await ids({ isUnassigned: true })).toEqual(["5", "3", "1"]);
    expect(await ids({ createdFrom: later(-4), createdTo: later(-2) })).toEqual(["3", "2"]);
    expect(await ids({ updatedFrom: later(9) }, { by: "updated" })).toEqual(["4"]);
    expect(await ids({ customer: BINH, statuses: ["New"], isUnassigned: true, priority: "High" })).toEqual([
      "5",
    ]);
    expect(
      (await ticketIndex.statuses({ customer: BINH })).toSorted((a, b) => b.tickets - a.tickets)[0],
    ).toEqual({
      status: "New",
      tickets: 3,
    });
    await store.close();
  });

  it("sorts by the time asked for, then by number, and returns any part of a list with the count of all", async () => {
    const { store, ticketIndex, ids } = await listing([
      ...["9", "10", "11"].map((id) => ({ id })),
      { id: "8", createdAt: later(-1), updatedAt: later(-1) },
    ]);
    expect(await ids({})).toEqual(["8", "11", "10", "9"]);
    expect(await ids({}, { by: "updated" })).toEqual(["11", "10", "9", "8"]);
    expect(await ids({}, { offset: 1, limit: 2 })).toEqual(["11", "10"]);
    expect(await ids({}, { offset: 4 })).toEqual([]);
    expect(await ticketIndex.count({})).toBe(4);
    await store.close();
  });

  it("names the agents of recent tickets, those with the most first, and the groups of all", async () => {
    const old = { createdAt: later(-99), updatedAt: later(-99) };
    const { store, ticketIndex } = await listing([
      { id: "1", assignedTo: "lan@shop.vn" },
      { id: "2", assignedTo: "minh@shop.vn" },
      { id: "3", assignedTo: "minh@shop.vn", group: null },
      { id: "4", assignedTo: "cu@shop.vn", group: "Kho", ...old },
    ]);
    expect(await ticketIndex.assignees(later(-50))).toEqual(["minh@shop.vn", "lan@shop.vn"]);
    expect((await ticketIndex.assignees(null)).toSorted()).toEqual([
      "cu@shop.vn",
      "lan@shop.vn",
      "minh@shop.vn",
    ]);
    expect((await ticketIndex.groups()).toSorted()).toEqual(["Kho", "Kỹ thuật"]);
    await store.close();
  });

  it("is of another version with a new key, and finds tickets again once they are saved with it", async () => {
    const [older, newer] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
    const url = await freshUrl();
    const first = await open(url, older);
    await first.ticketIndex.save([{ ...ticket, assignedTo: "lan@shop.vn" }], 1);
    const { version } = first.ticketIndex;
    await first.close();

    const store = await open(url, `${newer},${older}`);
    const { ticketIndex } = store;
    expect(ticketIndex.version).not.toBe(version);
    const order = { by: "created", offset: 0, limit: 9 } as const;
    expect(await ticketIndex.list({}, order)).toMatchObject([
      { title: ticket.title, contact: ticket.contact },
    ]);
    expect(await ticketIndex.count({ customer: BINH })).toBe(0);
    await ticketIndex.save([{ ...ticket, assignedTo: "lan@shop.vn" }], 2);
    expect(await ticketIndex.count({ customer: BINH, assignees: ["lan@shop.vn"] })).toBe(1);
    await store.close();

    const again = await open(url, `${newer},${older}`);
    expect(again.ticketIndex.version).toBe(ticketIndex.version);
    await again.close();
  });
}
