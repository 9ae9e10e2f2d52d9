import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readHistory } from "../history/check.ts";
import { runLoad } from "../history/load.ts";
import { PLANTED, plantIn, soundWriteIn } from "../history/planted.ts";
import { checkHistory, proofOf, reportOf } from "../history/report.ts";
import { record } from "./support/record.ts";

/** `npm run test:faults -- --hours 1` sets these. */
const {
  HISTORY_WRITES = "20000",
  HISTORY_SECONDS = "60",
  HISTORY_SEED = "1",
  HISTORY_PEOPLE = "75",
  HISTORY_CALM_MS = "4000",
  HISTORY_FILE,
} = process.env;
const forMs = Number(HISTORY_SECONDS) * 1_000;
/** Starting, the last answers, and settling on a busy machine. */
const AROUND_MS = 900_000;

it(
  "keeps its promises to people under every fault at once, by the record of the world outside",
  async () => {
    const file = HISTORY_FILE ?? join(await mkdtemp(join(tmpdir(), "history-")), "history.jsonl");
    const load = {
      writes: Number(HISTORY_WRITES),
      forMs,
      seed: Number(HISTORY_SEED),
      people: Number(HISTORY_PEOPLE),
      calmMs: Number(HISTORY_CALM_MS),
      file,
    };
    const { writes, workedMs, settledMs } = await runLoad(load);
    const history = await readHistory(file);
    const { counts, violations } = checkHistory(history);
    const seconds = (ms: number) => (ms / 1_000).toFixed(0);
    console.log(
      [
        `history: ${file}, seed ${HISTORY_SEED}`,
        `${writes} writes in ${seconds(workedMs)} s, settled after ${seconds(settledMs)} s more, ${(writes / (workedMs / 1_000)).toFixed(1)} writes/s`,
        reportOf(counts),
      ].join("\n"),
    );
    record({
      case: "16 history, all faults",
      events: counts.asked + counts.confirmations + counts.declined,
      faults: Object.values(counts.faults).reduce((sum, count) => sum + count, 0),
      lost: (counts.broken["lost ask"] ?? 0) + (counts.broken["lost press"] ?? 0),
      doubled: counts.broken.doubled ?? 0,
      repeated: counts.repeated,
    });
    expect(violations.slice(0, 20).map(proofOf).join("\n\n")).toBe("");
    const sound = soundWriteIn(history);
    for (const planted of PLANTED) {
      const found = checkHistory(plantIn(history, sound, planted)).violations.map(({ promise }) => promise);
      expect(found, planted.name).toContain(planted.promise);
    }
  },
  forMs + AROUND_MS,
);
