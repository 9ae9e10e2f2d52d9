import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished, vi } from "vitest";
import { slackAgent, telegramAgent } from "../faults/support/agents.ts";
import { createFixture, type Fixture } from "../faults/support/fixture.ts";
import { seededRandom } from "../faults/support/random.ts";
import { startTcpProxy, type TcpProxy } from "../faults/support/tcp-proxy.ts";
import { liftQuota } from "../support/lift-quota.ts";
import { type Balancer, startBalancer } from "./balancer.ts";
import { type ChaosParts, startChaos } from "./chaos.ts";
import { type AskedWrite, type Work, works } from "./people.ts";
import { type BotProcess, botProcess } from "./processes.ts";
import { createRecorder } from "./recorder.ts";
import { wordOf } from "./texts.ts";

export interface LoadOptions {
  /** Nobody asks for more than this many writes. */
  writes: number;
  /** Nobody asks after this time. */
  forMs: number;
  seed: number;
  /** People on each platform. Each has one write in flight. */
  people: number;
  /** The longest pause between two faults. */
  calmMs: number;
  /** The file for the history. */
  file: string;
}

export interface LoadResult {
  writes: number;
  /** From the first request to the last answer, before everything has settled. */
  workedMs: number;
  settledMs: number;
}

const PROCESSES = 3;
/** This share of the deliveries goes to two processes. */
const REPEATED = 0.05;
/** An unclear write is reported a minute after its send, and a frozen process's work is taken over before. */
const SETTLES_WITHIN_MS = 240_000;
const DECIDED_WITHIN_MS = 75_000;
const UNDER_WAY = ["confirmed", "sending"];
/** An expired question answers only the click on it. */
const SILENT = ["proposed", "declined", "expired"];

/** Runs people, processes and faults, and records the history. All ends when the test ends. */
export async function runLoad({
  writes: most,
  forMs,
  seed,
  people: perPlatform,
  calmMs,
  file,
}: LoadOptions): Promise<LoadResult> {
  const random = seededRandom(seed);
  const { fixture, proxies, processes, balancer } = await startWorld(random);
  const recorder = createRecorder(file);
  const people = Array.from({ length: perPlatform }, () => [slackAgent, telegramAgent]).flat();

  const startedMs = performance.now();
  const work: Work = {
    ...{ fixture, recorder, random, writes: [] },
    goesOn: () => work.writes.length < most && performance.now() - startedMs < forMs,
  };
  const watch = everySecond(async () => {
    recorder.received(fixture.crm.requests);
    await fixture.telegram.redeliver();
  });
  balancer.repeats(REPEATED);
  const stopChaos = startChaos({ fixture, proxies, processes, recorder, random, calmMs });
  await Promise.all(people.map((agentOf) => works(agentOf, work)));
  const workedMs = performance.now() - startedMs;
  await stopChaos();
  balancer.repeats(0);
  if (!(await settles(fixture, work.writes))) {
    const logs = processes.flatMap(({ name, lines }) => lines().map((line) => `${name}: ${line}`));
    await writeFile(`${file}.log`, logs.join("\n"));
  }
  const settledMs = performance.now() - startedMs - workedMs;
  await watch();

  recorder.received(fixture.crm.requests, true);
  for (const one of work.writes) {
    const { write, agent, kind, about } = one;
    recorder.told(one, agent.messages());
    recorder.line({ kind: "end", at: Date.now(), write, effects: kind.count(fixture.crm, about) });
  }
  const repeats = { kind: "fault", at: Date.now(), until: Date.now(), what: "delivered to two" } as const;
  for (let count = 0; count < balancer.repeated(); count += 1) recorder.line(repeats);
  await recorder.close();
  return { writes: work.writes.length, workedMs, settledMs };
}

interface LoadWorld extends Pick<ChaosParts, "fixture" | "proxies" | "processes"> {
  balancer: Balancer;
}

async function startWorld(random: () => number): Promise<LoadWorld> {
  const started: TcpProxy[] = [];
  const proxied = async ({ url }: { url: string }) => {
    const proxy = await startTcpProxy(url);
    started.push(proxy);
    return proxy.url;
  };
  const fixture = await createFixture({
    ...{ telegram: "webhook", store: "postgres" },
    ...{ crmUrl: proxied, slackUrl: proxied, telegramUrl: proxied },
  });
  const [crm, slack, telegram] = started as [TcpProxy, TcpProxy, TcpProxy];
  const { DATABASE_URL = "", BOT_SECRET_KEY = "" } = fixture.environment;
  await liftQuota(DATABASE_URL, BOT_SECRET_KEY);
  const processes: BotProcess[] = [];
  for (let count = 1; count <= PROCESSES; count += 1)
    processes.push(await botProcess(fixture, String(count)));
  const balancer = await startBalancer(
    processes.map(({ address }) => address),
    random,
  );
  onTestFinished(async () => {
    for (const process of processes) process.leave();
    await balancer.close();
  });
  await fixture.deliverTo(balancer);
  await Promise.all(processes.map((process) => process.start()));
  const proxies = { crm, slack, telegram, postgres: fixture.postgres.proxy };
  return { fixture, proxies, processes, balancer };
}

/** Runs this once a second. @returns a function that stops it, and resolves when the last run has ended */
function everySecond(run: () => Promise<void>): () => Promise<void> {
  let isOver = false;
  const loop = (async () => {
    while (!isOver) {
      await run();
      await pause(1_000);
    }
  })();
  return () => {
    isOver = true;
    return loop;
  };
}

/**
 * Waits until the bot has nothing left to do: every event is handled, every write has ended or is unclear, and its person
 * knows. For a while it also waits for the reports that no trace was found. After the time-out the history shows what is
 * missing.
 */
async function settles({ journal, telegram }: Fixture, writes: readonly AskedWrite[]): Promise<boolean> {
  const agents = new Map(writes.map(({ agent }) => [agent.person, agent]));
  const decidesAtMs = performance.now() + DECIDED_WITHIN_MS;
  const isDecided = (person: string) =>
    performance.now() > decidesAtMs ||
    agents
      .get(person)
      ?.chat()
      .some((text) => wordOf(text) === "absent");
  return vi
    .waitFor(
      async () => {
        await telegram.delivered();
        const [unfinished, operations] = await Promise.all([journal.unfinished(), journal.operations()]);
        const open = operations
          .filter(({ state }) => !SILENT.includes(state))
          .filter(
            ({ state, told_at, person }) =>
              UNDER_WAY.includes(state) || told_at === null || (state === "unclear" && !isDecided(person)),
          );
        if (unfinished.length + open.length === 0) return;
        const shown = open.slice(0, 20).map(({ reference, kind, state }) => `${kind} ${reference} ${state}`);
        throw new Error(`${unfinished.length} events; ${open.length} writes: ${shown.join(", ")}`);
      },
      { timeout: SETTLES_WITHIN_MS, interval: 2_000 },
    )
    .then(
      () => true,
      (error: Error) => {
        console.error(`not settled: ${error.message}`);
        return false;
      },
    );
}
