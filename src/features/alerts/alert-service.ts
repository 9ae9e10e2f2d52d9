import type { Notify } from "../../bot/call.ts";
import type { Clock } from "../../bot/context.ts";
import { toAppError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { type AlertSenderPorts, createAlertSender } from "./alert-sender.ts";
import type { AlertDelivery } from "./delivery.ts";
import { createLoop } from "./loop.ts";
import type { AlertPoller } from "./poller.ts";

export interface AlertServicePorts extends AlertSenderPorts {
  poller: AlertPoller;
  delivery: AlertDelivery;
  settings: Settings;
  clock: Clock;
}

/** Looks for news in AntCRM, and sends the alerts. */
export interface AlertService {
  /** One round: looks once, and sends what was found. Resolves when all of it was tried. */
  round(notify: Notify): Promise<void>;
  /** Runs a round as often as `alerts.interval` says. */
  begin(notify: Notify): void;
  /** Something may have happened: the next round begins as soon as the loop allows. */
  wake(): void;
  /** Before the process ends: begins no further round, aborts reading, and waits for what is being sent. */
  end(): Promise<void>;
}

export function createAlertService(ports: AlertServicePorts): AlertService {
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
    async round(notify) {
      await poller.look();
      await deliver(notify);
    },
    begin(notify) {
      notifyInRounds = notify;
      loop.begin();
    },
    wake: loop.wake,
    async end() {
      poller.end();
      await loop.end();
      await Promise.all(sending);
    },
  };
}
