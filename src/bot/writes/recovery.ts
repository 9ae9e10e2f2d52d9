import type { AuditRepository } from "../../access/audit.ts";
import { type Card, card, context, type ReadyCard, text } from "../../cards/card.ts";
import { toAppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Journal } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import type { Outcome } from "../../operations/write.ts";
import { untilStored } from "../../until-stored.ts";
import type { Actions } from "../actions.ts";
import { type Place, placeKey } from "../call.ts";
import type { Clock, Context } from "../command.ts";
import type { Contexts } from "../contexts.ts";
import { contextWithoutEvent } from "./asked-in.ts";
import type { Confirmations } from "./confirmations.ts";

/** Says something to a person who is not waiting for it. Rejects when it could not be delivered. */
export type Tell = (to: { person: string; place: Place }, card: ReadyCard) => Promise<void>;

export interface RecoveryPorts {
  journal: Journal;
  confirmations: Confirmations;
  contexts: Contexts;
  actions: Actions;
  audit: AuditRepository;
  clock: Clock;
  log: Logger;
}

/** Finishes what processes that died have left, and settles what is unclear. */
export interface Recovery {
  /**
   * One round: takes over, sends what was confirmed a short while ago, looks for what may have happened, and tells.
   * @param round  `first`: at the start, when the events that asked for these writes are being handled again and tell
   *   their outcomes themselves
   */
  sweep(round: { first: boolean }, tell: Tell): Promise<void>;
}

/** A person who cannot be reached is tried for so long. */
const NOTIFIED_WITHIN_MS = 3_600_000;
/** Absence is only said after this. */
const ABSENT_AFTER_MS = 60_000;
/** An unclear one is looked for in every round at first, and then no more by itself: *Check again* always works. */
const LOOKED_FOR_MS = 15 * 60_000;
/** As many as the CRM's lane for background work has room for (design, section 3). */
const SIDE_BY_SIDE = 8;

const recoveryMessages = defineMessages({
  en: {
    title: (reference: string) => `About request ${reference}`,
    done: "It is done.",
    failed: "It did not succeed.",
    unclear: "It is not clear yet how it ended.",
    expired: "It was not sent.",
    inPrivate: "Whoever asked for it has the details in a direct message.",
    maybeNotified: "This may have been sent before.",
  },
  vi: {
    title: (reference) => `Về yêu cầu mã ${reference}`,
    done: "Đã xong.",
    failed: "Không thành công.",
    unclear: "Chưa rõ kết quả.",
    expired: "Yêu cầu này không được gửi.",
    inPrivate: "Chi tiết đã gửi riêng cho người yêu cầu.",
    maybeNotified: "Tin này có thể đã gửi trước đó.",
  },
});

