import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../src/errors.ts";
import {
  createDigestRunner,
  type DigestRunner,
  type DigestSender,
} from "../../src/features/digests/runner.ts";
import { createSubscriptions, type Subscription } from "../../src/features/digests/subscriptions.ts";
import { createLease } from "../../src/operations/lease.ts";
import { nextDue } from "../../src/scheduling/due.ts";
import { parseSchedule } from "../../src/scheduling/schedule.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** A message in a chat. */
export interface Delivery {
  number: number;
  kind: string;
  dueAt: Date;
  mayBeRepeated: boolean;
  isLate: boolean;
}

/** The result of a simulated year. */
export interface Year {
  deliveries: readonly Delivery[];
  /** All rows of the store at the end of the year. */
  rows: readonly { number: number; kind: string; dueAt: Date; state: string; reason: string | null }[];
  restarts: number;
  /** Kills between the delivery of a message and the update of its row. */
  killsBetween: number;
  killsBefore: number;
}

interface YearOptions {
  timeZone: string;
  /** Milliseconds since 1970. The end is not part of the year. */
  begins: number;
  ends: number;
  random: () => number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CATCH_UP_MS = 6 * HOUR;

/** A disk in memory, if there is one: a year has 50,000 commits, which would wait for a real disk. */
const FAST_DISK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Thrown when the process is killed. After it, the process does and writes nothing. */
const KILLED = new Error("killed");

/** Simulates a year of the bot in one time zone, on a real store, with a clock that jumps to the next event. */
export async function simulateYear(
  schedules: readonly string[],
  { timeZone, begins, ends, random }: YearOptions,
): Promise<Year> {
  const folder = await mkdtemp(join(FAST_DISK, "year-"));
  const url = join(folder, "bot.db");
  let nowMs = begins;
  const now = () => new Date(nowMs);
  const deliveries: Delivery[] = [];
  const counts = { restarts: 0, killsBetween: 0, killsBefore: 0 };
  let ids = 0;
  const isCrmDown = outages(random, { begins, ends, every: 9 * DAY, longest: 9 * HOUR });
  const isPlatformDown = outages(random, { begins, ends, every: 12 * DAY, longest: 8 * HOUR });

  /** Starts a process, which runs until it is killed or restarted. */
  async function start(): Promise<{ sweep(): Promise<void>; isDead(): boolean; store: Store }> {
    const store = await openStore({ url, log: silentLogger(), now });
    let isDead = false;
    const kill = () => {
      isDead = true;
      throw KILLED;
    };
    const killableTable = <T extends object>(table: T): T => killable(table, () => isDead);
    const lease = createLease(killableTable(store.workers), `process-${counts.restarts}`, () =>
      performance.now(),
    );
    const newId = () => `${++ids}`;
    const runner: DigestRunner = createDigestRunner({
      subscriptions: createSubscriptions({
        rows: killableTable(store.subscriptions),
        runs: store.runs,
        timeZone,
        now,
        newId,
        onPlanned() {},
      }),
      runs: killableTable(store.runs),
      lease,
      timeZone,
      catchUpMs: async () => CATCH_UP_MS,
      now,
      newId,
      log: silentLogger(),
    });
    const sender: DigestSender<Delivery> = {
      isAllowed: async () => true,
      async compose({ number }, { kind, dueAt }, marks) {
        if (isCrmDown(nowMs)) throw new AppError("unavailable", "AntCRM is away");
        if (random() < 0.01) kill();
        return { number, kind, dueAt, ...marks };
      },
      async send(_: Subscription, message) {
        if (isPlatformDown(nowMs)) throw new AppError("unavailable", "the platform is away");
        if (random() < 0.02) {
          counts.killsBefore += 1;
          kill();
        }
        deliveries.push(message);
        if (random() < 0.03) {
          counts.killsBetween += 1;
          kill();
        }
      },
      async notifyOwner() {},
    };
    return {
      store,
      isDead: () => isDead,
      async sweep() {
        await runner.sweep(sender).catch((thrown: unknown) => {
          if (!isDead) throw thrown;
        });
      },
    };
  }

  let bot = await start();
  const service = createSubscriptions({
    rows: bot.store.subscriptions,
    runs: bot.store.runs,
    timeZone,
    now,
    newId: () => `${++ids}`,
    onPlanned() {},
  });
  const subscriptions: Subscription[] = [];
  for (const text of schedules) {
    const schedule = parseSchedule(text);
    if (schedule === null) throw new Error(`no schedule: ${text}`);
    const place = { platform: "slack" as const, chat: "C1", shared: true };
    const kinds = subscriptions.length === 0 ? ["ratings", "campaigns"] : ["ratings"];
    const order = { person: "slack:U1", place, kinds, schedule, locale: "vi", skipEmpty: false };
    subscriptions.push((await service.add(order)).subscription);
  }

  const dueNext = new Map<string, number>();
  const nextOf = ({ id, schedule }: Subscription): number => {
    const known = dueNext.get(id);
    if (known !== undefined && known > nowMs) return known;
    const next = nextDue(schedule, timeZone, now())?.getTime() ?? ends;
    dueNext.set(id, next);
    return next;
  };
  while (nowMs < ends) {
    await bot.sweep();
    if (bot.isDead() || random() < 0.004) {
      await bot.store.close();
      // Usually a supervisor restarts it at once. Sometimes it stays down overnight, or for a holiday.
      const chance = random();
      nowMs += chance < 0.7 ? 10_000 : chance < 0.95 ? random() * 14 * HOUR : random() * 5 * DAY;
      counts.restarts += 1;
      bot = await start();
      continue;
    }
    const nextMs = Math.min(...subscriptions.map(nextOf));
    const isDown = isCrmDown(nowMs) || isPlatformDown(nowMs);
    nowMs = Math.min(nextMs + random() * 20_000, nowMs + (isDown ? 15 * MINUTE : DAY));
  }
  nowMs = Math.max(nowMs, ends + DAY);
  // All unfinished runs end before the result is read.
  await bot.store.close();
  bot = await start();
  for (let rounds = 0; rounds < 3; rounds++) {
    nowMs += 20 * MINUTE;
    await bot.sweep();
    if (!bot.isDead()) continue;
    await bot.store.close();
    bot = await start();
  }
  const rows = [];
  for (const { id, number } of subscriptions) {
    const runs = (await bot.store.runs.newest(id, 10_000)).filter(({ dueAt }) => dueAt.getTime() < ends);
    rows.push(...runs.map(({ kind, dueAt, state, reason }) => ({ number, kind, dueAt, state, reason })));
  }
  await bot.store.close();
  await rm(folder, { recursive: true, force: true });
  return { deliveries: deliveries.filter(({ dueAt }) => dueAt.getTime() < ends), rows, ...counts };
}

/** Returns random periods of an outage, on average one per `every` milliseconds. */
function outages(
  random: () => number,
  { begins, ends, every, longest }: { begins: number; ends: number; every: number; longest: number },
): (atMs: number) => boolean {
  const stretches: (readonly [number, number])[] = [];
  for (let at = begins; at < ends; at += random() * 2 * every) {
    const until = at + random() ** 2 * longest;
    stretches.push([at, until]);
    at = until;
  }
  return (atMs) => stretches.some(([from, until]) => atMs >= from && atMs < until);
}

/** Wraps a table of the store: after the process is killed, every call rejects. */
function killable<T extends object>(table: T, isDead: () => boolean): T {
  return new Proxy(table, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) =>
        isDead() ? Promise.reject(KILLED) : Reflect.apply(member, target, args);
    },
  });
}
