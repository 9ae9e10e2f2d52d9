import type { Logger } from "../logging/logger.ts";
import { findIdentity, type IdentityRow, NO_SERVER_IDENTITY, recordIdentity } from "./database-identity.ts";
import type { Engine } from "./engine.ts";
import { type Mark, type MarkFile, openMarkFile, readMarkFile } from "./sqlite-mark-file.ts";
import { type Params, type Query, statement } from "./statement.ts";

/**
 * The counters rise at each start and stop, and with a write at most once in this time. A copy that was made less than this
 * before a crash is not noticed if it is restored before the next start.
 */
const RAISE_EVERY_MS = 1000;

/**
 * Notices a restored copy by the mark file beside the database, and ends the unfinished work in it. From then on it raises
 * both counters: first the database's, which is synced, then the file's. After a crash or a power cut the file has the
 * lower counter; it has the higher one only beside an older copy.
 * @param file  path of the database, `"/srv/bot/data/antcrm-chatops.db"`
 * @returns the engine that raises the counters
 */
export async function detectSqliteCopy(
  engine: Engine,
  file: string,
  log: Logger,
  now: Date,
): Promise<Engine> {
  const path = `${file}.mark`;
  const known = await findIdentity(engine);
  const mark = readMarkFile(path);
  const cause = causeOfCopy(known, mark);
  const place = await recordIdentity(engine, known, { cause, identity: NO_SERVER_IDENTITY }, { log, now });
  const isNew = mark?.token !== place.token;
  const markFile = openMarkFile(path, place.token, isNew);
  const raising = raiseWithWrites(engine, markFile, place.counter, log);
  try {
    await raising.write([]);
    // From now on the database file alone, without its `-wal`, contains the place.
    if (isNew) await engine.read({ sql: "pragma wal_checkpoint(truncate)", values: [] });
  } catch (error) {
    markFile.close();
    throw error;
  }
  return raising;
}

/** With a counter of 0 the mark file may not have been written yet. */
function causeOfCopy(known: IdentityRow | null, mark: Mark | null): string | null {
  if (known?.copied === 1) return "it is marked as a copy";
  if (mark === null) return known !== null && known.counter > 0 ? "its mark file is not beside it" : null;
  if (mark.token !== known?.token) return "the mark file beside it is of another database";
  return mark.counter > known.counter ? "it is older than the database that was here" : null;
}

function raiseWithWrites(engine: Engine, markFile: MarkFile, from: number, log: Logger): Engine {
  const raise = statement((params: Params<{ counter: number }>) =>
    engine.builder.updateTable("database_identity").set({ counter: params.counter }),
  );
  let counter = from;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let isClosing = false;

  /** If it fails, the file keeps the lower counter, which is never mistaken for a copy. */
  function note(raised: number): void {
    try {
      markFile.write(raised);
    } catch (error) {
      log.warn({ err: error }, "the mark file beside the database could not be written");
    }
  }

  async function raiseWith(queries: readonly Query<unknown>[]): Promise<number[]> {
    counter += 1;
    const raised = counter;
    const changes = await engine.write([...queries, raise({ counter: raised })]);
    note(raised);
    return changes.slice(0, -1);
  }

  return {
    ...engine,
    async write(queries) {
      const nowMs = performance.now();
      if (nowMs < notBeforeMs) return engine.write(queries);
      notBeforeMs = nowMs + RAISE_EVERY_MS;
      return raiseWith(queries);
    },
    async close() {
      if (!isClosing) {
        isClosing = true;
        await raiseWith([]).catch((error: unknown) => {
          log.warn({ err: error }, "the counter of the database could not be raised");
        });
        markFile.close();
      }
      await engine.close();
    },
  };
}
