import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { killer } from "./support/killer.ts";
import { record } from "./support/record.ts";
import { newCustomer } from "./support/shop-floor.ts";
import { openStage } from "./support/stage.ts";

/** Every so many statements of a first start the process dies. */
const STRIDE = 15;

it("finishes at the next start what a death between two statements of a migration has left", async () => {
  const stage = await openStage({ telegram: "polling" });
  const minh = telegramAgent(stage, "Minh");
  let deaths = 0;
  for (let statement = 1; ; statement += STRIDE) {
    const environment = { DATABASE_URL: join(dirname(stage.file), `killed-at-${statement}.db`) };
    const bot = stage.launch({ environment, preload: [killer(statement)] });
    const isUp = await Promise.race([bot.up().then(() => true), bot.ended.then(() => false)]).catch(
      () => false,
    );
    if (isUp) {
      // It never came so far: all statements of a start are behind us.
      await bot.kill();
      break;
    }
    expect(await bot.ended).toBe("SIGKILL");
    deaths += 1;

    const successor = await stage.start({ environment });
    const customer = newCustomer(stage);
    await minh.says(customer.phone);
    await minh.reads(new RegExp(customer.name));
    await successor.kill();
  }
  expect(deaths).toBeGreaterThanOrEqual(5);
  record({ case: "7 migrations", events: deaths, faults: deaths, lost: 0, doubled: 0, repeated: 0 });
});
