import { expect, it } from "vitest";
import { KeyedQueue } from "../../src/platforms/keyed-queue.ts";

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

it("runs what is in one lane in its order, also after a failure", async () => {
  const queue = new KeyedQueue<string>();
  const order: string[] = [];
  const first = queue.run("a", async () => {
    order.push("first");
    throw new Error("no");
  });
  const second = queue.run("a", async () => void order.push("second"));
  await expect(first).rejects.toThrow("no");
  await second;
  expect(order).toEqual(["first", "second"]);
});

it("lets the next one pass when the one before gives way, and is not idle until both have ended", async () => {
  const queue = new KeyedQueue<string>();
  const long = gate();
  const order: string[] = [];
  const first = queue.run("a", async (giveWay) => {
    giveWay();
    await long.opened;
    order.push("first");
  });
  await queue.run("a", async () => void order.push("second"));
  let idle = false;
  const done = queue.idle().then(() => (idle = true));
  expect(order).toEqual(["second"]);
  expect(idle).toBe(false);
  long.open();
  await Promise.all([first, done]);
  expect(order).toEqual(["second", "first"]);
});
