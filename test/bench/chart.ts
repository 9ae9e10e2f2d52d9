import { samples } from "../charts/samples.ts";
import { median } from "./figures.ts";
import { startForked } from "./forked.ts";
import type { Figure } from "./report.ts";

/** What the drawing program reports when it has ended. */
interface Drawn {
  firstMs: number;
  /** By chart, in the order in which they were passed. */
  eachMs: number[][];
  /** The longest time in which the program could not have answered a request. */
  blockedMs: number;
  idleMb: number;
  peakMb: number;
  afterMb: number;
}

const CHARTS = ["ratings-14-days", "distribution", "calls-week", "calls-14-days-night-en", "funnel"];

/** Draws each kind of chart `count` times in sequence, in a fresh process; the figures are medians. */
export async function chartFigures(count: number): Promise<Figure[]> {
  const { firstMs, eachMs, blockedMs, idleMb, peakMb, afterMb } = await draw(count);
  return [
    { name: "the first chart, with its thread and libraries", ours: firstMs, unit: "ms" },
    ...CHARTS.map((name, index) => ({
      name,
      ours: median(eachMs[index] ?? []),
      unit: "ms",
      goal: { atMost: 150 },
    })),
    { name: "longest event-loop block", ours: blockedMs, unit: "ms", goal: { atMost: 50 } },
    { name: "resident memory, idle", ours: idleMb, unit: "MB" },
    { name: "resident memory while drawing, over idle", ours: peakMb - idleMb, unit: "MB" },
    { name: "resident memory when idle again, over idle", ours: afterMb - idleMb, unit: "MB" },
  ];
}

async function draw(count: number): Promise<Drawn> {
  const program = startForked("chart-program.mjs");
  await program.message();
  program.send({ charts: CHARTS.map((name) => samples[name]), count });
  const drawn = await program.message<Drawn>();
  await program.disconnect();
  return drawn;
}
