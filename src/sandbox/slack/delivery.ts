import type { Answer, Parcel, Transport } from "./transport/transport.ts";

/** How the app took what Slack told it. */
export interface Delivery extends Answer {
  /** False when nothing left Slack or the client; `failure` says why, e.g. "denied in the confirm dialog". */
  sent: boolean;
  /** How often it was sent: a failed event goes out again at once. */
  attempts: number;
  /** Of events only, e.g. "Ev00000000D". */
  eventId?: string;
}

/** Carries parcels to the app and keeps the events, to send them again. */
export interface Courier {
  /** A command or an interaction: once, three seconds, no repetition. `what` names it in a violation. */
  tell(
    kind: "slash_commands" | "interactive",
    payload: Record<string, unknown>,
    what: string,
  ): Promise<Delivery>;
  /** An event in its wrapper; repeated at once when the app does not answer 2xx. `aside` ones are never "the last". */
  event(payload: Record<string, unknown>, aside?: boolean): Promise<Delivery>;
  /** Sends that event (default: the last one) once more, as Slack does after a minute. */
  redeliver(eventId?: string): Promise<Delivery>;
}

export function createCourier(transport: Transport, violate: (violation: string) => void): Courier {
  const events = new Map<string, { parcel: Parcel; repeats: number; lastFailure: string | null }>();
  let lastEventId: string | undefined;

  async function sendAgain(eventId: string): Promise<Answer> {
    const event = events.get(eventId);
    if (!event) throw new Error(`there is no event ${eventId} to send again`);
    event.repeats += 1;
    const reason = event.lastFailure ?? "http_timeout";
    const answer = await transport.send({ ...event.parcel, retry: { num: event.repeats, reason } });
    event.lastFailure = answer.failure;
    return answer;
  }

  return {
    async tell(kind, payload, what) {
      const answer = await transport.send({ kind, payload });
      if (!answer.acked && answer.failure !== "no_connection") {
        violate(`${what}: not acknowledged within 3 s (${answer.status ?? answer.failure})`);
      }
      return { ...answer, sent: answer.failure !== "no_connection", attempts: 1 };
    },
    async event(payload, aside = false) {
      const eventId = String(payload.event_id);
      const parcel: Parcel = { kind: "events_api", payload };
      const first = await transport.send(parcel);
      events.set(eventId, { parcel, repeats: 0, lastFailure: first.failure });
      if (!aside) lastEventId = eventId;
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

/** What happened when nothing was sent: the client, or Slack, kept it. */
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
