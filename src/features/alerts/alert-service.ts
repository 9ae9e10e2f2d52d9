import type { Notify } from "../../bot/call.ts";
import type { Clock } from "../../bot/context.ts";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Settings } from "../../settings/settings.ts";
import { type AlertSenderPorts, createAlertSender } from "./alert-sender.ts";
import type { AlertDelivery } from "./delivery.ts";
import type { AssignmentRepository, Messages } from "./messages.ts";
import type { AlertPoller } from "./poller.ts";
import type { Rules } from "./rules.ts";

/** Rounds begin at least this far apart, however often the loop is woken. */
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
    messages: Messages;
    assignments: AssignmentRepository;
    know: AlertPoller["know"];
    knowOpen: AlertPoller["knowOpen"];
  };
}

/** Looks for news in AntCRM, and sends the alerts. */
export type AlertService = ReturnType<typeof createAlertService>;

export function createAlertService(ports: AlertServicePorts) {
  const { poller, delivery, settings, clock, log } = ports;
  const sending = new Set<Promise<void>>();
  let notifyInRounds: Notify | undefined;
  const deliver = (notify: Notify) => delivery.deliver(createAlertSender(ports, notify));

  const loop = createLoop({
    async round() {
      await poller.look();
      if (notifyInRounds === undefined) return;
      // The next round does not wait for a chat that takes long.
      const sent = deliver(notifyInRounds).catch((thrown: unknown) => {
        log.warn({ err: toAppError(thrown).message }, "alerts could not be sent in this round");
      });
      sending.add(sent);
      void sent.finally(() => sending.delete(sent));
    },
    intervalMs: async () => (await settings.get("alerts.interval")) * 1_000,
    now: clock.now,
    wait: clock.wait,
    log,
  });

  return {
    /** One round: looks once, and sends what was found. Resolves when all of it was tried. */
    async round(notify: Notify): Promise<void> {
      await poller.look();
      await deliver(notify);
    },
    /** Runs a round as often as `alerts.interval` says. */
    begin(notify: Notify): void {
      notifyInRounds = notify;
      loop.begin();
    },
    /** Something may have happened: the next round begins as soon as the loop allows. */
    wake: loop.wake,
    /** Before the process ends: begins no further round, aborts reading, and waits for what is being sent. */
    async end(): Promise<void> {
      poller.end();
      await loop.end();
      await Promise.all(sending);
    },
  };
}

interface LoopPorts {
  /** Runs one round. The next one begins after it has ended. */
  round(): Promise<void>;
  /** The time from the beginning of one round to the beginning of the next, as it is set now. */
  intervalMs(): Promise<number>;
  now: () => Date;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Runs rounds at an interval, or earlier when it is woken. */
function createLoop({ round, intervalMs, now, wait, log }: LoopPorts) {
  let running: Promise<void> | undefined;
  let isEnding = false;
  let isAwake = false;
  let pause = new AbortController();

  /** Waits until the interval since `begunAtMs` is over; a wake-up shortens it. */
  async function rest(begunAtMs: number): Promise<void> {
    const fullMs = await intervalMs().catch(() => SHORTEST_MS);
    for (;;) {
      const untilMs = begunAtMs + (isAwake ? SHORTEST_MS : fullMs);
      const leftMs = untilMs - now().getTime();
      if (isEnding || leftMs <= 0) return;
      pause = new AbortController();
      await wait(leftMs, pause.signal);
    }
  }

  async function run(): Promise<void> {
    while (!isEnding) {
      const begunAtMs = now().getTime();
      isAwake = false;
      await round().catch((thrown: unknown) => {
        log.error({ err: toAppError(thrown).message }, "a round of alerts failed");
      });
      await rest(begunAtMs);
    }
  }

  return {
    begin() {
      running ??= run();
    },
    /** Runs the next round as soon as `SHORTEST_MS` allows. */
    wake() {
      isAwake = true;
      pause.abort();
    },
    /** Begins no further round; resolves when the one under way has ended. */
    async end() {
      isEnding = true;
      pause.abort();
      await running;
    },
  };
}
