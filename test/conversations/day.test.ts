import { expect, it } from "vitest";
import { openShop, TRANSPORTS } from "./shop.ts";

it.each(TRANSPORTS)("begins on the tests' day over %s", async (transport) => {
  const { lan, violations } = await openShop(transport);
  await lan.asks("khách mới hôm nay", /25\/11\/2026/);
  expect(violations()).toEqual([]);
});
