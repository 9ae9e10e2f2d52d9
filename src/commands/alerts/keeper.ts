import { reaches } from "../../access/roles.ts";
import type { Claims } from "../../alerts/claims.ts";
import type { AlertPost, Delivery } from "../../alerts/delivery.ts";
import type { Lookout } from "../../alerts/lookout.ts";
import { createLoop } from "../../alerts/loop.ts";
import type { AlertMessage } from "../../alerts/messages.ts";
import type { Rule } from "../../alerts/rule.ts";
import type { ReadyCard } from "../../cards/card.ts";
import { createFormats } from "../../i18n/formats.ts";
import { LOCALES, type Locale } from "../../i18n/phrases.ts";
import type { Log } from "../../log.ts";
import type { Call } from "../call.ts";
import type { Clock, Who } from "../command.ts";
import type { Tell } from "../operations/recovery.ts";
import type { Presses } from "../presses.ts";
import type { Scenes } from "../scenes.ts";
import type { Settings } from "../settings/settings-book.ts";
import { alertCard } from "./alert-card.ts";
import { isOwn } from "./desk.ts";

export interface AlertKeeperPorts {
  lookout: Lookout;
  delivery: Delivery;
  claims: Claims;
  scenes: Pick<Scenes, "whoIs">;
  presses: Presses;
  settings: Settings;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
  log: Log;
}

/** Looks out for what people want to be told, and tells them. */
export interface AlertKeeper {
  /** Looks once, and tells what was found; resolves when all of it was tried. */
  round(tell: Tell): Promise<void>;
  /** From now on again and again, as often as `alerts.interval` says. */
  begin(tell: Tell): void;
  /** Something may have happened: looks as soon as its pace allows. */
  wake(): void;
  /** Before the process ends: no more rounds, and what is being sent is waited for. */
  end(): Promise<void>;
}

export function createAlertKeeper(ports: AlertKeeperPorts): AlertKeeper {
  const { lookout, delivery, claims, scenes, presses, settings, clock, timeZone, log } = ports;
  const onTheirWay = new Set<Promise<void>>();
  let tellIn: Tell | undefined;

  async function whoseIs(rule: Rule): Promise<Who> {
    const call: Call = {
      id: `alert:${rule.id}`,
      person: rule.person,
      personName: "",
      place: rule.place,
      body: { kind: "press", press: "" },
    };
    const locale = LOCALES.find((one) => one === rule.locale) ?? ports.defaultLocale;
    return { ...(await scenes.whoIs(call)), locale };
  }

  const postBy = (tell: Tell): AlertPost => ({
    async isAllowed(rule) {
      // What a chat is told belongs to the chat, also when the one who ordered it has left.
      if (!rule.isPersonal) return true;
      const { role } = await whoseIs(rule);
      return reaches(role, isOwn(rule.watch, true) ? "agent" : "manager");
    },
    async send(message, mayBeRepeated) {
      const { rule } = message;
      await tell({ person: rule.person, place: rule.place }, await ready(message, mayBeRepeated));
    },
  });

  async function ready(message: AlertMessage, mayBeRepeated: boolean): Promise<ReadyCard> {
    const who = await whoseIs(message.rule);
    const scene = {
      locale: who.locale,
      formats: createFormats(who.locale, timeZone),
      claims: await claims.of(message.events.map(({ subject }) => subject)),
      mayBeRepeated,
    };
    return presses.ready(alertCard(message, scene), who, message.rule.place);
  }

  async function tellAll(tell: Tell): Promise<void> {
    await delivery.deliver(postBy(tell));
  }

  const loop = createLoop({
    async round() {
      await lookout.look();
      if (tellIn === undefined) return;
      // A chat that takes its time does not keep us from looking again.
      const told = tellAll(tellIn).catch((thrown: unknown) => {
        log.warn({ err: String(thrown) }, "alerts could not be told in this round");
      });
      onTheirWay.add(told);
      void told.finally(() => onTheirWay.delete(told));
    },
    intervalMs: async () => (await settings.get("alerts.interval")) * 1_000,
    now: clock.now,
    wait: clock.wait,
    log,
  });

  return {
    async round(tell) {
      await lookout.look();
      await tellAll(tell);
    },
    begin(tell) {
      tellIn = tell;
      loop.begin();
    },
    wake: loop.wake,
    async end() {
      await loop.end();
      await Promise.all(onTheirWay);
    },
  };
}
