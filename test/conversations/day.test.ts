import { expect, it } from "vitest";
import { createFixture, TRANSPORTS } from "./fixture.ts";

it.each(TRANSPORTS)("uses the clock of the tests' day over %s", async (transport) => {
  const { lan, violations } = await createFixture(transport);
  await lan.asks("khách mới hôm nay", /25\/11\/2026/);
  expect(violations()).toEqual([]);
});
