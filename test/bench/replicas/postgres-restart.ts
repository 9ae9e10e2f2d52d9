import { setTimeout as pause } from "node:timers/promises";
import { longestPauseMs } from "./asked.ts";
import type { Shift } from "./crowd.ts";
import type { Row } from "./report.ts";
import { beginWork, outcomeRow, type Stage, withCluster } from "./stage.ts";

const AWAY_MS = 2_000;

/** Stops Postgres for two seconds, several times, while people work. */
export function postgresRestartRow(stage: Stage, processes: number, how: "fast" | "immediate"): Promise<Row> {
  return withCluster(stage, processes, async (cluster) => {
    const { postgres, effort } = stage;
    const shifts: Shift[] = [];
    const pauses: number[] = [];
    const back: number[] = [];
    for (let round = 0; round < effort.rounds; round += 1) {
      const shift = await beginWork(cluster, stage);
      const stoppedAtMs = performance.now();
      await postgres.stop(how);
      await pause(AWAY_MS);
      await postgres.start();
      const startedAtMs = performance.now();
      await pause(2 * effort.seconds * 1_000);
      const toMs = performance.now();
      await shift.end();
      shifts.push(shift);
      pauses.push(longestPauseMs(shift.asked, stoppedAtMs, toMs));
      back.push(firstAnswerMs(shift, startedAtMs));
    }
    return {
      name: `Postgres restarted, ${how} stop`,
      processes,
      repeats: effort.rounds,
      ...outcomeRow(shifts, await cluster.redemptions()),
      pause: Math.max(...pauses) / 1_000,
      back: Math.max(...back) / 1_000,
    };
  });
}

/** From this moment to the next answer. */
function firstAnswerMs({ asked }: Shift, fromMs: number): number {
  const times = asked.flatMap(({ answeredAtMs }) => answeredAtMs ?? []).filter((atMs) => atMs > fromMs);
  return Math.min(...times) - fromMs;
}
