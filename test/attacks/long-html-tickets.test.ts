import { expect, it } from "vitest";
import { type TestApp, testApp } from "../support/test-app.ts";

/** A long e-mail as a mail program writes it: 300 kB. */
const HTML = "<b>a</b> ".repeat(33_000);
const PLAIN = "a".repeat(HTML.length);

it("a page of tickets with long summaries, which a list does not show, takes as long as one without HTML", async () => {
  // The first list also includes the JIT's compilation, and a busy machine slows any of them.
  expect(await leastOfThree(HTML)).toBeLessThan(4 * (await leastOfThree(PLAIN)));
});

it("a ticket's card shows the beginning of a long summary, and that it is truncated", async () => {
  const shown = await (await testAppOf(HTML)).minh.types("xem phiếu 18000");
  expect(shown).toMatch(/a a a.?…$/m);
  expect(shown.length).toBeLessThan(10_000);
});

/** Creates an app with a page of tickets. */
async function testAppOf(summary: string): Promise<TestApp> {
  const app = await testApp();
  for (let at = 0; at < 18; at += 1)
    app.antcrm.world.addTicket({ TicketId: 18_000 + at, title: "Máy in", summary, contact: {} });
  return app;
}

async function leastOfThree(summary: string): Promise<number> {
  const times = [await cpuOfList(summary), await cpuOfList(summary), await cpuOfList(summary)];
  return Math.min(...times);
}

/** Returns the CPU time to list these tickets, in milliseconds. */
async function cpuOfList(summary: string): Promise<number> {
  const { minh } = await testAppOf(summary);
  const before = process.cpuUsage();
  expect(await minh.types("danh sách phiếu")).toContain("#18017");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
