import { reaches } from "../../access/roles.ts";
import type { Actions } from "../../bot/actions.ts";
import type { Notify } from "../../bot/call.ts";
import type { Who } from "../../bot/context.ts";
import type { Contexts } from "../../bot/context-factory.ts";
import { type Card, context } from "../../cards/card.ts";
import { chatGoneCard, mayBeSentNote, sendOnce } from "../../delivery/notification.ts";
import { toAppError } from "../../errors.ts";
import { createFormats } from "../../i18n/formats.ts";
import { defineMessages, LOCALES, type Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { composeDigest } from "./compose.ts";
import { DIGEST_KINDS, type DigestContexts } from "./digest-context.ts";
import type { DeliveryMarks, DigestRunner, DigestSender } from "./runner.ts";
import { subscriptionWords } from "./subscription-messages.ts";
import type { Run, Subscription } from "./subscriptions.ts";

const digestServiceMessages = defineMessages({
  en: {
    late: (due: string) => `Late: it was due ${due}.`,
    shutOut: (number: number) => `Digest ${number} is stopped`,
  },
  vi: {
    late: (due) => `Gửi trễ: lẽ ra lúc ${due}.`,
    shutOut: (number) => `Đã dừng báo cáo số ${number}`,
  },
});

export interface DigestServicePorts {
  runner: DigestRunner;
  contexts: Pick<Contexts, "whoIs">;
  digestContexts: DigestContexts;
  actions: Actions;
  timeZone: string;
  defaultLocale: Locale;
  /** Called for each digest that may have been sent before. */
  onRepeated(platform: string): void;
  log: Logger;
}

interface MarkedDigest {
  shown: Card;
  mayBeRepeated: boolean;
}

/** Sends the digests that are due. */
export function createDigestService(ports: DigestServicePorts) {
  const { runner, contexts, digestContexts, actions, timeZone, defaultLocale, onRepeated, log } = ports;
  const localeOf = ({ locale }: Subscription): Locale =>
    LOCALES.find((one) => one === locale) ?? defaultLocale;

  /**
   * True if the digest may still be sent. A chat's digest belongs to the chat. A personal digest ends when its owner
   * loses the role.
   */
  async function isAllowed({ id, person, place }: Subscription): Promise<boolean> {
    if (place.shared) return true;
    const body = { kind: "action" as const, action: "" };
    const { role } = await contexts.whoIs({ id: `digest:${id}`, person, personName: "", place, body });
    return reaches(role, "manager");
  }

  async function compose(subscription: Subscription, run: Run, marks: DeliveryMarks, signal: AbortSignal) {
    const kind = DIGEST_KINDS.find((one) => one === run.kind);
    if (kind === undefined) throw new Error(`there is no digest of ${run.kind} any more`);
    const locale = localeOf(subscription);
    const { skipEmpty } = subscription;
    const period = { from: run.from, to: run.to };
    const digest = await composeDigest(kind, period, digestContexts.open(locale, signal), { skipEmpty });
    return digest && { shown: marked(digest, run, marks, locale), mayBeRepeated: marks.mayBeRepeated };
  }

  function marked(digest: Card, { dueAt }: Run, marks: DeliveryMarks, locale: Locale): Card {
    const late = digestServiceMessages[locale].late(createFormats(locale, timeZone).time(dueAt));
    const notes = [marks.isLate ? context(late) : null, marks.mayBeRepeated ? mayBeSentNote(locale) : null];
    return { ...digest, blocks: [...digest.blocks, ...notes.filter((note) => note !== null)] };
  }

  const senderWith = (notify: Notify): DigestSender<MarkedDigest> => {
    /** Sends the digest with buttons that anybody in the chat may press. */
    async function deliver(
      subscription: Subscription,
      shown: Card,
      isUnbroken?: () => boolean,
    ): Promise<void> {
      const { person, place } = subscription;
      const who: Who = { person, name: "", role: "none", locale: localeOf(subscription) };
      await notify({ person, place }, await actions.ready(shown, who, place), isUnbroken);
    }

    return {
      isAllowed,
      compose,
      send(subscription, { shown, mayBeRepeated }, isUnbroken) {
        if (mayBeRepeated) onRepeated(subscription.place.platform);
        return deliver(subscription, shown, isUnbroken);
      },
      async notifyOwner(subscription) {
        const locale = localeOf(subscription);
        const { number, place } = subscription;
        const shown = chatGoneCard(locale, {
          title: digestServiceMessages[locale].shutOut(number),
          about: subscriptionWords(subscription, locale),
          chat: place.chat,
          resume: [`digest resume ${number}`],
        });
        await sendOnce(() => deliver(subscription, shown), { subscription: number }, log);
      },
    };
  };

  /** The `notify` of the last round; undefined before the first round. */
  let lastNotify: Notify | undefined;

  return {
    sweep(notify: Notify): Promise<void> {
      lastNotify = notify;
      return runner.sweep(senderWith(notify));
    },
    /** Begins a round at once, because a person waits for a digest. */
    wake(): void {
      if (lastNotify === undefined) return;
      runner.sweep(senderWith(lastNotify)).catch((thrown: unknown) => {
        log.warn(
          { err: toAppError(thrown).message },
          "a round of digests could not begin at once; the next one tries again",
        );
      });
    },
    /** Aborts reading and waits for digests being sent, before the process ends. */
    end: () => runner.end(),
  };
}
