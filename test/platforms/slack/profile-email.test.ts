import { expect, it } from "vitest";
import { openSlackFixture } from "./fixture.ts";

it("tells a person's e-mail where their profile shows it, and nothing where it does not or nobody is there", async () => {
  // Nobody writes to the bot in this test.
  await using fixture = await openSlackFixture("http", () => (async function* () {})());
  const { slack, platform } = fixture;
  const ha = slack.addUser({ name: "Hà", email: "ha@shop.vn" });
  const huy = slack.addUser({ name: "Huy" });

  expect(await platform.emailOf?.(`slack:${ha.id}`)).toBe("ha@shop.vn");
  expect(await platform.emailOf?.(`slack:${huy.id}`)).toBeNull();
  expect(await platform.emailOf?.("slack:U0NOBODY")).toBeNull();
});
