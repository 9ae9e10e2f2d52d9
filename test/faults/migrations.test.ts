import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture } from "./support/fixture.ts";
import { killAtStatement } from "./support/kill-at-statement.ts";
import { record } from "./support/record.ts";

/** A first start is killed after multiples of this many statements. Postgres rolls back all of a migration. */
const STRIDE = { sqlite: 15, postgres: 40 };

const ENGINES = ["sqlite", "postgres"] as const;

it.each(ENGINES)(
  "the next start finishes a migration that a crash at a statement has interrupted on %s",
  async (engine) => {
    const fixture = await createFixture({ telegram: "polling", store: engine });
    const minh = telegramAgent(fixture, "Minh");
    let crashes = 0;
    for (let statement = 1; ; statement += STRIDE[engine]) {
      const environment = { DATABASE_URL: await newDatabase(fixture, statement) };
      const bot = fixture.launch({
        environment,
        preload: [killAtStatement(engine, statement)],
        isOfModules: true,
      });
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
    record({
      case: `7 migrations, ${engine}`,
      events: crashes,
      faults: crashes,
      lost: 0,
      doubled: 0,
      repeated: 0,
    });
  },
);

/** Returns the address of an empty database. */
async function newDatabase(fixture: Fixture, number: number): Promise<string> {
  if (fixture.engine === "sqlite") return join(dirname(fixture.file), `killed-at-${number}.db`);
  const { server } = fixture.postgres;
  return (await server.freshUrl())(server.port);
}
