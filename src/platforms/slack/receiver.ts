import type { ReceiverEvent } from "@slack/bolt";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { EventQueue } from "../event-queue.ts";
import type { Bot, Inbox, Replay } from "../platform.ts";
import { fieldErrors, loadingView, noteView } from "./form-view.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import type { Own } from "./people.ts";
import { type Incoming, type Reading, readPayload } from "./read.ts";
import type { Web } from "./web.ts";

/** One event to be answered. */
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

type Body = ReceiverEvent["body"];

export interface EventReceiverOptions {
  inbox: Inbox;
  /** Can this be dropped before it is stored? */
  ignores(incoming: Incoming): Promise<boolean>;
  checkForm: Bot["checkForm"];
  own: () => Own;
  /** Does the work: Bolt's own processing, with an acknowledgement that does nothing. */
  handle(body: Body, work: Work): Promise<void>;
  loadingModal: LoadingModal;
  now: () => Date;
  log: Logger;
}

export interface EventReceiver {
  take(event: ReceiverEvent): Promise<void>;
  replay(payload: string, how?: Replay): Promise<void>;
  /** Takes no more events; resolves when all that were taken are done. */
  close(): Promise<void>;
}

/** The bot is stopping and takes no more events. Slack delivers this one again, to the next process. */
export class ReceiverClosed extends AppError {
  constructor() {
    super("unavailable", "Slack: shutting down, the event was not taken");
  }
}

/**
 * Stores an event, acknowledges it, and only then starts the work. Bolt acknowledges events before any listener runs, and
 * runs the listeners again on a second delivery: src/platforms/slack/LIMITS.md#bolt
 */
export function createEventReceiver(options: EventReceiverOptions): EventReceiver {
  const { ignores, own, handle, now, log } = options;
  const queue = new EventQueue(options.inbox, (error, event) =>
    log.error({ err: error, event }, "an event could not be finished"),
  );
  let isClosed = false;

  async function accept(event: ReceiverEvent): Promise<void> {
    if (isClosed) throw new ReceiverClosed();
    const receivedAt = now();
    const reading = readPayload(event.body, own(), receivedAt);
    if (typeof reading === "string") return pass(event, reading, log);
    if (await ignores(reading)) return event.ack();

    const { person } = reading.call;
    const entry = queue.waiting.enter(person);
    if (entry !== "taken") return drop(event, reading, entry === "full");
    let isStarted = false;
    try {
      isStarted = await admit(event, reading, receivedAt);
    } finally {
      if (!isStarted) queue.waiting.leave(person);
    }
  }

  /** @returns whether the work has started; the person's place in the queue is then left at its end */
  async function admit(event: ReceiverEvent, incoming: Incoming, receivedAt: Date): Promise<boolean> {
    const errors = incoming.call.body.kind === "form" ? await checkForm(options, incoming) : null;
    if (errors) {
      await event.ack({ response_action: "errors", errors: fieldErrors(errors) });
      return false;
    }
    const loading = options.loadingModal.open(incoming);
    const isNew = await store(options, event.body, { incoming, receivedAt, loading });
    // The event is stored: when the acknowledgement cannot go out any more, the work is done all the same.
    await event
      .ack()
      .catch((error: unknown) => log.warn({ err: error }, "an acknowledgement did not reach Slack"));
    const work = { incoming, loading, again: false };
    const { id, person } = incoming.call;
    const start = (giveWay: () => void) => handle(event.body, { ...work, giveWay });
    if (isNew) queue.start({ id, person, lane: laneOf(incoming) }, start);
    return isNew;
  }

  /** The notice waits behind no request of this person. */
  async function drop(event: ReceiverEvent, incoming: Incoming, isToBeNotified: boolean): Promise<void> {
    await event.ack();
    const { id } = incoming.call;
    log.info({ event: id }, "too many requests of one person wait, an event was dropped");
    if (!isToBeNotified) return;
    const work = { incoming, again: false, giveWay() {}, isDropped: true };
    const notified = handle(event.body, work);
    queue.hold(
      notified.catch((error: unknown) => log.error({ err: error, event: id }, "a notice was not sent")),
    );
  }

  return {
    take(event) {
      const accepted = accept(event);
      queue.hold(accepted);
      return accepted;
    },
    async replay(payload, { isGivenUp = false } = {}) {
      const { at, body } = readStored(payload);
      const incoming = readPayload(body, own(), new Date(at));
      if (typeof incoming === "string") return;
      if (isGivenUp) incoming.call.isGivenUp = true;
      await queue.again(laneOf(incoming), (giveWay) => handle(body, { incoming, again: true, giveWay }));
    },
    async close() {
      isClosed = true;
      await queue.idle();
    },
  };
}

