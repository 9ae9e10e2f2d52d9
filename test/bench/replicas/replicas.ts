import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeConnections } from "../wire.ts";
import { lookUpRows } from "./look-ups.ts";
import { type BenchPostgres, startPostgres } from "./postgres.ts";
import { postgresRestartRow } from "./postgres-restart.ts";
import { markdownTable, type Row } from "./report.ts";
import { rollingUpdateRow } from "./rolling-update.ts";
import { snapshotFigures } from "./snapshot.ts";
import type { Effort, Stage } from "./stage.ts";
import { FREEZE, KILL, takeoverRow } from "./takeover.ts";

/** What a case found: rows of the table, and lines below it. */
interface Found {
  rows: readonly Row[];
  notes?: readonly string[];
}

/** The parts of the benchmark, by the name that `--only` takes. */
const CASES = {
  lookups: async (stage: Stage): Promise<Found> => ({ rows: await lookUpRows(stage) }),
  kill: (stage: Stage) => inTurn(several(stage), (processes) => takeoverRow(stage, processes, KILL)),
  freeze: (stage: Stage) => inTurn(several(stage), (processes) => takeoverRow(stage, processes, FREEZE)),
  update: (stage: Stage) => inTurn(several(stage), (processes) => rollingUpdateRow(stage, processes)),
  async snapshot(stage: Stage): Promise<Found> {
    const { row, paceWhileReading, deadRows } = await snapshotFigures(stage, several(stage)[0] ?? 1);
    const pace = `Pace while its transaction keeps reading all tables: ${paceWhileReading.toFixed(2)}`;
    return { rows: [row], notes: [[pace, "Dead rows while the snapshot was held:", ...deadRows].join("\n")] };
  },
  restart: (stage: Stage) =>
    inTurn(["fast", "immediate"] as const, (how) => postgresRestartRow(stage, several(stage)[0] ?? 1, how)),
};

export type CaseName = keyof typeof CASES;

export function isCase(name: string): name is CaseName {
  return name in CASES;
}

export const CASE_NAMES = Object.keys(CASES) as readonly CaseName[];

/** Runs these cases one after the other. Returns a Markdown table, and notes below it. */
export async function replicaFigures(names: readonly CaseName[], effort: Effort): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bench-replicas-"));
  const found: Found[] = [];
  let postgres: BenchPostgres | undefined;
  try {
    // Postgres runs as a user of its own, who cannot read the other folder.
    postgres = await startPostgres(`${folder}-postgres`);
    for (const name of names) {
      console.error(`${new Date().toISOString()} ${name}`);
      found.push(await CASES[name]({ postgres, folder, effort }));
    }
  } finally {
    await postgres?.close();
    closeConnections();
    await rm(folder, { recursive: true, force: true });
  }
  return [markdownTable(found.flatMap(({ rows }) => rows)), ...found.flatMap(({ notes = [] }) => notes)].join(
    "\n\n",
  );
}

/** A fault needs others that take over. */
function several({ effort }: Stage): readonly number[] {
  return effort.processes.filter((processes) => processes > 1);
}

async function inTurn<Item>(items: readonly Item[], run: (item: Item) => Promise<Row>): Promise<Found> {
  const rows: Row[] = [];
  for (const item of items) rows.push(await run(item));
  return { rows };
}
