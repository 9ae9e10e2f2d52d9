import pMap from "p-map";
import type { AuditRepository } from "../../access/audit.ts";
import { type Card, card, text } from "../../cards/card.ts";
import {
  deliverNotification,
  HOUR_MS,
  mayBeSentNote,
  type OnDelivered,
  sendOnce,
} from "../../delivery/notification.ts";
import { toAppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { withLogFields } from "../../logging/log-fields.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Journal } from "../../operations/journal.ts";
import type { Operation, Outcome } from "../../operations/operation.ts";
import { untilStored } from "../../until-stored.ts";
import type { Actions } from "../actions.ts";
import { type Notify, placeKey } from "../call.ts";
import type { Clock, Context } from "../context.ts";
import { type Contexts, contextWithoutEvent } from "../context-factory.ts";
import type { Confirmations } from "./confirmations.ts";

const recoveryMessages = defineMessages({
  en: {
    title: (reference: string) => `About request ${reference}`,
    done: "It is done.",
    failed: "It did not succeed.",
    unclear: "It is not clear yet how it ended.",
    expired: "It was not sent.",
    inPrivate: "Whoever asked for it has the details in a direct message.",
  },
  vi: {
    title: (reference) => `Về yêu cầu mã ${reference}`,
    done: "Đã xong.",
    failed: "Không thành công.",
    unclear: "Chưa rõ kết quả.",
    expired: "Yêu cầu này không được gửi.",
    inPrivate: "Chi tiết đã gửi riêng cho người yêu cầu.",
  },
});

export interface RecoveryPorts {
  journal: Journal;
  confirmations: Confirmations;
  contexts: Contexts;
  actions: Actions;
  audit: AuditRepository;
  clock: Clock;
  log: Logger;
  onDelivered?: OnDelivered | undefined;
}

/** An operation is reported as absent only after this time. */
const ABSENT_AFTER_MS = 60_000;
/** Rounds look for evidence until this time after the send. After that the person presses *Check again*. */
const LOOKED_FOR_MS = 15 * 60_000;
/** Equal to the limit of background calls to AntCRM. */
const OPERATIONS_AT_ONCE = 8;

/** Finishes the operations of dead processes, and resolves unclear ones. */
export function createRecovery(ports: RecoveryPorts) {
  const { journal, clock, log } = ports;
  /**
   * When this process learned of an operation, if the time of the send cannot be used: it comes from the clock of another
   * process, or is in the future because the clock was put back.
   */
  const learnedAt = new Map<string, Date>();
  /** Since when the outcome is awaited. */
  const waitsSince = ({ id, sentAt }: Operation) => learnedAt.get(id) ?? sentAt;
  const settler = createSettler(ports, waitsSince);
  let unfinished: Operation[] = [];

  /**
   * Runs `work` for several operations at a time, and returns those that failed. One at a time, a call that hangs would
   * delay the others beyond the 10 s in which their evidence must be found.
   */
  async function each(
    operations: readonly Operation[],
    work: (operation: Operation) => Promise<void>,
  ): Promise<Operation[]> {
    const failed: Operation[] = [];
    const settle = async (operation: Operation) => {
      const hasNoPlace = operation.isBroken && operation.place === "";
      await (hasNoPlace ? endWithoutNotice(operation, ports) : work(operation)).catch((thrown: unknown) => {
        failed.push(operation);
        const { id, state } = operation;
        log.warn(
          { operation: id, state, err: toAppError(thrown).message },
          "an operation was not settled in this round",
        );
      });
    };
    const settleLogged = (operation: Operation) =>
      withLogFields({ reference: operation.reference }, () => settle(operation));
    await pMap(operations, settleLogged, { concurrency: OPERATIONS_AT_ONCE });
    return failed;
  }

  /** Reads the operations again: they may have been settled, or taken over by another process, since an earlier round. */
  async function current(operations: readonly Operation[]): Promise<Operation[]> {
    const found = await Promise.all(operations.map(({ id }) => journal.find(id)));
    return found.filter((operation) => operation !== null).filter(journal.isOwn);
  }

  /** Returns the operations left by dead processes, by errors in this process, and by earlier rounds. */
  async function left(): Promise<Operation[]> {
    const taken = await journal.takeOver();
    for (const { id } of taken) learnedAt.set(id, clock.now());
    if (taken.length > 0)
      log.info({ operations: taken.length }, "operations of a dead process were taken over");
    const stranded = await journal.stranded();
    if (stranded.length > 0)
      log.warn({ operations: stranded.length }, "continuing operations that an error left in progress");
    const before = await current(unfinished);
    return [...new Map([...before, ...taken, ...stranded].map((one) => [one.id, one])).values()];
  }

  return {
    /**
     * Runs one round: takes over, sends what was confirmed recently, looks for evidence, and notifies.
     * @param options  `first`: true at the start, when the events of these writes are handled again and answered
     */
    async sweep({ first }: { first: boolean }, notify: Notify): Promise<void> {
      const toFinish = await left();
      const toSend = toFinish.filter(({ state }) => state === "confirmed");
      const toLookFor = toFinish.filter(({ state }) => state !== "confirmed");
      // Sending takes long, so looking for evidence does not wait for it.
      const failed = await Promise.all(
        [toSend, toLookFor].map((some) => each(some, (operation) => settler.finish(operation, notify))),
      );
      unfinished = failed.flat();
      const fresh = new Set(toFinish.map(({ id }) => id));
      const unclear = await journal.unclear();
      const now = clock.now();
      for (const operation of unclear)
        if ((waitsSince(operation) ?? now) > now) learnedAt.set(operation.id, now);
      const older = unclear.filter(({ id }) => !fresh.has(id));
      await each(older, (operation) => settler.settle(operation, notify));
      const notNotified = first
        ? []
        : await each(await journal.findNotNotified(), (operation) => settler.report(operation, notify));
      const kept = new Set([...toFinish, ...unclear, ...notNotified].map(({ id }) => id));
      for (const id of learnedAt.keys()) if (!kept.has(id)) learnedAt.delete(id);
    },
  };
}

/** Creates the functions that bring one operation to its end. */
function createSettler(ports: RecoveryPorts, waitsSince: (operation: Operation) => Date | null) {
  const { confirmations, contexts, audit, clock, journal } = ports;
  const ageMs = (since: Date | null) =>
    since === null ? Number.POSITIVE_INFINITY : clock.now().getTime() - since.getTime();
  const report = (operation: Operation, notify: Notify, isFirst = false) =>
    sendOutcome(operation, notify, { isFirst, dueAt: (current) => waitsSince(current) ?? current.at }, ports);

  /** Writes the outcome to the audit. The call that should have done so has died. */
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

  const contextOf = (operation: Operation) =>
    contextWithoutEvent(`operation:${operation.id}`, operation, contexts);

  /** Sends the operation or looks for its evidence, and writes the outcome to the audit unless it is `alreadyAudited`. */
  async function resume(operation: Operation, alreadyAudited?: "unclear"): Promise<Outcome> {
    const ctx = await contextOf(operation);
    const outcome = await confirmations.resume(operation, ctx);
    if (outcome.state !== alreadyAudited && outcome.state !== "elsewhere") {
      await record(operation, ctx, confirmations.auditOutcome(operation, outcome, ctx));
    }
    return outcome;
  }

  /** Sends the operation. It expires if its person has lost the role since. */
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

  async function settle(operation: Operation, notify: Notify): Promise<void> {
    if (operation.outcome.absent && ageMs(operation.sentAt) > LOOKED_FOR_MS) return;
    const { state } = await resume(operation, "unclear");
    if (state !== "unclear") return report(operation, notify);
    if (ageMs(waitsSince(operation)) < ABSENT_AFTER_MS) return;
    if (await journal.markAbsent(operation)) await report(operation, notify, true);
  }

  async function finish(operation: Operation, notify: Notify): Promise<void> {
    switch (operation.state) {
      case "confirmed": {
        const { state } = await sendOrExpire(operation);
        if (state !== "elsewhere") await report(operation, notify);
        return;
      }
      case "sending": {
        const unclear = await journal.giveUpSending(operation);
        const { state } = await resume(unclear);
        // Without evidence, later rounds look again, and the person is notified after a minute.
        if (state !== "unclear" && state !== "elsewhere") await report(unclear, notify);
        return;
      }
      case "unclear":
        return settle(operation, notify);
      default:
        // The operation has ended, and its person may be notified already. If not, a later round notifies them.
        return;
    }
  }

  return { finish, settle, report };
}

/**
 * Sends the current state of the operation to its person, unless an answer has shown it, and marks the person as notified.
 * @param options  `dueAt`: since when the person should know; `isFirst`: true if nobody can have told them before
 */
async function sendOutcome(
  { id }: Operation,
  notify: Notify,
  { dueAt, isFirst }: { dueAt(current: Operation): Date; isFirst: boolean },
  { journal, confirmations, contexts, actions, clock, log, onDelivered }: RecoveryPorts,
): Promise<void> {
  const current = await journal.find(id);
  if (current === null) return;
  const ctx = await contextWithoutEvent(`operation:${id}`, current, contexts);
  const standing = await confirmations.tell(current, ctx);
  // The event that asked for the operation may be answered again at the same time.
  const notes = isFirst ? [] : [mayBeSentNote(ctx.who.locale)];
  const blocks = [...standing.blocks, ...notes];
  const shown: Card = { ...standing, audience: "private", blocks };
  const { person, place } = ctx.call;
  const message = await actions.ready(shown, ctx.who, place);
  // An answer marks the outcome before it shows it. This is asked last, because the event may be answered meanwhile.
  if ((await journal.find(id))?.notifiedAt !== null) return;
  const notification = {
    kind: "receipt" as const,
    send: () => notify({ person, place }, message),
    markSent: () => journal.markNotified(current),
    // The command `operations` still lists how it ended.
    giveUpAfterMs: HOUR_MS,
    dueAt: dueAt(current),
    labels: { operation: id },
  };
  const isMarked = await deliverNotification(notification, { now: clock.now, log, onDelivered });
  if (!isMarked || !place.shared) return;
  const ready = await actions.ready(endedCard(current, ctx), ctx.who, place);
  await sendOnce(() => notify({ person, place }, ready), { operation: id }, log);
}

/** Builds the card for the others in a shared chat: the operation ended. It has no data of the customer. */
function endedCard({ reference, state }: Operation, { who }: Context): Card {
  const t = recoveryMessages[who.locale];
  const ended = state === "done" || state === "failed" || state === "expired" ? t[state] : t.unclear;
  return { ...card(t.title(reference), text(`${ended} ${t.inPrivate}`)), audience: "shared" };
}

/** Ends an operation whose place is not readable any more, so that nobody can be notified. */
async function endWithoutNotice(operation: Operation, { journal, log }: RecoveryPorts): Promise<void> {
  if (operation.state === "confirmed") await journal.refuse(operation);
  if (operation.state === "sending") await journal.giveUpSending(operation);
  const current = await journal.find(operation.id);
  if (current !== null && (await journal.markNotified(current))) {
    log.error(
      { operation: current.id },
      "an operation was changed outside the bot; nobody can be notified of its outcome",
    );
  }
}
