/**
 * Draws charts with the built painter, alone in its process: one first chart, then each chart several times in
 * sequence. It reports the durations, the longest block of the event loop, and the memory.
 */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { createPainter } from "../../dist/charts/painter.js";

const IDLE_MS = 200;

const residentMb = () => process.memoryUsage().rss / 1024 ** 2;

async function drawn(painter, chart) {
  const startedMs = performance.now();
  await painter.draw(chart);
  return performance.now() - startedMs;
}

process.on("message", async ({ charts, count }) => {
  const painter = createPainter({ drawnWithinMs: 60_000, idleMs: IDLE_MS });
  const idleMb = residentMb();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const firstMs = await drawn(painter, charts[0]);
  for (const chart of charts) for (let warm = 0; warm < 3; warm += 1) await drawn(painter, chart);
  const eachMs = [];
  let peakMb = 0;
  for (const chart of charts) {
    const times = [];
    for (let done = 0; done < count; done += 1) times.push(await drawn(painter, chart));
    eachMs.push(times);
    peakMb = Math.max(peakMb, residentMb());
  }
  delays.disable();
  await pause(IDLE_MS * 5);
  process.send({ firstMs, eachMs, blockedMs: delays.max / 1e6, idleMb, peakMb, afterMb: residentMb() });
  await painter.close();
  process.disconnect();
});
process.send("up");
