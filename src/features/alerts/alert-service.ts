import type { Notify } from "../../bot/call.ts";
import type { Clock } from "../../bot/context.ts";
import { toAppError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { type AlertSenderPorts, createAlertSender } from "./alert-sender.ts";
import type { AlertDelivery } from "./delivery.ts";
import type { AlertMessages, AssignmentRepository } from "./messages.ts";
import type { AlertPoller } from "./poller.ts";
import type { Rules } from "./rules.ts";

/** The shortest time between the beginnings of two rounds, however often the service is woken. */
const SHORTEST_MS = 5_000;

interface AlertServicePorts extends AlertSenderPorts {
  poller: AlertPoller;
  delivery: AlertDelivery;
  settings: Settings;
  clock: Clock;
}

/** The services that the commands about alerts need. */
export interface AlertPorts {
  alerts: {
    rules: Rules;
    messages: AlertMessages;
    assignments: AssignmentRepository;
    know: AlertPoller["know"];
    knowOpen: AlertPoller["knowOpen"];
  };
}

/** Polls AntCRM for events and sends the alerts. */
export type AlertService = ReturnType<typeof createAlertService>;

export function createAlertService(ports: AlertServicePorts) {
  const { poller, delivery, settings, clock, log } = ports;
  const sending = new Set<Promise<void>>();
  let running: Promise<void> | undefined;
  let isEnding = false;
  let isAwake = false;
  let pause = new AbortController();
  const deliver = (notify: Notify) => delivery.deliver(createAlertSender(ports, notify));

  async function run(notify: Notify): Promise<void> {
    while (!isEnding) {
      const begunAtMs = clock.monotonicMs();
      isAwake = false;
      await poller.look().catch((thrown: unknown) => {
        log.error({ err: toAppError(thrown).message }, "a round of alerts failed");
      });
      // The next round does not wait for a slow chat.
      const sent = deliver(notify).catch((thrown: unknown) => {
        log.warn({ err: toAppError(thrown).message }, "alerts could not be sent in this round");
      });
      sending.add(sent);
      void sent.finally(() => sending.delete(sent));
      await rest(begunAtMs);
    }
  }

  /** Waits until the configured interval since `begunAtMs` is over. `wake` shortens the wait. */
  async function rest(begunAtMs: number): Promise<void> {
    const interval = settings.get("alerts.interval").then((seconds) => seconds * 1_000);
    // The interval is unknown while the database cannot be used.
    const fullMs = await interval.catch(() => SHORTEST_MS);
    for (;;) {
      const untilMs = begunAtMs + (isAwake ? SHORTEST_MS : fullMs);
      const leftMs = untilMs - clock.monotonicMs();
      if (isEnding || leftMs <= 0) return;
      pause = new AbortController();
      await clock.wait(leftMs, pause.signal);
    }
  }

  return {
    /** Runs one round: polls once and sends what was found. Resolves when everything was tried. */
    async round(notify: Notify): Promise<void> {
      await poller.look();
      await deliver(notify);
    },
    /** Runs a round at the interval of `alerts.interval`, or earlier after `wake`. */
    begin(notify: Notify): void {
      running ??= run(notify);
    },
    /** Begins the next round as soon as `SHORTEST_MS` allows, because something may have happened. */
    wake(): void {
      isAwake = true;
      pause.abort();
    },
    /**
     * Stops the service before the process ends: begins no new round, aborts reading, and waits for messages being sent.
     */
    async end(): Promise<void> {
      poller.end();
      isEnding = true;
      pause.abort();
      await running;
      await Promise.all(sending);
    },
  };
}
