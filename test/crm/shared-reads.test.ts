import { expect, it } from "vitest";
import { CallBudget } from "../../src/crm/calls.ts";
import { type crmAt, crmOnOddServer, failureOf } from "./crm-at.ts";
import type { OddAnswer } from "./odd-server.ts";

const customer = (name: string): OddAnswer => ({ body: [{ customerId: 1, name, phones: [] }] });
const DONE: OddAnswer = { body: { success: 1 } };
const redemption = { code: "DAUMAY01", email: "an@example.com" };

/** Starts a server that keeps every call until the test answers it, in the order of arrival. */
async function crmOnHeldServer(options: Parameters<typeof crmAt>[1] = {}) {
  const held: ((answer: OddAnswer) => void)[] = [];
  const aborted: number[] = [];
  const observed = await crmOnOddServer((_, response) => {
    const place = held.length;
    response.on("close", () => {
      if (!response.writableFinished) aborted.push(place);
    });
    return new Promise((answer) => held.push(answer));
  }, options);
  const untilHeld = (count: number) => expect.poll(() => held).toHaveLength(count);
  return { ...observed, held, aborted, untilHeld };
}

it("two identical reads at the same moment make one call, and both get its answer", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer();

  const first = crm.contacts.byCustomerId("1");
  const second = crm.with({ person: "slack:U1" }).contacts.byEmail("an@example.com");
  await untilHeld(2);
  const third = crm.with({ person: "slack:U2" }).contacts.byCustomerId("1");
  held[0]?.(customer("An"));
  held[1]?.({ body: [] });

  expect([(await first)?.name, (await third)?.name]).toEqual(["An", "An"]);
  expect(await second).toEqual([]);
  expect(held).toHaveLength(2);
});

it("a read after an answered one makes its own call", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer();

  for (const [index, name] of ["An", "Bình"].entries()) {
    const read = crm.contacts.byCustomerId("1");
    await untilHeld(index + 1);
    held[index]?.(customer(name));
    expect((await read)?.name).toBe(name);
  }
});

it("a read that started before a write is not shared with one that starts after the write began", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer();
  const before = crm.contacts.byCustomerId("1");
  await untilHeld(1);
  const write = crm.points.redeem(redemption);
  await untilHeld(2);

  const during = crm.contacts.byCustomerId("1");
  await untilHeld(3);
  held[0]?.(customer("before"));
  held[2]?.(customer("during"));
  held[1]?.(DONE);

  expect([(await before)?.name, (await during)?.name]).toEqual(["before", "during"]);
  await write;
});

it.each<[string, OddAnswer]>([
  ["succeeded", DONE],
  ["was refused", { status: 400, body: { message: "không" } }],
  ["is unclear", { status: 500 }],
])("a read that started before the end of a write that %s is not shared with a later one", async (_, end) => {
  const { crm, held, untilHeld } = await crmOnHeldServer();
  const write = crm.points.redeem(redemption).catch(() => {});
  await untilHeld(1);
  const during = crm.contacts.byCustomerId("1");
  await untilHeld(2);
  held[0]?.(end);
  await write;

  const after = crm.contacts.byCustomerId("1");
  await untilHeld(3);
  held[1]?.(customer("during"));
  held[2]?.(customer("after"));

  expect([(await during)?.name, (await after)?.name]).toEqual(["during", "after"]);
});

it("a read that started while a write waited for its place is not shared after the write was sent", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer({ maxInFlight: 3, backgroundInFlight: 1 });
  const background = crm.with({ priority: "background" });
  const work = background.contacts.byCustomerId("9");
  await untilHeld(1);
  const write = background.points.redeem(redemption);
  const early = crm.contacts.byCustomerId("1");
  await untilHeld(2);
  held[0]?.({ body: [] });
  await work;
  await untilHeld(3);

  const late = crm.contacts.byCustomerId("1");
  await untilHeld(4);
  held[1]?.(customer("early"));
  held[3]?.(customer("late"));
  held[2]?.(DONE);

  expect([(await early)?.name, (await late)?.name]).toEqual(["early", "late"]);
  await write;
});

it("the call goes on while one of its readers waits, and is aborted once all have given up", async () => {
  const { crm, held, aborted, untilHeld, lines } = await crmOnHeldServer();
  const stops = [new AbortController(), new AbortController()];
  const [first, second] = stops.map(({ signal }) => crm.with({ signal }).contacts.byCustomerId("1"));
  if (first === undefined || second === undefined) throw new Error("no reads");
  await untilHeld(1);

  stops[0]?.abort();
  expect((await failureOf(first)).fault).toBe("unavailable");
  const third = crm.with({ signal: stops[1]?.signal as AbortSignal }).contacts.byCustomerId("1");
  expect(aborted).toEqual([]);
  stops[1]?.abort();
  expect((await failureOf(second)).fault).toBe("unavailable");
  expect((await failureOf(third)).fault).toBe("unavailable");
  const later = crm.contacts.byCustomerId("1");
  await untilHeld(2);
  held[1]?.(customer("An"));

  expect((await later)?.name).toBe("An");
  await expect.poll(() => aborted).toEqual([0]);
  expect(lines).toEqual([]);
});

