import { expect, it } from "vitest";
import { botOnTelegram } from "../support/whole-bot.ts";

it("a stop while an index is filled logs no failure", async () => {
  const { antcrm, log, stop } = await botOnTelegram({ LOG_LEVEL: "warn" });
  antcrm.fault({ kind: "hang", method: "GET", path: "/tickets" });
  const isFilling = () => antcrm.requests.some(({ path }) => path === "/tickets");
  await expect.poll(() => isFilling()).toBe(true);

  await stop();
  expect(log).toEqual([]);
});
