import type { ReceiverEvent } from "@slack/bolt";
import * as z from "zod";
import { AppError } from "../../errors.ts";
import { withLogFields } from "../../logging/log-fields.ts";
import { EventQueue, type Turn } from "../event-queue.ts";
import type { Bot, PlatformOptions, Replay } from "../platform.ts";
import { fieldErrors, loadingView, noteView } from "./form-view.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import type { Own } from "./people.ts";
import { type Incoming, readPayload } from "./read.ts";
import type { Web } from "./web.ts";

/** One event to be answered. */
export interface ReceivedEvent extends Turn {
  incoming: Incoming;
  /** The modal opened while the event was being stored. */
  loading?: Promise<string> | undefined;
  /** True for a stored event that is handled again: it may have been answered before. */
  isReplay: boolean;
}

type RequestBody = ReceiverEvent["body"];

interface EventReceiverOptions
  extends Pick<Required<PlatformOptions>, "inbox" | "defaultLocale" | "now" | "log"> {
  web: Web;
  /** Returns true if this event can be dropped before it is stored. */
  ignores(incoming: Incoming): Promise<boolean>;
  checkForm: Bot["checkForm"];
  own: () => Own;
  /** Does the work: Bolt's own processing, with an acknowledgement that does nothing. */
  handle(body: RequestBody, work: ReceivedEvent): Promise<void>;
}

/** The bot is stopping and accepts no more events. Slack delivers this one again, to the next process. */
export class ReceiverClosed extends AppError {
  constructor() {
    super("unavailable", "Slack: shutting down, the event was not taken");
  }
}

/**
 * Stores an event, acknowledges it, and only then starts the work. Bolt acknowledges events before any listener runs,
 * and runs the listeners again on a second delivery: src/platforms/slack/LIMITS.md#bolt
 */
export function createEventReceiver(options: EventReceiverOptions) {
  const { own, ignores, checkForm, handle, now, log } = options;
  const queue = new EventQueue(options.inbox, (error, event) =>
    log.error({ err: error, event }, "an event could not be finished"),
  );
  const loadingModal = createLoadingModal(options);
  let isClosed = false;

  async function accept(event: ReceiverEvent): Promise<void> {
    if (isClosed) throw new ReceiverClosed();
    const receivedAt = now();
    const reading = readPayload(event.body, own(), receivedAt);
    if (reading === "unknown")
      log.warn({ type: typeOf(event.body) }, "Slack sent something undocumented; dropped");
    if (typeof reading === "string") return event.ack();
    await withLogFields({ event: reading.call.id }, () => enter(event, reading, receivedAt));
  }

  async function enter(event: ReceiverEvent, reading: Incoming, receivedAt: Date): Promise<void> {
    if (await ignores(reading)) return event.ack();
    const entry = queue.enter(reading.call);
    if (entry !== "taken") return drop(event, reading, entry === "full");
    let isStarted = false;
    try {
      isStarted = await admit(event, reading, receivedAt);
    } finally {
      if (!isStarted) queue.leave(reading.call);
    }
  }

  /** Admits an event. @returns whether the work has started; its end then frees the person's place in the queue */
  async function admit(event: ReceiverEvent, incoming: Incoming, receivedAt: Date): Promise<boolean> {
    const { call } = incoming;
    const errors = call.body.kind === "form" ? await inTime(checkForm(call)) : null;
    if (errors) {
      await event.ack({ response_action: "errors", errors: fieldErrors(errors) });
      return false;
    }
    const loading = loadingModal.open(incoming);
    const payload = JSON.stringify({ at: receivedAt.toISOString(), body: event.body });
    const isNew = await queue.store(call, payload).catch((error: unknown) => {
      if (loading) void loadingModal.fail(incoming, loading);
      throw error;
    });
    // The event is stored, so the work is done even if the acknowledgement cannot be sent any more.
    await event
      .ack()
      .catch((error: unknown) => log.warn({ err: error }, "an acknowledgement did not reach Slack"));
    const work = { incoming, loading, isReplay: false };
    if (isNew) queue.start(call, (giveWay) => handle(event.body, { ...work, giveWay }));
    return isNew;
  }

  /** Acknowledges and drops the event. The notice does not wait behind this person's requests. */
  async function drop(event: ReceiverEvent, incoming: Incoming, isToBeNotified: boolean): Promise<void> {
    await event.ack();
    const { id } = incoming.call;
    log.info({ event: id }, "too many requests of one person wait, an event was dropped");
    if (!isToBeNotified) return;
    const notified = handle(event.body, { incoming, isReplay: false, giveWay() {}, isDropped: true });
    queue.hold(
      notified.catch((error: unknown) => log.error({ err: error, event: id }, "a notice was not sent")),
    );
  }

  return {
    take(event: ReceiverEvent): Promise<void> {
      const accepted = accept(event);
      queue.hold(accepted);
      return accepted;
    },

    async replay(payload: string, { isGivenUp = false }: Replay = {}): Promise<void> {
      const { at, body } = storedShape.parse(JSON.parse(payload));
      const incoming = readPayload(body, own(), new Date(at));
      if (typeof incoming === "string") return;
      if (isGivenUp) incoming.call.isGivenUp = true;
      await queue.inTurn(incoming.call, (giveWay) => handle(body, { incoming, isReplay: true, giveWay }));
    },

    /** Accepts no more events. Resolves when all accepted ones are handled. */
    async close(): Promise<void> {
      isClosed = true;
      await queue.idle();
    },
  };
}

/**
 * Returns the errors of a form, if they are known in time. The form is checked again when it is handled. A form that is
 * gone or belongs to another person counts as valid: the bot then answers with a card, not Slack with "trouble
 * connecting".
 */
async function inTime(check: ReturnType<Bot["checkForm"]>): ReturnType<Bot["checkForm"]> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, LIMITS.formCheckMs, null).unref());
  // A check that fails is made again when the form is handled.
  return Promise.race([check.catch(() => null), late]);
}

/** Opens the modal while an event is being stored. */
function createLoadingModal({ web, defaultLocale, log }: EventReceiverOptions) {
  return {
    /**
     * Opens the modal before the event is stored, because its trigger expires. Only the message shortcut needs one: its
     * command nearly always ends in a form.
     * @returns the id of the view
     */
    open({ call, to, side }: Incoming): Promise<string> | undefined {
      // No modal opens for a person who may belong to another company.
      if (call.source === undefined || to.trigger === undefined || side === "unknown") return undefined;
      const trigger_id = to.trigger.id;
      const opened = web
        .call(trigger_id, (client) => client.views.open({ trigger_id, view: loadingView(to, defaultLocale) }))
        .then(({ view }) => view?.id ?? "");
      // The answer that uses the modal handles the failure. If none does, it must not be an unhandled rejection.
      opened.catch(() => {});
      return opened;
    },

    /** Says in the modal that nothing was stored. Never rejects. */
    async fail({ to }: Incoming, loading: Promise<string>): Promise<void> {
      const t = slackMessages[defaultLocale];
      try {
        const view_id = await loading;
        const view = noteView(t.loadingTitle, t.notStored, to, defaultLocale);
        await web.call(view_id, (client) => client.views.update({ view_id, view }));
      } catch (error) {
        log.warn({ err: error }, "a loading view could not be taken back");
      }
    },
  };
}

/** An event as `admit` stores it. */
const storedShape = z.object({ at: z.string(), body: z.record(z.string(), z.unknown()) });

function typeOf(body: unknown): string {
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  return typeof type === "string" ? type.slice(0, 40) : typeof body;
}
