import { setTimeout as pause } from "node:timers/promises";
import type { Fixture } from "../faults/support/fixture.ts";
import { canLimitFileSize } from "../faults/support/prlimit.ts";
import type { TcpProxy } from "../faults/support/tcp-proxy.ts";
import type { BotProcess } from "./processes.ts";
import type { Recorder } from "./recorder.ts";

/** The proxies between the bot and the services around it. */
type Proxies = Readonly<Record<"crm" | "slack" | "telegram" | "postgres", TcpProxy>>;

export interface ChaosParts {
  fixture: Fixture;
  proxies: Proxies;
  processes: readonly BotProcess[];
  recorder: Recorder;
  random: () => number;
  /** The longest pause after each fault. */
  calmMs: number;
}

/** Longer than a lease (15 s) and the check by another process (5 s). */
const [FROZEN_MIN_MS, FROZEN_MAX_MS] = [21_000, 26_000];
const [BLINK_MIN_MS, BLINK_MAX_MS] = [500, 4_000];
const [DOWN_MIN_MS, DOWN_MAX_MS] = [0, 2_000];
const [CUT_MIN_MS, CUT_MAX_MS] = [100, 2_500];

/** Small enough that Postgres can write nothing new into its log. */
const FULL_DISK_BYTES = 1_000_000;

/** Runs one fault to its end. */
type RunFault = () => Promise<void>;

/**
 * Causes faults until it is stopped: one on the processes and one on the network at a time. Each comes once before any
 * comes again. The same seed gives the same order.
 * @returns a function that stops it, and resolves when the last faults are over
 */
export function startChaos(parts: ChaosParts): () => Promise<void> {
  const over = new AbortController();
  const loops = Promise.all([
    faultAfterFault(processFaults(parts), parts, over.signal),
    faultAfterFault([...networkFaults(parts), ...answerFaults(parts)], parts, over.signal),
  ]);
  return async () => {
    over.abort();
    await loops;
    for (const process of parts.processes) process.rightsClock();
    parts.fixture.crm.clearFaults();
  };
}

type NamedFault = readonly [what: string, run: RunFault, process?: string];

async function faultAfterFault(
  faults: readonly (() => NamedFault)[],
  { recorder, random, calmMs }: ChaosParts,
  over: AbortSignal,
): Promise<void> {
  let deck: (() => NamedFault)[] = [];
  while (!over.aborted) {
    if (deck.length === 0) deck = [...faults];
    const [drawn] = deck.splice(Math.floor(random() * deck.length), 1);
    if (drawn === undefined) return;
    const [what, run, process] = drawn();
    const at = Date.now();
    await run();
    recorder.line({
      kind: "fault",
      at,
      until: Date.now(),
      what,
      ...(process === undefined ? {} : { process }),
    });
    await pause(between(calmMs / 8, calmMs, random));
  }
}

function processFaults({ processes, random }: ChaosParts): (() => NamedFault)[] {
  const any = () => processes[Math.floor(random() * processes.length)] as BotProcess;
  const kill = (): NamedFault => {
    const one = any();
    const run = async () => {
      await one.kill();
      await pause(between(DOWN_MIN_MS, DOWN_MAX_MS, random));
      await one.start();
    };
    return ["kill", run, one.name];
  };
  const freeze = (what: string, minMs: number, maxMs: number) => (): NamedFault => {
    const one = any();
    const run = async () => {
      one.signal("SIGSTOP");
      await pause(between(minMs, maxMs, random));
      one.signal("SIGCONT");
    };
    return [what, run, one.name];
  };
  const jump = (): NamedFault => {
    const one = any();
    return ["clock jump", async () => one.jumps(), one.name];
  };
  const long = freeze("freeze", FROZEN_MIN_MS, FROZEN_MAX_MS);
  return [kill, kill, kill, kill, long, freeze("blink", BLINK_MIN_MS, BLINK_MAX_MS), jump, jump];
}

function networkFaults({ fixture, proxies, random }: ChaosParts): (() => NamedFault)[] {
  const cuts = Object.entries(proxies).map(([name, proxy]) => (): NamedFault => {
    const run = async () => {
      await proxy.disconnect();
      await pause(between(CUT_MIN_MS, CUT_MAX_MS, random));
      await proxy.listen();
    };
    return [`cut ${name}`, run];
  });
  const stalls = Object.entries(proxies).map(([name, proxy]) => (): NamedFault => {
    const run = async () => {
      proxy.pause();
      await pause(between(CUT_MIN_MS, CUT_MAX_MS, random));
      proxy.resume();
    };
    return [`stall ${name}`, run];
  });
  const restart = (): NamedFault => {
    const run = async () => {
      await fixture.postgres.server.stop();
      await pause(between(CUT_MIN_MS, CUT_MAX_MS, random));
      await fixture.postgres.server.start();
    };
    return ["postgres restart", run];
  };
  const fullDisk = (): NamedFault => {
    const run = async () => {
      await fixture.postgres.server.limitFileSize(FULL_DISK_BYTES);
      await pause(between(CUT_MIN_MS, CUT_MAX_MS, random));
      await fixture.postgres.server.liftFileSize();
    };
    return ["postgres disk full", run];
  };
  return [...cuts, ...stalls, restart, ...(canLimitFileSize ? [fullDisk] : [])];
}

/** The next few calls of one service are answered wrongly, or not at all. */
function answerFaults({ fixture: { crm, slack, telegram }, random }: ChaosParts): (() => NamedFault)[] {
  const times = () => 1 + Math.floor(random() * 4);
  const onCrm = (["503", "500", "cut", "hang", "html", "truncated"] as const).flatMap((kind) =>
    (["before", "after"] as const).map((commit) => (): NamedFault => {
      const run = async () => crm.fault({ kind, commit, method: "POST", times: times() });
      return [`crm ${kind} ${commit}`, run];
    }),
  );
  const busy = [
    () => crm.fault({ kind: "429", retryAfter: 1, times: times() }),
    () => slack.fault({ method: "chat.postMessage", kind: "rate_limited", retryAfterS: 1, times: times() }),
    () => telegram.fault({ method: "sendMessage", kind: "429", retryAfter: 1, times: times() }),
  ].map((run, at) => (): NamedFault => [`429 ${["crm", "slack", "telegram"][at]}`, async () => run()]);
  const lost = [true, false].flatMap((after) => [
    (): NamedFault => [
      `slack cut ${after ? "after" : "before"}`,
      async () => slack.fault({ method: "chat.postMessage", kind: "cut", after, times: times() }),
    ],
    (): NamedFault => [
      `telegram cut ${after ? "after" : "before"}`,
      async () =>
        telegram.fault({
          ...{ method: "sendMessage", kind: "cut", times: times() },
          when: after ? "after" : "before",
        }),
    ],
  ]);
  return [...onCrm, ...busy, ...lost];
}

function between(min: number, max: number, random: () => number): number {
  return min + random() * (max - min);
}
