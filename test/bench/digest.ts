import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CrmReady } from "./crm-process.ts";
import { median } from "./figures.ts";
import { startForked } from "./forked.ts";
import { residentMb } from "./process-figures.ts";
import type { Figure } from "./report.ts";

/** The delay of each AntCRM page. */
const LATENCY_MS = 20;
/** Concurrent calls of background work. */
const BACKGROUND_CALLS = 8;
const SETTLE_MS = 2_000;
/** When the digest of October is due; September is its period of comparison. */
const NOW = "2026-11-01T08:00:00+07:00";
/** The sandbox's ratings are of the 90 days before; the digest reads 62 of them, and one day after. */
const SHARE_READ = 61.7 / 90;

/** What the digest program reports when it has ended. */
interface Digested {
  tookMs: number;
  cpuMs: number;
  pictures: number;
  notified: string[];
}

/** Makes the digest of a month several times, each in a fresh process; the figures are medians. */
export async function digestFigures({ rows, rounds }: { rows: number; rounds: number }): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "antcrm-chatops-bench-"));
  const invented = String(Math.ceil(rows / SHARE_READ));
  const crm = startForked("crm-process.ts", { args: ["--ratings", invented, "--now", NOW] });
  try {
    const ready = await crm.message<CrmReady>();
    await order(ready);
    const all: Awaited<ReturnType<typeof digestOnce>>[] = [];
    for (let round = 0; round < rounds; round += 1) all.push(await digestOnce(ready, folder, round));
    const of = (read: (one: (typeof all)[number]) => number) => median(all.map(read));
    const pages = of((one) => one.pages);
    const floorMs = (pages * LATENCY_MS) / BACKGROUND_CALLS;
    const tookMs = of((one) => one.tookMs);
    return [
      { name: "pages of 100", ours: pages, unit: "" },
      {
        name: `read, drawn and ready, over a floor of ${Math.round(floorMs)} ms`,
        baseline: of(({ baselineMs }) => baselineMs),
        ours: tookMs,
        unit: "ms",
        compared: { value: tookMs / floorMs, as: "× floor" },
        goal: { atMost: 1.2 },
      },
      { name: "… CPU, with its pictures", ours: of(({ cpuMs }) => cpuMs), unit: "ms" },
      { name: "pictures", ours: of(({ pictures }) => pictures), unit: "" },
      { name: "resident memory, idle", ours: of(({ idleMb }) => idleMb), unit: "MB" },
      {
        name: "resident memory, peak over idle",
        ours: of(({ peakMb, idleMb }) => peakMb - idleMb),
        unit: "MB",
        goal: { atMost: 60 },
      },
    ];
  } finally {
    await crm.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

async function order({ url }: CrmReady): Promise<void> {
  await fetch(`${url}/__sandbox/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "delay", ms: LATENCY_MS }),
  });
}

async function digestOnce(ready: CrmReady, folder: string, round: number) {
  const program = startForked("digest-program.mjs", {
    env: {
      ANTCRM_BASE_URL: ready.url,
      ANTCRM_API_KEY: ready.apiKey,
      DATABASE_URL: join(folder, `digest-${round}.db`),
      BENCH_NOW: NOW,
    },
  });
  try {
    await program.message();
    await pause(SETTLE_MS);
    const idleMb = residentMb(program.pid).now;
    const before = await pagesAsked(ready);
    program.send("now");
    const digested = await program.message<Digested>();
    const peakMb = residentMb(program.pid).peak;
    const asked = (await pagesAsked(ready)).slice(before.length);
    if (digested.notified.length === 0) throw new Error("there was no digest");
    return {
      ...digested,
      idleMb,
      peakMb,
      pages: asked.length,
      baselineMs: await readBaseline(ready, asked),
    };
  } finally {
    await program.kill();
  }
}

/** Returns the addresses of all requested pages of ratings, the oldest first. */
async function pagesAsked({ url }: CrmReady): Promise<string[]> {
  const log = (await (await fetch(`${url}/__sandbox/requests`)).json()) as {
    path: string;
    query: Record<string, string>;
  }[];
  return log
    .filter(({ path }) => path === "/rating")
    .map(({ path, query }) => `${path}?${new URLSearchParams(query)}`);
}

/** Measures the baseline: a client that reads the same pages, eight at a time, and does nothing with them. */
async function readBaseline({ url, apiKey }: CrmReady, pages: readonly string[]): Promise<number> {
  const left = [...pages].reverse();
  const startedMs = performance.now();
  const read = async () => {
    for (let page = left.pop(); page !== undefined; page = left.pop()) {
      await (await fetch(url + page, { headers: { apikey: apiKey } })).json();
    }
  };
  await Promise.all(Array.from({ length: BACKGROUND_CALLS }, read));
  return performance.now() - startedMs;
}
