import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Redemptions } from "../crm-process.ts";
import { type Asked, doubled, failed, lost, repeated } from "./asked.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import type { Shift } from "./crowd.ts";
import type { BenchPostgres } from "./postgres.ts";
import type { Row } from "./report.ts";

/** What the cases share: the database server, and a folder that is removed afterwards. */
export interface Stage {
  postgres: BenchPostgres;
  folder: string;
  effort: Effort;
}

export interface Effort {
  /** How many processes run, in each case: `[1, 2, 4]`. */
  processes: readonly number[];
  /** The time of one measurement. */
  seconds: number;
  rounds: number;
  /** The time that an agent needs to read an answer, in the cases with a fault. */
  readingSeconds: number;
}

/** Agents who look up, for each process. */
export const LOOKING_UP = 32;
/** Agents who redeem gifts. */
const REDEEMING = 8;

/** Characters of a message. */
const MOST_QUOTED = 300;

let clusters = 0;

/** Runs work with bots on an empty Postgres database, and ends them. */
export async function withCluster<Result>(
  { postgres, folder }: Stage,
  processes: number,
  work: (cluster: Cluster, url: string) => Promise<Result>,
): Promise<Result> {
  clusters += 1;
  const database = await postgres.freshDatabase();
  const cluster = await startCluster(processes, { folder: join(folder, `cluster-${clusters}`), database });
  try {
    return await work(cluster, database.DATABASE_URL);
  } finally {
    await cluster.close();
  }
}

/** So many look-ups until Node has compiled what is used often. */
const WARM_UP = 1_500;
const WARM_UP_WITHIN_MS = 60_000;

/** Lets people look up on all processes until these have warmed up, for a minute at most. */
export async function warmUp({ crowd, bots }: Cluster): Promise<void> {
  const untilMs = performance.now() + WARM_UP_WITHIN_MS;
  const shift = crowd.begin({ targets: bots, lookingUp: LOOKING_UP * bots.length, redeeming: 0 });
  while (shift.asked.length < WARM_UP * bots.length && performance.now() < untilMs) await pause(100);
  await shift.end();
}

/** Lets people look up and redeem on all processes. Resolves when they have worked for a while. */
export async function beginWork({ crowd, bots }: Cluster, { effort }: Stage): Promise<Shift> {
  const shift = crowd.begin({
    targets: bots,
    lookingUp: LOOKING_UP * bots.length,
    readingMs: effort.readingSeconds * 1_000,
    redeeming: REDEEMING,
  });
  await pause(effort.seconds * 1_000);
  return shift;
}

/** Returns what became of the events of these shifts. */
export function outcomeRow(shifts: readonly Shift[], redemptions: Redemptions): Partial<Row> {
  const asked = shifts.flatMap((shift): readonly Asked[] => shift.asked);
  const counts = Object.values(redemptions);
  for (const trouble of troubles(asked)) console.error(trouble);
  return {
    acknowledged: asked.length,
    lost: lost(asked).length,
    failed: failed(asked).length,
    doubled: doubled(asked).length,
    repeated: repeated(asked).length,
    redeemed: counts.length,
    doubledRedemptions: counts.filter((count) => count > 1).length,
  };
}

/** Describes what was not answered as it should be, for the search of the cause. */
function troubles(asked: readonly Asked[]): string[] {
  const of = ({ kind, name, by }: Asked) => `${kind}, ${name}, process ${by}`;
  return [
    ...lost(asked).map((one) => `lost: ${of(one)}`),
    ...failed(asked).map((one) => `failed: ${of(one)}: ${one.failure?.slice(0, MOST_QUOTED)}`),
    ...doubled(asked).map((one) => `doubled: ${of(one)}: messages ${[...one.answers]}`),
  ];
}