/** @returns whether the event is new */
async function store(
  { inbox, loadingModal }: EventReceiverOptions,
  body: Body,
  what: { incoming: Incoming; receivedAt: Date; loading: Promise<string> | undefined },
): Promise<boolean> {
  const { incoming, receivedAt, loading } = what;
  try {
    const payload = JSON.stringify({ at: receivedAt.toISOString(), body });
    return await inbox.accept({ id: incoming.call.id, payload, lane: `slack:${laneOf(incoming)}` });
  } catch (error) {
    if (loading) void loadingModal.fail(incoming, loading);
    throw error;
  }
}

const storedShape = z.object({ at: z.string(), body: z.record(z.string(), z.unknown()) });

/** An event as `store` wrote it. */
function readStored(payload: string): z.infer<typeof storedShape> {
  return storedShape.parse(JSON.parse(payload));
}

/**
 * What is wrong with a form, if that is known in time; the form is checked again when it is handled. A form that is gone
 * or belongs to somebody else counts as right: the bot then answers it by a card, not Slack by "trouble connecting".
 */
async function checkForm({ checkForm: check }: EventReceiverOptions, { call }: Incoming) {
  const late = new Promise<null>((resolve) => setTimeout(resolve, LIMITS.formCheckMs, null).unref());
  return Promise.race([check(call).catch(() => null), late]);
}

async function pass(event: ReceiverEvent, reading: Extract<Reading, string>, log: Logger): Promise<void> {
  if (reading === "unknown")
    log.warn({ type: typeOf(event.body) }, "Slack sent something undocumented; dropped");
  await event.ack();
}

/** Events of one person in one chat keep their order; no person waits for a colleague's slow answer. */
function laneOf({ call }: Incoming): string {
  return `${call.place.chat}:${call.person}`;
}

function typeOf(body: unknown): string {
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  return typeof type === "string" ? type.slice(0, 40) : typeof body;
}

/** The modal that opens while an event is being stored. */
interface LoadingModal {
  /** Opens it where the event wants one. @returns the id of the view */
  open(incoming: Incoming): Promise<string> | undefined;
  /** Says in it that nothing was stored. Never rejects. */
  fail(incoming: Incoming, loading: Promise<string>): Promise<void>;
}

export function createLoadingModal(web: Web, locale: Locale, log: Logger): LoadingModal {
  return {
    /** The shortcut is a command that nearly always ends in a form, and its trigger does not wait for the store. */
    open({ call, to, side }) {
      // Nothing opens for somebody who may be another company's.
      if (call.source === undefined || to.trigger === undefined || side === "unknown") return undefined;
      const trigger_id = to.trigger.id;
      const opened = web
        .call(trigger_id, (client) => client.views.open({ trigger_id, view: loadingView(to, locale) }))
        .then(({ view }) => view?.id ?? "");
      // The answer that uses the modal handles the failure. When none does, it must be no unhandled rejection.
      opened.catch(() => {});
      return opened;
    },
    async fail({ to }, loading) {
      const t = slackMessages[locale];
      try {
        const view_id = await loading;
        const view = noteView(t.loadingTitle, t.notStored, to, locale);
        await web.call(view_id, (client) => client.views.update({ view_id, view }));
      } catch (error) {
        log.warn({ err: error }, "a loading view could not be taken back");
      }
    },
  };
}
