import { existsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { chartFigures } from "./chart.ts";
import { digestFigures } from "./digest.ts";
import { importFigures } from "./import.ts";
import { createBenchFixture, type Effort, lookUpFigures } from "./lookup.ts";
import { profileLookUps } from "./profile.ts";
import { SCRIPTS } from "./programs.ts";
import { measurePure } from "./pure.ts";
import { CASE_NAMES, isCase, replicaFigures } from "./replicas/replicas.ts";
import { type Figure, table } from "./report.ts";
import { conversationFigures, understandingFigures } from "./understanding.ts";

const USAGE = `Usage: npm run build && npm run bench -- lookup [--rounds 5] [--count 1500] [--profile]
       npm run build && npm run bench -- import [--rounds 3] [--rows 10000]
       npm run build && npm run bench -- digest [--rounds 3] [--rows 100000]
       npm run build && npm run bench -- chart [--count 20]
       npm run build && npm run bench -- index [--rows 1000000]
       npm run build && npm run bench -- replicas [--processes 1,2,4] [--seconds 10] [--rounds 3] [--reading 0] [--only kill,freeze]
       npm run bench -- understanding [--known]

  Looks customers up through the built bot, and through a baseline program on Bolt and one on Telegraf
  (one CRM call, one answer, no store, no rights), all against a local AntCRM that answers in 0 ms.

  --rounds N   how often the programs take turns; the figures are medians over the rounds
  --count N    look-ups a round, 32 in flight; a tenth of it one at a time
  --profile    instead of the figures: where the bot's CPU time goes, by module and by function

  import: a CSV of customers, read, checked and sent by the built bot to a local AntCRM that answers in 20 ms, twice in
  each process. The floor is what the requests take with 8 background calls at a time, by arithmetic; the baseline is a
  client that sends as many and does nothing else.

  digest: the ratings of a month, measured by the month before, from the first page to the last picture, made by the
  built bot from a local AntCRM that answers in 20 ms. The baseline reads the same pages, and does nothing with
  them.

  chart: the built painter alone in a process, one chart at a time.

  replicas: several built bots on one Postgres, Slack and Telegram by HTTP, and people who look customers up and redeem
  gifts. Prints one Markdown table. The cases of --only: ${CASE_NAMES.join(", ")}.
  --processes N,N   how many bots; a fault needs at least 2
  --seconds N       the time of one measurement, and of the work before and after a fault
  --rounds N        how often each is measured, or each fault is repeated
  --reading N       seconds that an agent reads an answer before the next look-up, in the cases with a fault. Without
                    them the bots have more to do than they can, and what is taken over waits like everything else

  understanding: how the texts under test/understanding/corpus/unseen are understood. They were written without sight of
  the program, and nobody reads them while it is changed. With --known, the texts that it was trained from.

  index: invented customers in the search index, on SQLite and on Postgres: how fast it is filled, its size, and how 4,500
  texts find the customers they were written for: in the index, and typed into a chat without a command. They were written
  in nine parts, each without sight of the program and looked at after it was measured once: what is not yet seen has to be
  written anew.`;

const REPLICA_NOTES = `"in hand at the fault": acknowledged by the process that was taken out, and not answered yet. Their takeover counts
from the fault to the complete answer. "lost": acknowledged and never answered, within two minutes. "failure cards":
answered, but only with a card that says that it could not be done. "doubled answers": look-ups whose complete card came
in two messages; "marked as repeated": the second one says that it may have been sent before. "pace": look-ups a second
in the last third of a measurement with a snapshot, divided by the same without it, right before.`;

const NOTES = `Each look-up asks for another customer, and counts only when that customer's complete card came back.
"× baseline" compares each round with the baseline round right before it; the medians of these ratios.
"The card's extra parts off": leads without phone and e-mail, looked up by number. Their card takes one CRM call, as the
baseline programs make; the full card takes three. All else is done as always: event and audit stored, rights, buttons.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string" },
    rows: { type: "string" },
    count: { type: "string" },
    profile: { type: "boolean", default: false },
    known: { type: "boolean", default: false },
    processes: { type: "string", default: "1,2,4" },
    seconds: { type: "string", default: "10" },
    reading: { type: "string", default: "0" },
    only: { type: "string", default: CASE_NAMES.join(",") },
  },
});

const [wanted = ""] = positionals;

if (!["lookup", "import", "digest", "chart", "understanding", "index", "replicas"].includes(wanted)) {
  console.log(USAGE);
  process.exitCode = positionals.length === 0 ? 0 : 1;
} else if (wanted === "understanding") {
  const part = values.known ? "train" : "unseen";
  const { figures, tables } = understandingFigures(part);
  console.log(machine());
  console.log([table("Texts", figures), ...tables].join("\n\n"));
  console.log(`\n${table("Conversations", await conversationFigures(part))}`);
} else if (!existsSync(SCRIPTS.bot)) {
  console.error("There is no built bot to measure: npm run build");
  process.exitCode = 1;
} else if (wanted === "index") {
  console.log(machine());
  // It loads the built program.
  const { printIndexFigures } = await import("./search-index.ts");
  await printIndexFigures({ rows: Number(values.rows ?? 1_000_000) });
} else if (wanted === "replicas") {
  const effort = {
    processes: values.processes.split(",").map(Number),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds ?? 3),
    readingSeconds: Number(values.reading),
  };
  console.log(machine());
  console.log(`${await replicaFigures(values.only.split(",").filter(isCase), effort)}\n\n${REPLICA_NOTES}`);
  console.log(machine());
} else if (wanted === "chart") {
  console.log(machine());
  console.log(table("Charts", await chartFigures(Number(values.count ?? 20))));
} else if (wanted === "import") {
  const effort = { rows: Number(values.rows ?? 10_000), rounds: Number(values.rounds ?? 3) };
  console.log(machine());
  console.log(table(`An import of ${effort.rows} customers`, await importFigures(effort)));
} else if (wanted === "digest") {
  const effort = { rows: Number(values.rows ?? 100_000), rounds: Number(values.rounds ?? 3) };
  console.log(machine());
  console.log(table(`A digest over ${effort.rows} ratings`, await digestFigures(effort)));
} else {
  await lookup({ rounds: Number(values.rounds ?? 5), count: Number(values.count ?? 1_500) });
}

function machine(): string {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, load ${loadavg()[0]?.toFixed(1)}\n`;
}

