import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CrmReady } from "./crm-process.ts";
import { median } from "./figures.ts";
import { startForked } from "./forked.ts";
import { residentMb } from "./process-figures.ts";
import type { Figure } from "./report.ts";

/** The delay of each AntCRM call. */
const LATENCY_MS = 20;
/** Concurrent calls of background work. */
const BACKGROUND_CALLS = 8;
const SETTLE_MS = 2_000;

/** What the import program reports when it has ended. */
interface Imported {
  lookMs: number;
  sendMs: number;
  /** CPU time during sending. */
  cpuMs: number;
  made: string;
}

/**
 * Imports two files of `rows` customers in sequence, several times, each time in a fresh process; the figures are
 * medians. The goal is for a warm process, as with look-ups and charts: the first file also costs V8's compilation.
 */
export async function importFigures({ rows, rounds }: { rows: number; rounds: number }): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "antcrm-chatops-bench-"));
  try {
    const files = [join(folder, "first.csv"), join(folder, "second.csv")];
    for (const [index, file] of files.entries()) await writeFile(file, customersCsv(rows, index * rows));
    const all: Awaited<ReturnType<typeof importOnce>>[] = [];
    for (let round = 0; round < rounds; round += 1) all.push(await importOnce(files, rows, folder, round));
    const of = (read: (one: (typeof all)[number]) => number) => median(all.map(read));
    const floorMs = (of(({ requests }) => requests) * LATENCY_MS) / BACKGROUND_CALLS;
    const [firstMs, sendMs] = [of(({ first }) => first.sendMs), of(({ second }) => second.sendMs)];
    return [
      {
        name: "requests",
        ours: of(({ requests }) => requests),
        unit: "",
        goal: { atMost: Math.ceil(rows / 100) },
      },
      { name: "the file read, checked and stored", ours: of(({ second }) => second.lookMs), unit: "ms" },
      {
        name: "sent, the first file of a process",
        ours: firstMs,
        unit: "ms",
        compared: { value: firstMs / floorMs, as: "× floor" },
      },
      { name: "… CPU", ours: of(({ first }) => first.cpuMs), unit: "ms" },
      {
        name: `sent, over a floor of ${Math.round(floorMs)} ms`,
        baseline: of(({ baselineMs }) => baselineMs),
        ours: sendMs,
        unit: "ms",
        compared: { value: sendMs / floorMs, as: "× floor" },
        goal: { atMost: 1.3 },
      },
      { name: "… CPU", ours: of(({ second }) => second.cpuMs), unit: "ms" },
      { name: "customers a second", ours: (rows / sendMs) * 1_000, unit: "/s" },
      { name: "resident memory, idle", ours: of(({ idleMb }) => idleMb), unit: "MB" },
      {
        name: "resident memory, peak over idle",
        ours: of(({ peakMb, idleMb }) => peakMb - idleMb),
        unit: "MB",
        goal: { atMost: 60 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importOnce(files: readonly string[], rows: number, folder: string, round: number) {
  const crm = startForked("crm-process.ts", { args: ["--latency", String(LATENCY_MS)] });
  const ready = await crm.message<CrmReady>();
  const program = startForked("import-program.mjs", {
    env: {
      ANTCRM_BASE_URL: ready.url,
      ANTCRM_API_KEY: ready.apiKey,
      DATABASE_URL: join(folder, `import-${round}.db`),
    },
  });
  try {
    await program.message();
    await pause(SETTLE_MS);
    const idleMb = residentMb(program.pid).now;
    const imported: Imported[] = [];
    for (const file of files) {
      program.send(file);
      imported.push(await program.message<Imported>());
    }
    const [first, second] = imported as [Imported, Imported];
    const peakMb = residentMb(program.pid).peak;
    for (const { made } of imported)
      if (Number(made.replace(/\D/g, "")) !== rows) throw new Error(`only ${made} were imported`);
    const log = (await (await fetch(`${ready.url}/__sandbox/requests`)).json()) as { path: string }[];
    const requests = log.filter(({ path }) => path === "/contacts/package").length / files.length;
    const baselineMs = await sendBaseline(ready, rows / 100);
    return { first, second, baselineMs, idleMb, peakMb, requests };
  } finally {
    await Promise.all([program.kill(), crm.disconnect()]);
  }
}

/** Measures the baseline: as many requests of the same kind, eight at a time, without other work. */
async function sendBaseline({ url, apiKey }: CrmReady, requests: number): Promise<number> {
  const headers = { apikey: apiKey, "content-type": "application/json" };
  const bodies = Array.from({ length: requests }, (_, request) => baselineBody(request));
  const startedMs = performance.now();
  const send = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await fetch(`${url}/contacts/package`, { method: "POST", headers, body });
      await answer.text();
    }
  };
  await Promise.all(Array.from({ length: BACKGROUND_CALLS }, send));
  return performance.now() - startedMs;
}

function baselineBody(request: number): string {
  const customers = Array.from({ length: 100 }, (_, index) => ({
    name: `Khách ${request}-${index}`,
    customerIdApiRing: `baseline-${request}-${index}`,
    phones: [{ type: "Work", value: `08${String(request * 100 + index).padStart(8, "0")}` }],
  }));
  return JSON.stringify(customers);
}

function customersCsv(rows: number, first: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const index = first + row;
    const digits = String(index).padStart(7, "0");
    return `Nguyễn Thị Khách ${index},09${digits.slice(0, 1)}${digits.slice(1)}0,khach${index}@example.com,15/03/1990,Hà Nội,khách từ hội chợ`;
  });
  return ["Họ tên,Số điện thoại,Email,Ngày sinh,Tỉnh/Thành phố,Ghi chú", ...lines].join("\n");
}
