import { expect, it, onTestFinished } from "vitest";
import { NotCommitted } from "../../src/store/failures.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { embeddedPostgres } from "../support/embedded-postgres.ts";
import { freePort } from "../support/free-port.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";

const add = (who: string) => ({ sql: "update notes set text = text || $1::text", values: [who] });
const SLEEP = { sql: "select pg_sleep(2)", values: [] };

it("a process that is frozen in a transaction does not keep its rows from others", async () => {
  const port = await freePort();
  const server = embeddedPostgres(port, { persistent: false });
  await server.initialise();
  await server.start();
  onTestFinished(() => server.stop());
  const proxy = await startTcpProxy(`http://127.0.0.1:${port}`);
  onTestFinished(() => proxy.disconnect());
  const engineAt = (at: number) =>
    openPostgres(`postgres://bot:bot@127.0.0.1:${at}/postgres`, silentLogger());
  const [frozen, other] = [await engineAt(proxy.port), await engineAt(port)];
  await other.write([
    { sql: "create table notes (text text)", values: [] },
    { sql: "insert into notes values ('')", values: [] },
  ]);

  const written = frozen.write([add("frozen"), SLEEP, add("frozen")]).catch((error: unknown) => error);
  const sleeping = { sql: "select 1 from pg_stat_activity where wait_event = 'PgSleep'", values: [] };
  await expect.poll(() => other.read(sleeping)).toHaveLength(1);
  proxy.pause();
  // It waits until Postgres has ended the transaction, some seconds after the sleep.
  await other.write([add("other")]);
  proxy.resume();
  expect(await written).toBeInstanceOf(NotCommitted);
  expect(await other.read({ sql: "select text from notes", values: [] })).toEqual([{ text: "other" }]);
  await Promise.all([frozen.close(), other.close()]);
});
