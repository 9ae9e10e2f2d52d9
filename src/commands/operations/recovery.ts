import { z } from "zod";
import type { ReadyCard } from "../../cards/card.ts";
import { toAppError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { Journal } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import type { Call, Place } from "../call.ts";
import type { Clock, Scene } from "../command.ts";
import type { Presses } from "../presses.ts";
import type { Scenes } from "../scenes.ts";
import type { Writing } from "./writing.ts";

/** Says something to a person who is not waiting for it. Rejects when it could not be delivered. */
export type Tell = (to: { person: string; place: Place }, card: ReadyCard) => Promise<void>;

export interface RecoveryPorts {
  journal: Journal;
  writing: Writing;
  scenes: Scenes;
  presses: Presses;
  clock: Clock;
  log: Log;
}

/** Finishes what processes that died have left, and settles what is unclear. */
export interface Recovery {
  /**
   * One round: takes over, sends what was confirmed a short while ago, looks for what may have happened, and tells.
   * @param round `first`: at the start, when the events that asked for these writes are being handled again and tell
   *   their outcomes themselves; `alone`: behind the lock of the database, so that nobody's lease is waited for
   */
  sweep(round: { first: boolean; alone: boolean }, tell: Tell): Promise<void>;
}

/** Older than this, a confirmed write would come as a surprise. */
const SEND_WITHIN_MS = 10 * 60_000;
/** Absence is only said after this. */
const ABSENT_AFTER_MS = 60_000;
/** An unclear one is looked for in every round at first, and then no more by itself: *Check again* always works. */
const LOOKED_FOR_MS = 15 * 60_000;
/** As many as the CRM's lane for background work has room for (design, section 3). */
const SIDE_BY_SIDE = 8;

const PlaceShape = z.object({
  platform: z.enum(["slack", "telegram", "terminal"]),
  chat: z.string(),
  thread: z.string().optional(),
  shared: z.boolean(),
});

export function createRecovery({ journal, writing, scenes, presses, clock, log }: RecoveryPorts): Recovery {
  const ageMs = (since: Date | string | null | undefined) =>
    since ? clock.now().getTime() - new Date(since).getTime() : Number.POSITIVE_INFINITY;

  /** The scene of an operation whose event is long gone. */
  async function sceneOf(operation: Operation): Promise<Scene> {
    const call: Call = {
      id: `operation:${operation.id}`,
      person: operation.person,
      personName: "",
      place: readPlace(operation),
      body: { kind: "press", press: "" },
    };
    return scenes.open(call, await scenes.whoIs(call), new AbortController().signal);
  }

  /** Tells how it stands, and then marks it as told: a crash in between repeats the telling, and never loses it. */
  async function report(operation: Operation, tell: Tell): Promise<void> {
    const current = await journal.find(operation.id);
    if (current === null) return;
    const scene = await sceneOf(current);
    const card = await writing.tell(current, scene);
    const to = { person: current.person, place: scene.call.place };
    await tell(to, await presses.ready({ ...card, audience: "private" }, scene.who, to.place));
    await journal.told(current);
  }

  async function finish(operation: Operation, tell: Tell): Promise<void> {
    switch (operation.state) {
      case "confirmed": {
        if (ageMs(operation.outcome.confirmedAt) > SEND_WITHIN_MS) await journal.expire(operation);
        else await writing.resume(operation, await sceneOf(operation));
        return report(operation, tell);
      }
      case "sending": {
        const unclear = await journal.giveUpSending(operation);
        const { state } = await writing.resume(unclear, await sceneOf(unclear));
        // Not found yet is no news: the rounds that follow look again, and speak after a minute.
        if (state !== "unclear") await report(unclear, tell);
        return;
      }
      case "unclear":
        return settle(operation, tell);
      default:
        // Ended, and perhaps told in the last moment: what stays untold is told in a later round.
        return;
    }
  }

  async function settle(operation: Operation, tell: Tell): Promise<void> {
    const age = ageMs(operation.sentAt);
    if (operation.outcome.absent && age > LOOKED_FOR_MS) return;
    const { state } = await writing.resume(operation, await sceneOf(operation));
    if (state !== "unclear") return report(operation, tell);
    if (age >= ABSENT_AFTER_MS && (await journal.askToDecide(operation))) await report(operation, tell);
  }

  /**
   * Does the deed for each, some side by side, and returns those for which it failed. One after the other, a single
   * call that hangs would keep evidence waiting beyond the 10 s in which it must be found.
   */
  async function each(
    operations: readonly Operation[],
    deed: (operation: Operation) => Promise<void>,
  ): Promise<Operation[]> {
    const failed: Operation[] = [];
    const waiting = [...operations];
    async function work(): Promise<void> {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const operation = next;
        await deed(operation).catch((thrown: unknown) => {
          failed.push(operation);
          const { message } = toAppError(thrown);
          const { id, state } = operation;
          log.warn({ operation: id, state, err: message }, "not settled in this round");
        });
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    return failed;
  }

  /** As they stand now: what was taken over in an earlier round may have been settled since. */
  async function current(operations: readonly Operation[]): Promise<Operation[]> {
    const found = await Promise.all(operations.map(({ id }) => journal.find(id)));
    return found.filter((operation) => operation !== null);
  }

  let unfinished: Operation[] = [];
  return {
    async sweep({ first, alone }, tell) {
      const taken = await journal.takeOver(alone);
      if (taken.length > 0) log.info({ operations: taken.length }, "taking over from a process that died");
      // What could not be finished is ours now and is handed out no more, so it is kept for the next round.
      const left = [...(await current(unfinished)), ...taken];
      const toSend = left.filter(({ state }) => state === "confirmed");
      const toLookFor = left.filter(({ state }) => state !== "confirmed");
      // What has to be sent takes its time; what only has to be looked for does not wait behind it.
      const failed = await Promise.all(
        [toSend, toLookFor].map((some) => each(some, (operation) => finish(operation, tell))),
      );
      unfinished = failed.flat();
      const fresh = new Set([...taken, ...unfinished].map(({ id }) => id));
      const unclear = (await journal.unclear()).filter(({ id }) => !fresh.has(id));
      await each(unclear, (operation) => settle(operation, tell));
      if (!first) await each(await journal.untold(), (operation) => report(operation, tell));
    },
  };
}

function readPlace(operation: Operation): Place {
  const { thread, ...place } = PlaceShape.parse(JSON.parse(operation.place));
  return thread === undefined ? place : { ...place, thread };
}
