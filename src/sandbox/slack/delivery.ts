import type { Answer, AppRequest, Transport } from "./transport/transport.ts";

/** The result of a delivery from Slack to the app. */
export interface Delivery extends Answer {
  /** False when nothing was sent to the app; `failure` gives the reason, e.g. "denied in the confirm dialog". */
  sent: boolean;
  /** The number of attempts: a failed event is sent again at once. */
  attempts: number;
  /** Only for events, e.g. "Ev00000000D". */
  eventId?: string;
}

/** Sends deliveries to the app, and keeps the events so that they can be sent again. */
export interface AppSender {
  /** Sends a command or an interaction once, with a time limit of three seconds. `what` names it in a violation. */
  send(
    kind: "slash_commands" | "interactive",
    payload: Record<string, unknown>,
    what: string,
  ): Promise<Delivery>;
  /** Sends a wrapped event, again at once without a 2xx answer. A background event never counts as the last one. */
  event(payload: Record<string, unknown>, isBackground?: boolean): Promise<Delivery>;
  /** Sends this event, by default the last one, again, as Slack does after a minute. */
  redeliver(eventId?: string): Promise<Delivery>;
}

export function createAppSender(
  transport: Transport,
  recordViolation: (violation: string) => void,
): AppSender {
  const events = new Map<string, { appRequest: AppRequest; repeats: number; lastFailure: string | null }>();
  let lastEventId: string | undefined;

  async function sendAgain(eventId: string): Promise<Answer> {
    const event = events.get(eventId);
    if (!event) throw new Error(`there is no event ${eventId} to send again`);
    event.repeats += 1;
    const reason = event.lastFailure ?? "http_timeout";
    const answer = await transport.send({ ...event.appRequest, retry: { num: event.repeats, reason } });
    event.lastFailure = answer.failure;
    return answer;
  }

  return {
    async send(kind, payload, what) {
      const answer = await transport.send({ kind, payload });
      if (!answer.acked && answer.failure !== "no_connection") {
        recordViolation(`${what}: not acknowledged within 3 s (${answer.status ?? answer.failure})`);
      }
      return { ...answer, sent: answer.failure !== "no_connection", attempts: 1 };
    },
    async event(payload, isBackground = false) {
      const eventId = String(payload.event_id);
      const appRequest: AppRequest = { kind: "events_api", payload };
      const first = await transport.send(appRequest);
      events.set(eventId, { appRequest, repeats: 0, lastFailure: first.failure });
      if (!isBackground) lastEventId = eventId;
      if (first.acked || first.noRetry || first.failure === "no_connection") {
        return { ...first, sent: first.failure !== "no_connection", attempts: 1, eventId };
      }
      return { ...(await sendAgain(eventId)), sent: true, attempts: 2, eventId };
    },
    async redeliver(eventId = lastEventId) {
      if (eventId === undefined) throw new Error("no event was sent yet");
      return { ...(await sendAgain(eventId)), sent: true, attempts: 1, eventId };
    },
  };
}

/** Returns the delivery of something that the client or Slack did not send. */
export function notSent(reason: string): Delivery {
  return {
    sent: false,
    attempts: 0,
    acked: false,
    status: null,
    body: "",
    ackMs: 0,
    failure: reason,
    noRetry: false,
  };
}
