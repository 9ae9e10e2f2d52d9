import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { median } from "../figures.ts";
import type { Cluster } from "./cluster.ts";
import type { Row } from "./report.ts";
import { LOOKING_UP, type Stage, warmUp, withCluster } from "./stage.ts";

/** The row, and a line for each table with the most dead rows after the last snapshot. */
export interface SnapshotFigures {
  row: Row;
  /** The pace while the transaction keeps reading all tables. */
  paceWhileReading: number;
  deadRows: readonly string[];
}

/** The shares of a measurement that are not counted: dead rows collect first. */
const UNCOUNTED = 2;
const BETWEEN_READS_MS = 1_000;

/**
 * Measures the look-ups with and without an open snapshot, in turn. As `pg_dump` does, a transaction in `repeatable read`
 * reads each table once. Then it only holds its snapshot, as long as the measurement lasts. A third measurement goes on
 * reading, which takes CPU from the bots.
 */
export function snapshotFigures(stage: Stage, processes: number): Promise<SnapshotFigures> {
  return withCluster(stage, processes, async (cluster, url) => {
    const admin = new pg.Client(url);
    await admin.connect();
    try {
      const { seconds, rounds } = stage.effort;
      const measured: { without: number; during: number; whileReading: number }[] = [];
      let deadRows: string[] = [];
      await warmUp(cluster);
      for (let round = 0; round < rounds; round += 1) {
        await admin.query("vacuum analyze");
        const without = await lastThird(cluster, seconds);
        await admin.query("vacuum analyze");
        const snapshot = await holdSnapshot(url, { keepsReading: false });
        const during = await lastThird(cluster, seconds);
        deadRows = await readDeadRows(admin);
        await snapshot.release();
        await admin.query("vacuum analyze");
        const reading = await holdSnapshot(url, { keepsReading: true });
        const whileReading = await lastThird(cluster, seconds);
        await reading.release();
        measured.push({ without, during, whileReading });
      }
      const row = {
        name: "snapshot held",
        processes,
        repeats: rounds,
        rate: median(measured.map(({ during }) => during)),
        pace: median(measured.map(({ during, without }) => during / without)),
      };
      const paceWhileReading = median(measured.map(({ whileReading, without }) => whileReading / without));
      return { row, paceWhileReading, deadRows };
    } finally {
      await admin.end();
    }
  });
}

/** Returns the look-ups a second in the last third of the time, which is three times as long. */
async function lastThird({ crowd, bots }: Cluster, seconds: number): Promise<number> {
  const shift = crowd.begin({ targets: bots, lookingUp: LOOKING_UP * bots.length, redeeming: 0 });
  await pause(UNCOUNTED * seconds * 1_000);
  const fromMs = performance.now();
  await pause(seconds * 1_000);
  const toMs = performance.now();
  await shift.end();
  const isCounted = (atMs: number | null) => atMs !== null && atMs > fromMs && atMs <= toMs;
  return shift.asked.filter(({ answeredAtMs }) => isCounted(answeredAtMs)).length / ((toMs - fromMs) / 1_000);
}

/** Reads all tables in one transaction: once, or again and again. */
async function holdSnapshot(
  url: string,
  { keepsReading }: { keepsReading: boolean },
): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("begin isolation level repeatable read read only");
  const { rows: tables } = await client.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = current_schema()",
  );
  const released = new AbortController();
  const reading = readAll();

  async function readAll(): Promise<void> {
    do {
      for (const { name } of tables) await client.query(`copy ${name} to '/dev/null'`);
      await pause(BETWEEN_READS_MS, undefined, { signal: released.signal }).catch(() => {});
    } while (keepsReading && !released.signal.aborted);
  }

  return {
    async release() {
      released.abort();
      await reading;
      await client.query("commit");
      await client.end();
    },
  };
}

const DEAD_ROWS = `select relname as name, n_live_tup as live, n_dead_tup as dead, n_tup_upd as updated,
    n_tup_hot_upd as hot from pg_stat_user_tables
  where schemaname = current_schema() and n_dead_tup > 0 order by n_dead_tup desc limit 8`;

async function readDeadRows(admin: pg.Client): Promise<string[]> {
  // A connection reports its counts when it has been idle for a moment.
  await pause(1_500);
  const { rows } = await admin.query<Record<"name" | "live" | "dead" | "updated" | "hot", string>>(DEAD_ROWS);
  return rows.map(
    ({ name, live, dead, updated, hot }) =>
      `${name}: ${dead} dead and ${live} live rows; of ${updated} updates so far ${hot} were HOT`,
  );
}
