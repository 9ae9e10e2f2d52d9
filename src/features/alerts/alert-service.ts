import { reaches } from "../../access/roles.ts";
import type { Actions } from "../../bot/actions.ts";
import type { Call, Notify } from "../../bot/call.ts";
import type { Clock, Who } from "../../bot/context.ts";
import type { Contexts } from "../../bot/context-factory.ts";
import type { ReadyCard } from "../../cards/card.ts";
import { chatGoneCard } from "../../delivery/notes.ts";
import { sendOnce } from "../../delivery/notification.ts";
import { createFormats } from "../../i18n/formats.ts";
import { defineMessages, LOCALES, type Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Settings } from "../../settings/settings.ts";
import { alertCard } from "./alert-card.ts";
import { isOwn } from "./alert-services.ts";
import type { AssignmentRepository } from "./assignments.ts";
import type { AlertDelivery, AlertSender } from "./delivery.ts";
import { createLoop } from "./loop.ts";
import type { AlertMessage } from "./messages.ts";
import type { AlertPoller } from "./poller.ts";
import type { Rule } from "./rule.ts";
import { ruleWords } from "./rule-messages.ts";

const alertServiceMessages = defineMessages({
  en: {
    shutOut: (numbers: string) => `Stopped: alert ${numbers}`,
  },
  vi: {
    shutOut: (numbers) => `Đã dừng cảnh báo số ${numbers}`,
  },
});

export interface AlertServicePorts {
  poller: AlertPoller;
  delivery: AlertDelivery;
  assignments: AssignmentRepository;
  contexts: Pick<Contexts, "whoIs">;
  actions: Actions;
  settings: Settings;
  clock: Clock;
  timeZone: string;
  defaultLocale: Locale;
  /** A message was told that may have been told before. */
  onRepeated(platform: string): void;
  log: Logger;
}

/** Looks out for what people want to be told, and tells them. */
export interface AlertService {
  /** Looks once, and tells what was found; resolves when all of it was tried. */
  round(notify: Notify): Promise<void>;
  /** From now on again and again, as often as `alerts.interval` says. */
  begin(notify: Notify): void;
  /** Something may have happened: looks as soon as its pace allows. */
  wake(): void;
  /** Before the process ends: no more rounds; what is being read is given up, what is being sent is waited for. */
  end(): Promise<void>;
}

export function createAlertService(ports: AlertServicePorts): AlertService {
  const { poller, delivery, assignments, contexts, actions, settings, clock, timeZone, onRepeated, log } =
    ports;
  const onTheirWay = new Set<Promise<void>>();
  let tellIn: Notify | undefined;

  async function ownerOf(rule: Rule): Promise<Who> {
    const call: Call = {
      id: `alert:${rule.id}`,
      person: rule.person,
      personName: "",
      place: rule.place,
      body: { kind: "action", action: "" },
    };
    const locale = LOCALES.find((one) => one === rule.locale) ?? ports.defaultLocale;
    return { ...(await contexts.whoIs(call)), locale };
  }

  const senderWith = (notify: Notify): AlertSender => ({
    async isAllowed(rule) {
      // What a chat is told belongs to the chat, also when the one who ordered it has left.
      if (!rule.isPersonal) return true;
      const { role } = await ownerOf(rule);
      return reaches(role, isOwn(rule.watch, true) ? "agent" : "manager");
    },
    async send(message) {
      const [{ person, place }] = message.rules;
      if (message.mayBeRepeated) onRepeated(place.platform);
      await notify({ person, place }, await ready(message));
    },
    async notifyOwners(shutOut) {
      const byOwner = new Map<string, [Rule, ...Rule[]]>();
      // Who does not let the bot write to them cannot be told of it.
      for (const rule of shutOut.filter(({ isPersonal }) => !isPersonal)) {
        const others = byOwner.get(rule.person);
        if (others === undefined) byOwner.set(rule.person, [rule]);
        else others.push(rule);
      }
      for (const theirs of byOwner.values()) await notifyOwner(theirs, notify);
    },
  });

  async function notifyOwner(stopped: readonly [Rule, ...Rule[]], notify: Notify): Promise<void> {
    const [{ person, place, number }] = stopped;
    const send = async () => {
      const who = await ownerOf(stopped[0]);
      const shown = chatGoneCard(who.locale, {
        title: alertServiceMessages[who.locale].shutOut(stopped.map((rule) => rule.number).join(", ")),
        about: stopped.map(({ watch }) => ruleWords(watch, who.locale)).join("\n"),
        chat: place.chat,
        resume: stopped.map((rule) => `alert resume ${rule.number}`),
      });
      await notify({ person, place }, await actions.ready(shown, who, place));
    };
    await sendOnce(send, { alert: number }, log);
  }

  async function ready(message: AlertMessage): Promise<ReadyCard> {
    const [rule] = message.rules;
    const who = await ownerOf(rule);
    const ctx = {
      locale: who.locale,
      formats: createFormats(who.locale, timeZone),
      assignments: await assignments.of(message.events.map(({ subject }) => subject)),
    };
    return actions.ready(alertCard(message, ctx), who, rule.place);
  }

  async function tellAll(notify: Notify): Promise<void> {
    await delivery.deliver(senderWith(notify));
  }

  const loop = createLoop({
    async round() {
      await poller.look();
      if (tellIn === undefined) return;
      // A chat that takes its time does not keep us from looking again.
      const notified = tellAll(tellIn).catch((thrown: unknown) => {
        log.warn({ err: String(thrown) }, "alerts could not be told in this round");
      });
      onTheirWay.add(notified);
      void notified.finally(() => onTheirWay.delete(notified));
    },
    intervalMs: async () => (await settings.get("alerts.interval")) * 1_000,
    now: clock.now,
    wait: clock.wait,
    log,
  });

  return {
    async round(notify) {
      await poller.look();
      await tellAll(notify);
    },
    begin(notify) {
      tellIn = notify;
      loop.begin();
    },
    wake: loop.wake,
    async end() {
      poller.end();
      await loop.end();
      await Promise.all(onTheirWay);
    },
  };
}
