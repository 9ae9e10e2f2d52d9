import { type Role, reaches } from "../../access/roles.ts";
import type { Actions } from "../../bot/actions.ts";
import type { Notify } from "../../bot/call.ts";
import type { Who } from "../../bot/context.ts";
import type { Contexts } from "../../bot/context-factory.ts";
import type { ReadyCard } from "../../cards/card.ts";
import { chatGoneCard, sendOnce } from "../../delivery/notification.ts";
import { createFormats } from "../../i18n/formats.ts";
import { defineMessages, LOCALES, type Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { alertCard } from "./alert-card.ts";
import type { AlertSender } from "./delivery.ts";
import type { AlertMessage, AssignmentRepository } from "./messages.ts";
import { mayAgentHave, type Rule, ruleWords } from "./rule.ts";

const alertSenderMessages = defineMessages({
  en: { shutOut: (numbers: string) => `Stopped: alert ${numbers}` },
  vi: { shutOut: (numbers) => `Đã dừng cảnh báo số ${numbers}` },
});

export interface AlertSenderPorts {
  assignments: AssignmentRepository;
  contexts: Pick<Contexts, "whoIs">;
  actions: Actions;
  timeZone: string;
  defaultLocale: Locale;
  /** Called for each alert that may have been sent before. */
  onRepeated(platform: string): void;
  log: Logger;
}

/** Composes alerts and sends them with `notify`. */
export function createAlertSender(ports: AlertSenderPorts, notify: Notify): AlertSender {
  const { assignments, contexts, actions, timeZone, onRepeated, log } = ports;

  /** Returns the reader of a card. What a card shows does not depend on the role. */
  const readerOf = ({ person, locale }: Rule): Who => ({
    ...{ person, name: "", role: "none" },
    locale: LOCALES.find((one) => one === locale) ?? ports.defaultLocale,
  });

  /** @throws Unidentified */
  async function roleOfOwner({ id, person, place }: Rule): Promise<Role> {
    const body = { kind: "action" as const, action: "" };
    return (await contexts.whoIs({ id: `alert:${id}`, person, personName: "", place, body })).role;
  }

  async function ready(message: AlertMessage): Promise<ReadyCard> {
    const [rule] = message.rules;
    const who = readerOf(rule);
    const ctx = {
      locale: who.locale,
      formats: createFormats(who.locale, timeZone),
      assignments: await assignments.of(message.events.map(({ subject }) => subject)),
    };
    return actions.ready(alertCard(message, ctx), who, rule.place);
  }

  async function notifyOwner(stopped: readonly [Rule, ...Rule[]]): Promise<void> {
    const [{ person, place, number }] = stopped;
    const send = async () => {
      const who = readerOf(stopped[0]);
      const shown = chatGoneCard(who.locale, {
        title: alertSenderMessages[who.locale].shutOut(stopped.map((rule) => rule.number).join(", ")),
        about: stopped.map(({ watch }) => ruleWords(watch, who.locale)).join("\n"),
        chat: place.chat,
        resume: stopped.map((rule) => `alert resume ${rule.number}`),
      });
      await notify({ person, place }, await actions.ready(shown, who, place));
    };
    await sendOnce(send, { alert: number }, log);
  }

  return {
    async isAllowed(rule) {
      // A chat's alert belongs to the chat, so it continues after its owner has left.
      if (!rule.isPersonal) return true;
      return reaches(await roleOfOwner(rule), mayAgentHave(rule.watch, true) ? "agent" : "manager");
    },
    async send(message, isUnbroken) {
      const [{ person, place }] = message.rules;
      if (message.mayBeRepeated) onRepeated(place.platform);
      await notify({ person, place }, await ready(message), isUnbroken);
    },
    async notifyOwners(shutOut) {
      const byOwner = new Map<string, [Rule, ...Rule[]]>();
      // The owner of a personal alert cannot be notified: their own chat does not let the bot write.
      for (const rule of shutOut.filter(({ isPersonal }) => !isPersonal)) {
        const others = byOwner.get(rule.person);
        if (others === undefined) byOwner.set(rule.person, [rule]);
        else others.push(rule);
      }
      for (const rules of byOwner.values()) await notifyOwner(rules);
    },
  };
}
