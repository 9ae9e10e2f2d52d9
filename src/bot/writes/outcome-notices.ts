import { type Card, card, text } from "../../cards/card.ts";
import { mayBeSentNote } from "../../delivery/notes.ts";
import { deliverNotification, HOUR_MS, sendOnce } from "../../delivery/notification.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Journal } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import type { Actions } from "../actions.ts";
import type { Notify } from "../call.ts";
import type { Clock, Context } from "../context.ts";
import type { Contexts } from "../context-factory.ts";
import { contextWithoutEvent } from "./asked-in.ts";
import type { Confirmations } from "./confirmations.ts";

const outcomeMessages = defineMessages({
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

export interface OutcomeNoticePorts {
  journal: Journal;
  confirmations: Confirmations;
  contexts: Contexts;
  actions: Actions;
  clock: Clock;
  log: Logger;
}

/** Tells people how their operations ended when no call waits for it. */
export interface OutcomeNotices {
  /**
   * Sends how the operation stands now, and marks it as notified.
   * @param options  `dueAt`: since when the person should know; `isFirst`: nobody can have told it before
   */
  send(
    operation: Operation,
    notify: Notify,
    options: { dueAt(current: Operation): Date; isFirst?: boolean },
  ): Promise<void>;
  /** Ends an operation whose place is not readable any more: nobody can be notified. */
  endWithoutNotice(operation: Operation): Promise<void>;
}

export function createOutcomeNotices(ports: OutcomeNoticePorts): OutcomeNotices {
  const { journal, confirmations, contexts, actions, clock, log } = ports;

  /** Tells the others in a shared chat that it ended, without data of the customer. */
  async function sendToChat(
    { id, reference, state }: Operation,
    ctx: Context,
    notify: Notify,
  ): Promise<void> {
    const t = outcomeMessages[ctx.who.locale];
    const { person, place } = ctx.call;
    const ended = state === "done" || state === "failed" || state === "expired" ? t[state] : t.unclear;
    const shown: Card = {
      ...card(t.title(reference), text(`${ended} ${t.inPrivate}`)),
      audience: "shared",
    };
    const ready = await actions.ready(shown, ctx.who, place);
    await sendOnce(() => notify({ person, place }, ready), { operation: id }, log);
  }

  return {
    async send(operation, notify, { dueAt, isFirst = false }) {
      const current = await journal.find(operation.id);
      if (current === null) return;
      const ctx = await contextWithoutEvent(`operation:${current.id}`, current, contexts);
      const standing = await confirmations.tell(current, ctx);
      // The event that asked for it is handled again too, and may have answered already.
      const notes = isFirst ? [] : [mayBeSentNote(ctx.who.locale)];
      const shown: Card = { ...standing, audience: "private", blocks: [...standing.blocks, ...notes] };
      const { person, place } = ctx.call;
      const notification = {
        send: async () => notify({ person, place }, await actions.ready(shown, ctx.who, place)),
        markSent: () => journal.notified(current),
        // `operations` still lists how it ended.
        giveUpAfterMs: HOUR_MS,
        dueAt: dueAt(current),
        labels: { operation: current.id },
      };
      const isMarked = await deliverNotification(notification, { now: clock.now, log });
      if (isMarked && place.shared) await sendToChat(current, ctx, notify);
    },
    async endWithoutNotice(operation) {
      if (operation.state === "confirmed") await journal.refuse(operation);
      if (operation.state === "sending") await journal.giveUpSending(operation);
      const current = await journal.find(operation.id);
      if (current !== null && (await journal.notified(current))) {
        log.error({ operation: current.id }, "changed outside the bot; nobody can be told how it ended");
      }
    },
  };
}
