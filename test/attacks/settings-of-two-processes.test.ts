import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/app/app.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore } from "../../src/store/open.ts";
import { testClock } from "../support/clock.ts";
import { writeEmptyDatabase } from "../support/empty-database.ts";
import { createPerson } from "../support/person.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** Starts two processes on one database, each with an admin who writes to it. */
async function twoProcesses() {
  const clock = testClock();
  const log = silentLogger();
  const [antcrm, folder] = await Promise.all([
    startAntcrm({ size: "empty", now: () => clock.now().getTime() }),
    mkdtemp(join(tmpdir(), "two-processes-")),
  ]);
  const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log });
  const url = join(folder, "bot.db");
  await writeEmptyDatabase(url);
  const stores = [
    await openStore({ url, log, now: clock.now }),
    await openStore({ url, log, now: clock.now, shared: true }),
  ] as const;
  onTestFinished(async () => {
    await crm.close();
    for (const store of [...stores].reverse()) await store.close();
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const [quan, mai] = (["Quan", "Mai"] as const).map((name, index) => {
    const store = stores[index] ?? stores[0];
    const app = createApp({
      ...{ store, crm, clock, log },
      roles: { admins: ["terminal:quan", "terminal:mai"], defaultRoles: {} },
      timeZone: "Asia/Ho_Chi_Minh",
      defaultLocale: "vi",
      health: async () => ({ crm: crm.health(), platforms: [], store: true }),
    });
    const keepFile = () => "";
    return createPerson({
      ...{ id: `terminal:${name.toLowerCase()}`, name, role: "admin" as const },
      ...{ botFor: () => app, keepFile },
    });
  });
  if (quan === undefined || mai === undefined) throw new Error("two people were expected");
  return { quan, mai, stores };
}

it.each(["settings set quota.agent 5 / 50", 'nhập cài đặt {"quota.agent": { "minute": 5, "day": 50 }}'])(
  "a setting that another process has just changed is not changed by a question that showed the value before: %s",
  async (asks) => {
    const { quan, mai, stores } = await twoProcesses();
    expect(await quan.types(asks)).toMatch(/20 \/ 400 → 5 \/ 50|20 .*400.* → .*5.*50/);
    const question = quan.sees();
    expect(await mai.confirms("settings set quota.agent 3 / 30")).toMatch(/^Đã sửa/);

    expect(await quan.clicks(/nhập/.test(asks) ? "Nhập cài đặt" : "Lưu cài đặt", question)).not.toMatch(
      /^Đã/,
    );
    expect(JSON.parse((await stores[1].settings.current("team:quota.agent")) ?? "")).toEqual({
      minute: 3,
      day: 30,
    });
  },
);