async function lookup(effort: Effort): Promise<void> {
  const fixture = await createBenchFixture();
  try {
    if (values.profile) {
      console.log(await profileLookUps(fixture));
      return;
    }
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}`);
    // Other load on the machine slows the program with more work, so under high load only the CPU ratios are meaningful.
    const load = loadavg()[0]?.toFixed(1) ?? "unknown";
    console.log(
      `${effort.rounds} rounds of ${effort.count} look-ups, load of the machine before them: ${load}\n`,
    );
    console.log(table("Slack", await lookUpFigures(fixture, "slack", effort)));
    console.log(`\n${table("Telegram", await lookUpFigures(fixture, "telegram", effort))}`);
    console.log(`\n${table("Without any network", await pureFigures(fixture))}\n\n${NOTES}`);
  } finally {
    await fixture.close();
  }
}

async function pureFigures({ environment }: Parameters<typeof lookUpFigures>[0]): Promise<Figure[]> {
  const { slackCardUs, telegramCardUs, textUs } = await measurePure(environment);
  return [
    { name: "a full card drawn for Slack", ours: slackCardUs, unit: "µs", goal: { atMost: 200 } },
    { name: "a full card drawn for Telegram", ours: telegramCardUs, unit: "µs", goal: { atMost: 200 } },
    { name: "a text read", ours: textUs, unit: "µs", goal: { atMost: 1_000 } },
  ];
}
