import type { Telegraf } from "telegraf";
import type { Logger } from "../../logging/logger.ts";
import { EventQueue } from "../event-queue.ts";
import type { Bot, Inbox, Replay } from "../platform.ts";
import type { AnswerEvent, AnswerOptions } from "./answering.ts";
import type { Calls } from "./calls.ts";
import { describe } from "./failure.ts";
import { type Incoming, type Me, readUpdate } from "./read.ts";
import { parseUpdate, updateId } from "./update.ts";

export interface Events {
  /**
   * Stores an update that is for us and begins to answer it. Resolves when it is stored, or when there was nothing to
   * store; rejects when it could not be stored, and then nothing was begun.
   */
  receive(payload: unknown): Promise<void>;
  /** Answers a stored update once more. */
  replay(payload: unknown, how?: Replay): Promise<void>;
  /** Resolves when all accepted updates are answered. */
  idle(): Promise<void>;
}

export function createEvents(options: {
  telegraf: Telegraf;
  calls: Calls;
  inbox: Inbox;
  ignores: NonNullable<Bot["ignores"]>;
  me: Me;
  answer: AnswerEvent;
  log: Logger;
  now: () => Date;
}): Events {
  const { telegraf, calls, inbox, ignores, me, answer, log, now } = options;
  const queue = new EventQueue(inbox, (err, event) =>
    log.error({ event, err }, "telegram: an event was not finished"),
  );
  const inHand = new WeakMap<object, () => Promise<void>>();

  telegraf.use((context) => inHand.get(context.update)?.());
  // Telegraf's own handler prints the whole update, and with it what the customer wrote.
  telegraf.catch((thrown) => {
    throw thrown;
  });

  const handle = async (payload: object, incoming: Incoming, options: AnswerOptions): Promise<void> => {
    inHand.set(payload, () => answer(incoming, options));
    await telegraf.handleUpdate(payload as Parameters<Telegraf["handleUpdate"]>[0]);
  };

  /** Stops the button's spinner. A late one does no harm: the person sees the answer anyway. */
  const acknowledge = (query: string): void => {
    calls.once("answerCallbackQuery", { callback_query_id: query }).catch((thrown: unknown) => {
      log.debug(`telegram: a button was not acknowledged (${describe(thrown)})`);
    });
  };

  /** The notice has a lane of its own, so it does not wait behind the requests. */
  const dropped = (payload: object, incoming: Incoming, isToBeNotified: boolean): void => {
    const { call, handle: where } = incoming;
    if (where.action) acknowledge(where.action.query);
    log.info({ event: call.id }, "telegram: too many requests of one person wait, an event was dropped");
    if (!isToBeNotified) return;
    const options = { arrivedAt: now(), isRepeated: false, giveWay() {}, isDropped: true };
    queue
      .again(`dropped:${call.person}`, () => handle(payload, incoming, options))
      .catch((thrown: unknown) =>
        log.error({ event: call.id, err: thrown }, "telegram: a notice was not sent"),
      );
  };

  const read = (payload: unknown): Incoming | null => {
    const update = parseUpdate(payload);
    if (update) return readUpdate(update, me);
    log.warn({ update: updateId(payload) }, "telegram: an update of unknown shape was dropped");
    return null;
  };

  return {
    async receive(payload) {
      const incoming = read(payload);
      if (!incoming) return;
      const { id, person } = incoming.call;
      const { action, chat } = incoming.handle;
      if (await ignores(incoming.call)) {
        if (action) acknowledge(action.query);
        return;
      }
      const place = queue.waiting.enter(person);
      if (place !== "taken") return dropped(payload as object, incoming, place === "full");
      const lane = laneOf(incoming);
      const event = { id, payload: JSON.stringify(payload), lane: `telegram:${lane}` };
      const isNew = await inbox.accept(event).catch((thrown: unknown) => {
        queue.waiting.leave(person);
        throw thrown;
      });
      if (!isNew) return queue.waiting.leave(person);
      if (action) acknowledge(action.query);
      calls.asked(chat);
      const arrivedAt = now();
      // The acknowledgement does not wait for the answer.
      queue.start({ id, person, lane }, (giveWay) =>
        handle(payload as object, incoming, { arrivedAt, isRepeated: false, giveWay }),
      );
    },
    async replay(payload, { isGivenUp = false } = {}) {
      const incoming = read(payload);
      if (!incoming) return;
      if (isGivenUp) incoming.call.isGivenUp = true;
      // Its press or ephemeral command was answerable for 15 s; that was before the restart.
      const before = { arrivedAt: new Date(0), isRepeated: true };
      await queue.again(laneOf(incoming), (giveWay) =>
        handle(payload as object, incoming, { ...before, giveWay }),
      );
    },
    idle: () => queue.idle(),
  };
}

/** Events of one person in one chat keep their order; no person waits for a colleague's slow answer. */
function laneOf({ call, handle }: Incoming): string {
  return `${handle.chat}:${call.person}`;
}
