import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { median } from "../figures.ts";
import { type Asked, quantiles } from "./asked.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import type { Row } from "./report.ts";
import { LOOKING_UP, type Stage, warmUp, withCluster } from "./stage.ts";
import { type Measured, sampleWaits, shareOfCores, type Usage, usageOf, usedBetween } from "./usage.ts";

/** One measurement of one number of processes. */
interface Round {
  used: Usage;
  timesMs: readonly number[];
  /** Connections to Postgres that worked, and that waited for a lock, on average. */
  waits: { busy: number; locked: number };
}

/** The cores are the limit above this share of their time. */
const CORES_BIND = 0.9;
/** Locks are the limit when this share of the busy connections waits for one. */
const LOCKS_BIND = 0.3;

/** Measures how many look-ups these numbers of processes answer, in turn, and one bot on SQLite. */
export async function lookUpRows(stage: Stage): Promise<Row[]> {
  const { folder, postgres, effort } = stage;
  const file = { DATABASE_URL: join(folder, "reference.db") };
  const reference = await startCluster(1, { folder: join(folder, "reference"), database: file });
  try {
    return await withCluster(stage, Math.max(...effort.processes), async (cluster, url) => {
      const contestants = [
        { measure: () => measure(reference, 1, effort.seconds, null, null), rounds: [] as Round[] },
        ...effort.processes.map((processes) => ({
          measure: () => measure(cluster, processes, effort.seconds, postgres, url),
          rounds: [] as Round[],
        })),
      ];
      for (const one of [reference, cluster]) await warmUp(one);
      for (let round = 0; round < effort.rounds; round += 1) {
        for (const { measure: next, rounds } of contestants) rounds.push(await next());
      }
      const [onFile = [], ...onPostgres] = contestants.map(({ rounds }) => rounds);
      const one = onPostgres[effort.processes.indexOf(1)] ?? [];
      return [
        rowOf("look-ups, SQLite", 1, onFile),
        ...onPostgres.map((rounds, index) =>
          rowOf("look-ups, Postgres", effort.processes[index] ?? Number.NaN, rounds, one),
        ),
      ];
    });
  } finally {
    await reference.close();
  }
}

async function measure(
  { crowd, bots, crmPid }: Cluster,
  processes: number,
  seconds: number,
  postgres: Measured["postgres"],
  url: string | null,
): Promise<Round> {
  const targets = bots.slice(0, processes);
  const measured = { pids: bots.map(({ pid }) => pid), crmPid, postgres };
  const sampler = url === null ? null : await sampleWaits(url);
  const before = usageOf(measured);
  const shift = crowd.begin({ targets, lookingUp: LOOKING_UP * processes, redeeming: 0 });
  await pause(seconds * 1_000);
  const after = usageOf(measured);
  const waits = (await sampler?.end()) ?? { busy: 0, locked: 0 };
  await shift.end();
  const answered = shift.asked.filter(({ answeredAtMs }) => (answeredAtMs ?? Number.NaN) <= after.atMs);
  return { used: usedBetween(before, after), timesMs: answered.map(durationMs), waits };
}

function durationMs({ askedAtMs, answeredAtMs }: Asked): number {
  return (answeredAtMs ?? Number.NaN) - askedAtMs;
}

const rateOf = ({ timesMs, used }: Round) => timesMs.length / (used.atMs / 1_000);

function rowOf(name: string, processes: number, rounds: readonly Round[], one?: readonly Round[]): Row {
  const middle = (read: (round: Round) => number) => median(rounds.map(read));
  const perThousand = (read: (used: Usage) => number) =>
    middle(({ used, timesMs }) => (read(used) / timesMs.length) * 1_000);
  return {
    name,
    processes,
    repeats: rounds.length,
    rate: middle(rateOf),
    ...(one && {
      timesOne: median(rounds.map((round, index) => rateOf(round) / rateOf(one[index] ?? round))),
    }),
    p50: middle(({ timesMs }) => quantiles(timesMs).p50),
    p99: middle(({ timesMs }) => quantiles(timesMs).p99),
    botCpu: perThousand(({ bots }) => bots),
    postgresCpu: perThousand(({ postgres }) => postgres),
    harnessCpu: perThousand(({ harness }) => harness),
    cores: coresOf(
      middle(({ used }) => shareOfCores(used)),
      rounds,
    ),
    binds: limitOf(processes, rounds),
  };
}

/** `"1.9 of 2, 0.4 by others"` */
function coresOf(share: number, rounds: readonly Round[]): string {
  const others = median(
    rounds.map(({ used }) => (used.machine - used.bots - used.postgres - used.harness) / (used.atMs / 1_000)),
  );
  const cores = availableParallelism();
  return `${(share * cores).toFixed(1)} of ${cores}, ${Math.max(0, others).toFixed(1)} by others`;
}

/** Returns what keeps these processes from answering more. */
function limitOf(processes: number, rounds: readonly Round[]): string {
  const middle = (read: (round: Round) => number) => median(rounds.map(read));
  const seconds = ({ used }: Round) => used.atMs / 1_000;
  const locked = middle(({ waits }) => (waits.busy === 0 ? 0 : waits.locked / waits.busy));
  if (middle(({ used }) => shareOfCores(used)) >= CORES_BIND) return "the cores";
  if (locked >= LOCKS_BIND) return `locks (${Math.round(locked * 100)} % of the queries wait)`;
  const perBot = middle((round) => round.used.bots / seconds(round) / processes);
  return perBot >= CORES_BIND ? "the bot's thread" : "the waits for Postgres";
}