it("a reader that remains gets the answer after the first one has given up", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer();
  const stop = new AbortController();
  const first = failureOf(crm.with({ signal: stop.signal }).contacts.byCustomerId("1"));
  const second = crm.contacts.byCustomerId("1");
  await untilHeld(1);

  stop.abort();
  held[0]?.(customer("An"));

  expect((await first).fault).toBe("unavailable");
  expect((await second)?.name).toBe("An");
});

it("a reader that has given up before makes no call", async () => {
  const { crm, server } = await crmOnHeldServer();

  const read = crm.with({ signal: AbortSignal.abort() }).contacts.byCustomerId("1");

  expect((await failureOf(read)).fault).toBe("unavailable");
  expect(server.calls).toEqual([]);
});

it("each reader spends its own budget, for the call and for each further try", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer();
  const budgets = [new CallBudget(5), new CallBudget(1), new CallBudget(0)];
  const [first, second, third] = budgets.map((budget) => crm.with({ budget }).contacts.byCustomerId("1"));
  if (first === undefined || second === undefined || third === undefined) throw new Error("no reads");
  expect((await failureOf(third)).fault).toBe("costly");
  await untilHeld(1);

  held[0]?.({ status: 500 });
  await untilHeld(2);
  held[1]?.(customer("An"));

  expect([(await first)?.name, (await second)?.name]).toEqual(["An", "An"]);
  expect(budgets.map(({ left }) => left)).toEqual([3, 0, 0]);
});

it("a failure reaches each reader and is logged once", async () => {
  const { crm, held, untilHeld, lines } = await crmOnHeldServer();
  const reads = [crm.contacts.byCustomerId("1"), crm.contacts.byCustomerId("1")].map(failureOf);
  await untilHeld(1);
  held[0]?.({ status: 400, body: { message: "sai số" } });

  for (const failure of await Promise.all(reads)) {
    expect(failure).toMatchObject({ fault: "refused", quote: "sai số" });
  }
  expect(lines).toHaveLength(1);
});

it("a read does not join one that waits for its next try", async () => {
  const waits: (() => void)[] = [];
  const { crm, held, untilHeld } = await crmOnHeldServer({
    wait: () => new Promise((resolve) => waits.push(resolve)),
  });
  const first = crm.contacts.byCustomerId("1");
  await untilHeld(1);
  held[0]?.({ status: 500 });
  await expect.poll(() => waits).toHaveLength(1);

  const second = crm.contacts.byCustomerId("1");
  await untilHeld(2);
  held[1]?.(customer("An"));
  expect((await second)?.name).toBe("An");
  waits[0]?.();
  await untilHeld(3);
  held[2]?.(customer("An"));
  await first;
});

it("a person's read does not wait for the same read of background work", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer({ backgroundInFlight: 1 });
  const background = crm.with({ priority: "background" });
  const work = background.contacts.byCustomerId("9");
  const queued = background.contacts.byCustomerId("1");
  await untilHeld(1);

  const read = crm.contacts.byCustomerId("1");
  await untilHeld(2);
  held[1]?.(customer("An"));

  expect((await read)?.name).toBe("An");
  held[0]?.({ body: [] });
  await work;
  await untilHeld(3);
  held[2]?.(customer("An"));
  await queued;
});

it("a person's read does not wait in another person's queue", async () => {
  const { crm, held, untilHeld } = await crmOnHeldServer({ maxInFlight: 2 });
  const [busy, quick] = ["slack:U1", "slack:U2"].map((person) => crm.with({ person }));
  if (busy === undefined || quick === undefined) throw new Error("no contexts");
  const reads = ["7", "8", "9", "1"].map((id) => busy.contacts.byCustomerId(id));
  await untilHeld(2);
  const read = quick.contacts.byCustomerId("1");

  held[0]?.({ body: [] });
  await untilHeld(3);
  held[2]?.(customer("An"));

  expect((await read)?.name).toBe("An");
  for (const place of [1, 3, 4]) {
    await expect.poll(() => held[place]).toBeDefined();
    held[place]?.({ body: [] });
  }
  await Promise.all(reads);
});