export function createRecovery(ports: RecoveryPorts): Recovery {
  const { journal, confirmations, contexts, actions, audit, clock, log } = ports;
  /** When this process took over what it has of others: the times in the rows are of their clocks. */
  const takenAt = new Map<string, Date>();

  const ageMs = (since: Date | null) =>
    since === null ? Number.POSITIVE_INFINITY : clock.now().getTime() - since.getTime();
  /** How long ago it was sent or, of one that was taken over, how long it has been in this process's hands. */
  const knownForMs = ({ id, sentAt }: Operation) => ageMs(takenAt.get(id) ?? sentAt);

  const contextOf = (operation: Operation) =>
    contextWithoutEvent(`operation:${operation.id}`, operation, contexts);

  /** Tells how it stands, and then marks it as told: a crash in between repeats the telling, and never loses it. */
  async function report(operation: Operation, tell: Tell, isNews = false): Promise<void> {
    const current = await journal.find(operation.id);
    if (current === null) return;
    const ctx = await contextOf(current);
    const standing = await confirmations.tell(current, ctx);
    // The event that asked for it is handled again too, and may have told it in place.
    const maybeNotified = isNews ? [] : [context(recoveryMessages[ctx.who.locale].maybeNotified)];
    const shown: Card = { ...standing, blocks: [...standing.blocks, ...maybeNotified] };
    const { person, place } = ctx.call;
    try {
      await tell({ person, place }, await actions.ready({ ...shown, audience: "private" }, ctx.who, place));
    } catch (thrown) {
      if (knownForMs({ ...current, sentAt: current.sentAt ?? current.at }) < NOTIFIED_WITHIN_MS) throw thrown;
      // Somebody who blocked the bot is not knocked at for ever; `operations` still lists how it ended.
      log.warn({ operation: current.id, err: toAppError(thrown).message }, "given up telling how it ended");
    }
    const isFirst = await journal.notified(current);
    if (isFirst && place.shared) await reportInPlace(current, ctx, tell);
  }

  /** Ends one of which nobody knows any more where it was asked. */
  async function endNotNotified(operation: Operation): Promise<void> {
    if (operation.state === "confirmed") await journal.refuse(operation);
    if (operation.state === "sending") await journal.giveUpSending(operation);
    const current = await journal.find(operation.id);
    if (current !== null && (await journal.notified(current))) {
      log.error({ operation: current.id }, "changed outside the bot; nobody can be told how it ended");
    }
  }

  /** Where it was asked others read along: they learn that it ended, and nothing of the customer. */
  async function reportInPlace({ id, reference, state }: Operation, ctx: Context, tell: Tell): Promise<void> {
    const t = recoveryMessages[ctx.who.locale];
    const { person, place } = ctx.call;
    const ended = state === "done" || state === "failed" || state === "expired" ? t[state] : t.unclear;
    const shown: Card = {
      ...card(t.title(reference), text(`${ended} ${t.inPrivate}`)),
      audience: "shared",
    };
    await tell({ person, place }, await actions.ready(shown, ctx.who, place)).catch((thrown: unknown) => {
      // The person knows; a chat that the bot was removed from need not.
      log.warn({ operation: id, err: toAppError(thrown).message }, "not told in the place it was asked in");
    });
  }

  /** Whoever ordered it is on record also where the call that would have told has died. */
  async function record(
    { kind: command, person, customer }: Operation,
    { call }: Context,
    outcome: string,
  ): Promise<void> {
    const effect = outcome === "forbidden" ? "refusal" : "write";
    const place = placeKey(call.place);
    const entry = { at: clock.now(), person, place, command, effect, customer, outcome } as const;
    await untilStored(() => audit.add(entry), clock.wait);
  }

  /** Sends it, or looks for what it left, and puts on record what came of it, if that is not what is there already. */
  async function resume(operation: Operation, onRecord?: "unclear"): Promise<Outcome> {
    const ctx = await contextOf(operation);
    const outcome = await confirmations.resume(operation, ctx);
    if (outcome.state !== onRecord && outcome.state !== "elsewhere") {
      await record(operation, ctx, confirmations.onRecord(operation, outcome, ctx));
    }
    return outcome;
  }

  /** Who has lost the role since may not send any more: nothing was sent, and that is how it ends. */
  async function sendOrExpire(operation: Operation): Promise<Outcome> {
    try {
      return await resume(operation);
    } catch (thrown) {
      if (toAppError(thrown).fault !== "forbidden") throw thrown;
      await journal.expire(operation, "forbidden");
      await record(operation, await contextOf(operation), "forbidden");
      return { state: "expired", reason: "forbidden" };
    }
  }

  async function finish(operation: Operation, tell: Tell): Promise<void> {
    switch (operation.state) {
      case "confirmed": {
        const { state } = await sendOrExpire(operation);
        if (state !== "elsewhere") await report(operation, tell);
        return;
      }
      case "sending": {
        const unclear = await journal.giveUpSending(operation);
        const { state } = await resume(unclear);
        // Not found yet is no news: the rounds that follow look again, and speak after a minute.
        if (state !== "unclear" && state !== "elsewhere") await report(unclear, tell);
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
    if (operation.outcome.absent && ageMs(operation.sentAt) > LOOKED_FOR_MS) return;
    const { state } = await resume(operation, "unclear");
    if (state !== "unclear") return report(operation, tell);
    if (knownForMs(operation) < ABSENT_AFTER_MS) return;
    if (await journal.askToDecide(operation)) await report(operation, tell, true);
  }

  /**
   * Does the deed for each, some side by side, and returns those for which it failed. One after the other, a single
   * call that hangs would keep evidence waiting beyond the 10 s in which it must be found.
   */
  async function each(
    operations: readonly Operation[],
    effect: (operation: Operation) => Promise<void>,
  ): Promise<Operation[]> {
    const failed: Operation[] = [];
    const waiting = [...operations];
    async function work(): Promise<void> {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const operation = next;
        const isLost = operation.isBroken && operation.place === "";
        await (isLost ? endNotNotified(operation) : effect(operation)).catch((thrown: unknown) => {
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
    async sweep({ first }, tell) {
      const taken = await journal.takeOver();
      for (const { id } of taken) takenAt.set(id, clock.now());
      if (taken.length > 0) log.info({ operations: taken.length }, "taking over from a process that died");
      const stranded = await journal.stranded();
      if (stranded.length > 0)
        log.warn({ operations: stranded.length }, "going on with what was left under way");
      // What could not be finished is ours now and is handed out no more, so it is kept for the next round.
      const before = await current(unfinished);
      const left = [...new Map([...before, ...taken, ...stranded].map((one) => [one.id, one])).values()];
      const toSend = left.filter(({ state }) => state === "confirmed");
      const toLookFor = left.filter(({ state }) => state !== "confirmed");
      // What has to be sent takes its time; what only has to be looked for does not wait behind it.
      const failed = await Promise.all(
        [toSend, toLookFor].map((some) => each(some, (operation) => finish(operation, tell))),
      );
      unfinished = failed.flat();
      const fresh = new Set([...left, ...unfinished].map(({ id }) => id));
      const unclear = await journal.unclear();
      const older = unclear.filter(({ id }) => !fresh.has(id));
      await each(older, (operation) => settle(operation, tell));
      const notNotified = first
        ? []
        : await each(await journal.notNotified(), (operation) => report(operation, tell));
      const kept = new Set([...left, ...unclear, ...notNotified].map(({ id }) => id));
      for (const id of takenAt.keys()) if (!kept.has(id)) takenAt.delete(id);
    },
  };
}
