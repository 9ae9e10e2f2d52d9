import { setTimeout as pause } from "node:timers/promises";
import { type Asked, inHand, longestPauseMs, othersTookMs, quantiles } from "./asked.ts";
import type { Cluster } from "./cluster.ts";
import type { Shift } from "./crowd.ts";
import type { BotProcess } from "./processes.ts";
import type { Row } from "./report.ts";
import { beginWork, outcomeRow, type Stage, warmUp, withCluster } from "./stage.ts";

/** How a process is taken out, and how it comes back. */
interface Fault {
  name: string;
  strike(victim: BotProcess): Promise<void> | void;
  /** From the fault until `recover`. */
  outMs: number;
  recover(victim: BotProcess): Promise<void> | void;
}

/** A lease of 15 s, a check by the others every 5 s, and time for the answers. */
const TAKEN_OVER_WITHIN_MS = 30_000;

/** So many look-ups come to a process right before the fault. */
const BURST = 32;
const BURST_WITHIN_MS = 10_000;

export const KILL: Fault = {
  name: "kill",
  strike: (victim) => victim.end("SIGKILL"),
  outMs: TAKEN_OVER_WITHIN_MS,
  recover: (victim) => victim.start(),
};

export const FREEZE: Fault = {
  name: "freeze for 30 s",
  strike: (victim) => victim.signal("SIGSTOP"),
  outMs: TAKEN_OVER_WITHIN_MS,
  recover: (victim) => victim.signal("SIGCONT"),
};

/** One fault, and what the process had in hand. */
interface Round {
  shifts: readonly Shift[];
  taken: readonly Asked[];
  strikeAtMs: number;
  pauseMs: number;
  othersTookMs: readonly number[];
}

/** Takes one process out several times while people work, and measures when the others answer for it. */
export function takeoverRow(stage: Stage, processes: number, fault: Fault): Promise<Row> {
  return withCluster(stage, processes, async (cluster) => {
    const rounds: Round[] = [];
    await warmUp(cluster);
    for (let round = 0; round < stage.effort.rounds; round += 1) {
      rounds.push(await strike(cluster, round % processes, fault, stage));
    }
    const late = rounds.flatMap(({ taken, strikeAtMs }) =>
      taken.map((one) => ({ ...one, seconds: ((one.answeredAtMs ?? Number.NaN) - strikeAtMs) / 1_000 })),
    );
    const answered = late.filter(({ answeredAtMs }) => answeredAtMs !== null);
    const ofKind = (isPress: boolean) =>
      answered.filter(({ kind }) => (kind === "press") === isPress).map(({ seconds }) => seconds);
    const { p50, p99 } = quantiles(ofKind(false));
    const others = quantiles(rounds.flatMap(({ othersTookMs: tookMs }) => tookMs));
    return {
      name: fault.name,
      processes,
      repeats: rounds.length,
      inHand: late.length,
      takeoverP50: p50,
      takeoverP99: p99,
      othersP50: others.p50 / 1_000,
      othersP99: others.p99 / 1_000,
      slowestOutcome: Math.max(...ofKind(true)),
      ...outcomeRow(
        rounds.flatMap(({ shifts }) => shifts),
        await cluster.redemptions(),
      ),
      pause: Math.max(...rounds.map(({ pauseMs }) => pauseMs)) / 1_000,
    };
  });
}

/** More look-ups for this process. Resolves when it has half as many in hand. @throws Error after 10 s without that */
async function beginBurst({ crowd }: Cluster, victim: BotProcess): Promise<Shift> {
  const untilMs = performance.now() + BURST_WITHIN_MS;
  const burst = crowd.begin({ targets: [victim], firstAgent: 1_000, lookingUp: BURST, redeeming: 0 });
  while (inHand(burst.asked, victim.number, performance.now()).length < BURST / 2) {
    if (performance.now() > untilMs)
      throw new Error(`${burst.asked.length} look-ups of the burst were begun`);
    await pause(1);
  }
  return burst;
}

async function strike(
  cluster: Cluster,
  number: number,
  { strike: out, recover, outMs }: Fault,
  stage: Stage,
): Promise<Round> {
  const victim = cluster.bots[number];
  if (victim === undefined) throw new Error(`there is no bot ${number}`);
  const shift = await beginWork(cluster, stage);
  const burst = await beginBurst(cluster, victim);
  const strikeAtMs = performance.now();
  await out(victim);
  const burstEnded = burst.end();
  await pause(outMs);
  await recover(victim);
  const recoveredAtMs = performance.now();
  await pause(stage.effort.seconds * 1_000);
  await Promise.all([shift.end(), burstEnded]);
  return {
    shifts: [shift, burst],
    strikeAtMs,
    taken: inHand([...shift.asked, ...burst.asked], number, strikeAtMs),
    pauseMs: longestPauseMs(shift.asked, strikeAtMs, recoveredAtMs),
    othersTookMs: othersTookMs(shift.asked, number, strikeAtMs, recoveredAtMs),
  };
}
