import { availableParallelism } from "node:os";
import pg from "pg";
import { cpuSeconds, machineCpuSeconds } from "../process-figures.ts";
import type { BenchPostgres } from "./postgres.ts";

/** CPU seconds, so far or in a time. */
export interface Usage {
  atMs: number;
  bots: number;
  /** 0 without Postgres. */
  postgres: number;
  /** AntCRM, Slack, Telegram, and the people. */
  harness: number;
  /** All programs of the machine. */
  machine: number;
}

export interface Measured {
  pids: readonly number[];
  crmPid: number;
  postgres: Pick<BenchPostgres, "cpuSeconds"> | null;
}

export function usageOf({ pids, crmPid, postgres }: Measured): Usage {
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    bots: pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    postgres: postgres?.cpuSeconds() ?? 0,
    harness: (user + system) / 1e6 + cpuSeconds(crmPid),
    machine: machineCpuSeconds(),
  };
}

/** Returns what was used between two readings. */
export function usedBetween(before: Usage, after: Usage): Usage {
  return {
    atMs: after.atMs - before.atMs,
    bots: after.bots - before.bots,
    postgres: after.postgres - before.postgres,
    harness: after.harness - before.harness,
    machine: after.machine - before.machine,
  };
}

/** The share of the cores' time that all programs used, 0 to 1. */
export function shareOfCores({ atMs, machine }: Usage): number {
  return machine / ((atMs / 1_000) * availableParallelism());
}

/** Counts what the connections of the bots do, ten times a second. */
export interface WaitSampler {
  /** Ends, and returns how many connections worked, and how many of these waited for a lock of another, on average. */
  end(): Promise<{ busy: number; locked: number }>;
}

const SAMPLE_EVERY_MS = 100;
const SAMPLE = `select count(*) as busy, count(*) filter (where wait_event_type in ('Lock', 'LWLock')) as locked
  from pg_stat_activity where state <> 'idle' and application_name = 'antcrm-chatops'`;

export async function sampleWaits(url: string): Promise<WaitSampler> {
  const client = new pg.Client(url);
  await client.connect();
  const sums = { busy: 0, locked: 0, samples: 0 };
  let last: Promise<void> = Promise.resolve();
  const sample = async () => {
    const { rows } = await client.query<{ busy: string; locked: string }>(SAMPLE);
    sums.busy += Number(rows[0]?.busy);
    sums.locked += Number(rows[0]?.locked);
    sums.samples += 1;
  };
  const timer = setInterval(() => {
    last = last.then(sample);
  }, SAMPLE_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      await last;
      await client.end();
      return { busy: sums.busy / sums.samples, locked: sums.locked / sums.samples };
    },
  };
}
