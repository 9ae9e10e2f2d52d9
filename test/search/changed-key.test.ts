import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { createApp } from "../../src/app/app.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore } from "../../src/store/open.ts";
import { type TestClock, testClock } from "../support/clock.ts";
import { silentLogger } from "../support/silent-logger.ts";

const [FORMER, CURRENT] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
const DAY_MS = 24 * 60 * 60_000;
const ROUND_MS = 5_000;

let antcrm: AntcrmSandbox;
let clock: TestClock;
let file: string;

beforeEach(async () => {
  clock = testClock();
  antcrm = await startAntcrm({ size: "empty", now: () => clock.now().getTime() });
  for (let number = 0; number < 70; number += 1) antcrm.world.addCustomer({ name: `Phan Thị Lựu ${number}` });
  const folder = await mkdtemp(join(tmpdir(), "changed-key-"));
  file = join(folder, "bot.db");
  return async () => {
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  };
});

/** Runs a bot with these keys until its index is full. @returns how many it finds, and how often it listed customers */
async function runsWith(secretKey: string) {
  const log = silentLogger();
  const store = await openStore({ url: file, secretKey, log, now: clock.now });
  const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log });
  const { indexFill, search } = createApp({
    ...{ store, crm, clock, log },
    roles: { admins: [], defaultRoles: {} },
    timeZone: "Asia/Ho_Chi_Minh",
    defaultLocale: "vi",
    health: async () => ({ crm: crm.health(), platforms: [], store: true }),
  });
  const before = antcrm.requests.length;
  const isFullAtFirst = (await indexFill.progress())?.isFull ?? null;
  do {
    await indexFill.sweep(new AbortController().signal);
    clock.passes(ROUND_MS);
  } while (!(await indexFill.progress())?.isFull);
  const hits = (await search("phan thị lựu"))?.hits.length;
  await crm.close();
  await store.close();
  return { isFullAtFirst, hits, calls: antcrm.requests.length - before };
}

it("writes the index anew after a change of the key, without reading AntCRM again", async () => {
  expect(await runsWith(FORMER)).toEqual({ isFullAtFirst: null, hits: 50, calls: 4 });
  expect(await runsWith(`${CURRENT},${FORMER}`)).toEqual({ isFullAtFirst: false, hits: 50, calls: 0 });
});

it("reads from AntCRM again whom a lost key has sealed", async () => {
  await runsWith(FORMER);
  // The bot was started once with both keys, and stopped before it had written the index anew.
  const secretKey = `${CURRENT},${FORMER}`;
  await (await openStore({ url: file, secretKey, log: silentLogger(), now: clock.now })).close();
  clock.passes(31 * DAY_MS);

  // Four pages of the walk, and four of what has changed in a month.
  expect(await runsWith(CURRENT)).toEqual({ isFullAtFirst: false, hits: 50, calls: 8 });
});

it("reads all products again after a change of the key", async () => {
  const run = async (secretKey: string) => {
    const log = silentLogger();
    const store = await openStore({ url: file, secretKey, log, now: clock.now });
    const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log });
    const { productFill } = createApp({
      ...{ store, crm, clock, log },
      roles: { admins: [], defaultRoles: {} },
      timeZone: "Asia/Ho_Chi_Minh",
      defaultLocale: "vi",
      health: async () => ({ crm: crm.health(), platforms: [], store: true }),
    });
    const before = await productFill.progress();
    await productFill.sweep(new AbortController().signal);
    const [after, rows] = [await productFill.progress(), await productFill.count()];
    await crm.close();
    await store.close();
    return { before, isFull: after?.readAt != null, rows };
  };
  const products = antcrm.world.products.list.length;
  expect(await run(FORMER)).toEqual({ before: null, isFull: true, rows: products });
  expect(await run(`${CURRENT},${FORMER}`)).toEqual({ before: null, isFull: true, rows: products });
});
