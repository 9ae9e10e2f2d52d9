import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture } from "./support/fixture.ts";
import { killAtStatement } from "./support/kill-at-statement.ts";
import { record } from "./support/record.ts";

/** A first start is killed after multiples of this many statements. */
const STRIDE = 15;

it("the next start finishes a migration that a crash between two statements has interrupted", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  const minh = telegramAgent(fixture, "Minh");
  let crashes = 0;
  for (let statement = 1; ; statement += STRIDE) {
    const environment = { DATABASE_URL: join(dirname(fixture.file), `killed-at-${statement}.db`) };
    const bot = fixture.launch({ environment, preload: [killAtStatement(statement)] });
    const isUp = await Promise.race([bot.up().then(() => true), bot.ended.then(() => false)]).catch(
      () => false,
    );
    if (isUp) {
      // The crash was not reached: a start has fewer statements.
      await bot.kill();
      break;
    }
    expect(await bot.ended).toBe("SIGKILL");
    crashes += 1;

    const successor = await fixture.start({ environment });
    const customer = newCustomer(fixture);
    await minh.says(customer.phone);
    await minh.reads(new RegExp(customer.name));
    await successor.kill();
  }
  expect(crashes).toBeGreaterThanOrEqual(5);
  record({ case: "7 migrations", events: crashes, faults: crashes, lost: 0, doubled: 0, repeated: 0 });
});
