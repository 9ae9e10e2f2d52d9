import { expect, it } from "vitest";
import { Lanes } from "../../src/platforms/keyed-queue.ts";

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

it("runs what is in one lane in its order, also after a failure", async () => {
  const lanes = new Lanes<string>();
  const order: string[] = [];
  const first = lanes.run("a", async () => {
    order.push("first");
    throw new Error("no");
  });
  const second = lanes.run("a", async () => void order.push("second"));
  await expect(first).rejects.toThrow("no");
  await second;
  expect(order).toEqual(["first", "second"]);
});

it("lets the next one pass when the one before gives way, and is not idle until both have ended", async () => {
  const lanes = new Lanes<string>();
  const long = gate();
  const order: string[] = [];
  const first = lanes.run("a", async (giveWay) => {
    giveWay();
    await long.opened;
    order.push("first");
  });
  await lanes.run("a", async () => void order.push("second"));
  let idle = false;
  const done = lanes.idle().then(() => (idle = true));
  expect(order).toEqual(["second"]);
  expect(idle).toBe(false);
  long.open();
  await Promise.all([first, done]);
  expect(order).toEqual(["second", "first"]);
});
