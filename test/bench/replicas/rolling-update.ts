import { longestPauseMs } from "./asked.ts";
import type { Row } from "./report.ts";
import { beginWork, outcomeRow, type Stage, withCluster } from "./stage.ts";

/** Stops and starts the processes one after the other, in each round, while people work. */
export function rollingUpdateRow(stage: Stage, processes: number): Promise<Row> {
  return withCluster(stage, processes, async (cluster) => {
    const shift = await beginWork(cluster, stage);
    const fromMs = performance.now();
    for (let round = 0; round < stage.effort.rounds; round += 1) {
      for (const bot of cluster.bots) {
        await bot.end("SIGTERM");
        await bot.start();
      }
    }
    const toMs = performance.now();
    await shift.end();
    return {
      name: "rolling update",
      processes,
      repeats: stage.effort.rounds,
      ...outcomeRow([shift], await cluster.redemptions()),
      pause: longestPauseMs(shift.asked, fromMs, toMs) / 1_000,
    };
  });
}
