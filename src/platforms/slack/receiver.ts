import type { ReceiverEvent } from "@slack/bolt";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import { both } from "../give-way.ts";
import { KeyedQueue } from "../keyed-queue.ts";
import { createWaiting } from "../open-requests.ts";
import type { Bot, Inbox, Replay } from "../platform.ts";
import { fieldErrors } from "./form-view.ts";
import { LIMITS } from "./limits.ts";
import type { Own } from "./membership.ts";
import { type Incoming, type Reading, readPayload } from "./read.ts";

/** What waits behind the door: one event to be answered, in Bolt's own chain. */
export interface Work {
  incoming: Incoming;
  /** The modal opened while the event was being stored. */
  loading?: Promise<string> | undefined;
  /** A stored event taken up again: it may have been answered before. */
  again: boolean;
  /** Lets the next event of this person in this chat pass. */
  giveWay(): void;
  /** The event is not answered, and the person is told that too many of theirs wait. */
  isDropped?: boolean;
}

export interface EventReceiverOptions {
  inbox: Inbox;
  /** Can this be dropped before it is stored? */
  ignores(incoming: Incoming): Promise<boolean>;
  checkForm: Bot["checkForm"];
  own: () => Own;
  /** Does the work: Bolt's own processing, with an acknowledgement that does nothing. */
  handle(body: ReceiverEvent["body"], work: Work): Promise<void>;
  /** Opens a loading modal at once, where the event wants one. */
  openLoading(incoming: Incoming): Promise<string> | undefined;
  /** Says in the loading modal that nothing was kept. */
  failLoading(incoming: Incoming, loading: Promise<string>): Promise<void>;
  now: () => Date;
  log: Logger;
}

export interface EventReceiver {
  take(event: ReceiverEvent): Promise<void>;
  replay(payload: string, how?: Replay): Promise<void>;
  /** Takes no more; resolves when what is in hand is done. */
  close(): Promise<void>;
}

/** We are stopping, and take nothing more: Slack delivers it again, to whoever comes after us. */
export class ReceiverClosed extends AppError {
  constructor() {
    super("unavailable", "Slack: shutting down, the event was not taken");
  }
}

/**
 * The seam in front of Bolt: store, acknowledge, and only then work. Bolt acknowledges events before any listener runs
 * and runs them again on a second delivery, so this stands before it (platform-rules, "Bolt 5.1").
 */
export function createEventReceiver(options: EventReceiverOptions): EventReceiver {
  const { inbox, ignores, own, handle, openLoading, failLoading, now, log } = options;
  const queue = new KeyedQueue<string>();
  const waiting = createWaiting();
  const inHand = new Set<Promise<void>>();
  let closed = false;

  async function accept(event: ReceiverEvent): Promise<void> {
    if (closed) throw new ReceiverClosed();
    const receivedAt = now();
    const reading = readPayload(event.body, own(), receivedAt);
    if (typeof reading === "string") return pass(event, reading);
    if (await ignores(reading)) return event.ack();

    const { person } = reading.call;
    const place = waiting.enter(person);
    if (place !== "taken") return drop(event, reading, place === "full");
    let isHeld = false;
    try {
      isHeld = await admit(event, reading, receivedAt);
    } finally {
      if (!isHeld) waiting.leave(person);
    }
  }

  /** @returns whether the event is being answered now; the person's place in the queue is then left at its end */
  async function admit(event: ReceiverEvent, reading: Incoming, receivedAt: Date): Promise<boolean> {
    const errors = reading.call.body.kind === "form" ? await checkForm(reading) : null;
    if (errors) {
      await event.ack({ response_action: "errors", errors: fieldErrors(errors) });
      return false;
    }
    const loading = openLoading(reading);
    const isNew = await store(event.body, reading, receivedAt, loading);
    // Stored is stored: when the acknowledgement cannot go out any more, the work is done all the same.
    await event
      .ack()
      .catch((error: unknown) => log.warn({ err: error }, "an acknowledgement did not reach Slack"));
    if (isNew) start(event.body, { incoming: reading, loading, again: false });
    return isNew;
  }

  /** The notice does not queue behind the requests that wait: it has no lane. */
  async function drop(event: ReceiverEvent, incoming: Incoming, isToBeNotified: boolean): Promise<void> {
    await event.ack();
    const { id } = incoming.call;
    log.info({ event: id }, "too many requests of one person wait, an event was dropped");
    if (!isToBeNotified) return;
    const notified = handle(event.body, { incoming, again: false, giveWay() {}, isDropped: true });
    hold(notified.catch((error: unknown) => log.error({ err: error, event: id }, "a notice was not sent")));
  }

  async function pass(event: ReceiverEvent, reading: Extract<Reading, string>): Promise<void> {
    if (reading === "unknown")
      log.warn({ type: typeOf(event.body) }, "Slack sent something undocumented; dropped");
    await event.ack();
  }

  async function store(body: unknown, incoming: Incoming, at: Date, loading: Promise<string> | undefined) {
    try {
      const payload = JSON.stringify({ at: at.toISOString(), body });
      return await inbox.accept({ id: incoming.call.id, payload, lane: `slack:${laneOf(incoming)}` });
    } catch (error) {
      if (loading) void failLoading(incoming, loading);
      throw error;
    }
  }

  /**
   * What is wrong with a form, if that is known in time; handling the form checks it again. A form that is gone, or was
   * somebody else's, is said there too, on a card and on record, and not by Slack's "trouble connecting".
   */
  async function checkForm({ call }: Incoming) {
    const late = new Promise<null>((resolve) => setTimeout(resolve, LIMITS.formCheckMs, null).unref());
    return Promise.race([options.checkForm(call).catch(() => null), late]);
  }

  function start(body: ReceiverEvent["body"], work: Omit<Work, "giveWay">): void {
    const { call } = work.incoming;
    const done = queue
      .run(laneOf(work.incoming), (giveWay) =>
        inbox.finish(call.id, (giveWayElsewhere) =>
          handle(body, { ...work, giveWay: both(giveWay, giveWayElsewhere) }),
        ),
      )
      .catch((error: unknown) => log.error({ err: error, event: call.id }, "an event could not be finished"))
      .finally(() => waiting.leave(call.person));
    hold(done);
  }

  function hold(work: Promise<void>): void {
    inHand.add(work);
    void work.then(() => inHand.delete(work));
  }

  return {
    take(event) {
      const accepted = accept(event);
      hold(accepted.catch(() => {}));
      return accepted;
    },
    async replay(payload, { isGivenUp = false } = {}) {
      const { at, body } = JSON.parse(payload) as { at: string; body: ReceiverEvent["body"] };
      const incoming = readPayload(body, own(), new Date(at));
      if (typeof incoming === "string") return;
      if (isGivenUp) incoming.call.isGivenUp = true;
      const done = queue.run(laneOf(incoming), (giveWay) => handle(body, { incoming, again: true, giveWay }));
      hold(done.catch(() => {}));
      await done;
    },
    async close() {
      closed = true;
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}

/** In order for each person in each chat: nobody waits for a colleague's slow answer. */
function laneOf({ call }: Incoming): string {
  return `${call.place.chat}:${call.person}`;
}

function typeOf(body: unknown): string {
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  return typeof type === "string" ? type.slice(0, 40) : typeof body;
}
