import { chmod, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, it, vi } from "vitest";
import { telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, TIMEOUT_MS } from "./support/fixture.ts";
import { canLimitFileSize, limitFileSize, respectingModes, withFileSize } from "./support/prlimit.ts";
import { record } from "./support/record.ts";

/** A full disk, on which files cannot grow, and a read-only disk, on which nothing can be written. */
const DISKS = [
  { name: "is full", limitOf: async (file: string) => (await stat(`${file}-wal`)).size },
  { name: "is read-only", limitOf: async () => 1 },
];

for (const { name, limitOf } of DISKS) {
  it.skipIf(!canLimitFileSize)(
    `acknowledges nothing while the disk ${name}, logs it, and continues without a restart when there is space`,
    async () => {
      const fixture = await createFixture({ telegram: "polling" });
      const [lan, minh] = [
        fixture.slack.addUser({ name: "Lan", locale: "vi-VN" }),
        telegramAgent(fixture, "Minh"),
      ];
      const person = fixture.slack.person(lan.id);
      const [one, two] = [newCustomer(fixture), newCustomer(fixture)];
      const bot = await fixture.start();
      await minh.says(one.phone);
      await minh.reads(new RegExp(one.name));
      await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
        timeout: TIMEOUT_MS,
      });

      await limitFileSize(bot.pid, await limitOf(fixture.file));
      await expect.poll(() => fixture.readiness(), { interval: 20 }).toBe(503);
      await bot.waitForLog(/the store cannot write/);
      const before = await fixture.journal.events();
      const refused = await person.directMessage(two.phone);
      expect(refused).toMatchObject({ acked: false, status: 500 });
      await minh.says(two.phone);
      await bot.waitForLog(/telegram: cannot take updates/);
      expect(await fixture.journal.events()).toEqual(before);

      await limitFileSize(bot.pid, "unlimited");
      await vi.waitFor(async () => expect(await fixture.readiness()).toBe(200), {
        timeout: TIMEOUT_MS,
        interval: 50,
      });
      expect(await fixture.slack.redeliver(refused.eventId)).toMatchObject({ acked: true });
      await minh.reads(new RegExp(two.name));
      await person.nextMessage(fixture.slack.dm(lan.id), ({ read }) => read.includes(two.name));
      await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
        timeout: TIMEOUT_MS,
      });
      expect(bot.lines.filter((line) => /"the bot is up"/.test(line))).toHaveLength(1);
      record({ case: `4 the disk ${name}`, events: 3, faults: 2, lost: 0, doubled: 0, repeated: 0 });
    },
  );
}

it.skipIf(!canLimitFileSize)(
  "exits with 1 on a full disk, so that a supervisor restarts it, and starts when there is space",
  async () => {
    const fixture = await createFixture({ telegram: "polling" });
    const bot = fixture.launch({ runThrough: withFileSize(0) });
    expect(await bot.ended).toBe(1);
    expect(bot.lines.join("\n")).toMatch(
      /DATABASE_URL: .* cannot be used now .*Check that the disk has room/,
    );
    await fixture.start();
  },
);

it("refuses to start on a read-only database, and names it", async () => {
  const fixture = await createFixture({ telegram: "polling" });
  await writeFile(fixture.file, "");
  await chmod(fixture.file, 0o444);
  await chmod(dirname(fixture.file), 0o555);
  const bot = fixture.launch({ runThrough: respectingModes });
  expect(await bot.ended).toBe(78);
  expect(bot.lines.join("\n")).toContain(`DATABASE_URL: ${fixture.file} cannot be used`);
  await chmod(dirname(fixture.file), 0o755);
});
