import { expect, it, vi } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { asksToRedeem, RECEIPT } from "./support/redemption-steps.ts";

const linesOf = ({ lines }: { lines: readonly string[] }) =>
  lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));

it("the lines of a write have the same reference in the process that takes it over", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const environment = { LOG_LEVEL: "debug" };
  const minh = telegramAgent(fixture, "Minh");
  const first = await fixture.start({ killAt: "after confirmed", environment });
  await minh.clicks(await asksToRedeem(minh, newCustomer(fixture)), "Đổi quà");
  expect(await first.ended).toBe("SIGKILL");
  const asked = linesOf(first).flatMap(({ reference }) => reference ?? []);
  expect(new Set(asked).size).toBe(1);

  const second = await fixture.start({ environment });
  await minh.reads(RECEIPT);
  const ofWrite = () => linesOf(second).filter(({ reference }) => reference === asked[0]);
  await vi.waitFor(
    () => {
      const texts = ofWrite().map(({ msg }) => msg);
      expect(texts).toContainEqual(expect.stringMatching(/^AntCRM POST \/redeem: ok/));
      expect(texts).toContain("a call to the platform ended");
    },
    { timeout: TIMEOUT_MS },
  );
});
