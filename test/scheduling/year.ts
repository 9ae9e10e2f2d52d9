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
import type { Subscription } from "../../src/features/digests/runs.ts";
import { createSubscriptions } from "../../src/features/digests/subscriptions.ts";
import { createLease } from "../../src/operations/lease.ts";
import { nextDue } from "../../src/scheduling/due.ts";
import { parseSchedule } from "../../src/scheduling/schedule.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** A message as it stands in a chat. */
export interface Delivery {
  number: number;
  kind: string;
  dueAt: Date;
  mayBeRepeated: boolean;
  isLate: boolean;
}

/** What a year has come to. */
export interface Year {
  deliveries: readonly Delivery[];
  /** Every row of the store when the year is over. */
  rows: readonly { number: number; kind: string; dueAt: Date; state: string; reason: string | null }[];
  restarts: number;
  /** The process died after the chat had the message and before the row said so. */
  killsBetween: number;
  killsBefore: number;
}

interface YearOptions {
  timeZone: string;
  /** Milliseconds since 1970; what is due at the end is not of this year any more. */
  begins: number;
  ends: number;
  random: () => number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CATCH_UP_MS = 6 * HOUR;

/** A year has 50,000 commits; where memory can be written to like a disk, none of them waits for one. */
const FAST_DISK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Thrown where the process dies: nothing of it goes on, and nothing is written any more. */
const KILLED = new Error("killed");

/** The bot's year in one zone, on a real store, by a clock that jumps from one moment that matters to the next. */
export async function liveAYear(
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
  const crmAway = outages(random, { begins, ends, every: 9 * DAY, longest: 9 * HOUR });
  const platformAway = outages(random, { begins, ends, every: 12 * DAY, longest: 8 * HOUR });

  /** One life of the process, from its start to its death. */
  async function start(): Promise<{ sweep(): Promise<void>; isDead(): boolean; store: Store }> {
    const store = await openStore({ url, log: silentLogger(), now });
    let isDead = false;
    const die = () => {
      isDead = true;
      throw KILLED;
    };
    const alive = <T extends object>(table: T): T => mortal(table, () => isDead);
    const lease = createLease(alive(store.workers), `process-${counts.restarts}`, () => performance.now());
    const newId = () => `${++ids}`;
    const runner: DigestRunner = createDigestRunner({
      subscriptions: createSubscriptions({
        rows: alive(store.subscriptions),
        runs: store.runs,
        timeZone,
        now,
        newId,
        onPlanned() {},
      }),
      runs: alive(store.runs),
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
        if (crmAway(nowMs)) throw new AppError("unavailable", "AntCRM is away");
        if (random() < 0.01) die();
        return { number, kind, dueAt, ...marks };
      },
      async send(_: Subscription, message) {
        if (platformAway(nowMs)) throw new AppError("unavailable", "the platform is away");
        if (random() < 0.02) {
          counts.killsBefore += 1;
          die();
        }
        deliveries.push(message);
        if (random() < 0.03) {
          counts.killsBetween += 1;
          die();
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

  let life = await start();
  const service = createSubscriptions({
    rows: life.store.subscriptions,
    runs: life.store.runs,
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
    await life.sweep();
    if (life.isDead() || random() < 0.004) {
      await life.store.close();
      // Mostly a supervisor restarts it at once; now and then nobody notices before morning, or the end of a holiday.
      const luck = random();
      nowMs += luck < 0.7 ? 10_000 : luck < 0.95 ? random() * 14 * HOUR : random() * 5 * DAY;
      counts.restarts += 1;
      life = await start();
      continue;
    }
    const nextMs = Math.min(...subscriptions.map(nextOf));
    const inHand = crmAway(nowMs) || platformAway(nowMs);
    nowMs = Math.min(nextMs + random() * 20_000, nowMs + (inHand ? 15 * MINUTE : DAY));
  }
  nowMs = Math.max(nowMs, ends + DAY);
  // Whatever is still owed is settled before the books are closed.
  await life.store.close();
  life = await start();
  for (let rounds = 0; rounds < 3; rounds++) {
    nowMs += 20 * MINUTE;
    await life.sweep();
    if (!life.isDead()) continue;
    await life.store.close();
    life = await start();
  }
  const rows = [];
  for (const { id, number } of subscriptions) {
    const runs = (await life.store.runs.newest(id, 10_000)).filter(({ dueAt }) => dueAt.getTime() < ends);
    rows.push(...runs.map(({ kind, dueAt, state, reason }) => ({ number, kind, dueAt, state, reason })));
  }
  await life.store.close();
  await rm(folder, { recursive: true, force: true });
  return { deliveries: deliveries.filter(({ dueAt }) => dueAt.getTime() < ends), rows, ...counts };
}

/** Stretches of time in which something is away, about one in so long. */
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

/** A part of the store as a process sees it that may die: from then on nothing it asks is done. */
function mortal<T extends object>(table: T, isDead: () => boolean): T {
  return new Proxy(table, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) =>
        isDead() ? Promise.reject(KILLED) : Reflect.apply(member, target, args);
    },
  });
}
