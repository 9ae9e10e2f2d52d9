import { type Card, card, context, filesOf, text } from "../cards/card.ts";
import type { Crm } from "../crm/crm.ts";
import { type AppError, toAppError } from "../errors.ts";
import { defineMessages } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import { lruCache } from "../lru-cache.ts";
import type { Actions } from "./actions.ts";
import { type Notify, type Place, placeKey } from "./call.ts";
import type { Context, Who } from "./context.ts";
import type { Forgettings } from "./forgettings.ts";
import type { CommandRequest } from "./request-kinds.ts";

const outagesMessages = defineMessages({
  en: {
    down: "AntCRM is down",
    since: (time: string) =>
      `It has not answered since ${time}. I keep asking, and say here when it is back.`,
    still: (time: string) => `AntCRM is still down (since ${time})`,
    copy: (time: string, minutes: number) =>
      `Copy of ${time}, ${minutes} min old: AntCRM cannot be reached just now.`,
    back: "AntCRM is back",
    backAdvice: "You can go on as before.",
  },
  vi: {
    down: "AntCRM đang gián đoạn",
    since: (time) => `Không trả lời từ ${time}. Bot vẫn hỏi lại đều đặn và sẽ báo ở đây khi có lại.`,
    still: (time) => `AntCRM vẫn đang gián đoạn (từ ${time})`,
    copy: (time, minutes) => `Bản lưu lúc ${time}, ${minutes} phút trước: hiện không kết nối được AntCRM.`,
    back: "AntCRM đã hoạt động lại",
    backAdvice: "Bạn có thể tiếp tục như bình thường.",
  },
});

/** Recent cards are kept in memory only, never on disk. */
const CARDS_MAX = 500;
const KEPT_MS = 15 * 60_000;

export interface OutagePorts {
  /** The state of AntCRM according to the circuit breaker. */
  health(): { state: "up" | "down"; since: Date };
  now: () => Date;
  forgettings: Pick<Forgettings, "watch">;
}

export type Outages = ReturnType<typeof createOutages>;

interface KeptCard {
  card: Card;
  customer: string | null;
  customers: readonly string[];
  at: Date;
  /** False once a customer was forgotten. */
  mayBeShown(): Promise<boolean>;
}

interface Awaiting {
  /** The person who asked there first: the message is in their language. */
  who: Who;
  place: Place;
}

/** While AntCRM is down, shows recent cards with their age, and explains the outage once in each chat. */
export function createOutages({ health, now, forgettings }: OutagePorts) {
  const kept = lruCache<KeptCard>(CARDS_MAX);
  const noticed = new Map<string, Awaiting>();

  return {
    /** Keeps a card that was read, in case it is asked for again while AntCRM is down. */
    keep(request: CommandRequest, shown: Card, { who, auditEntry }: Context): void {
      if (request.command.effect !== "look-up" || shown.tone !== "plain") return;
      // Files are too big to be kept for a person who may never ask again.
      if (filesOf(shown).length > 0) return;
      const { customer, customers } = auditEntry;
      const about = { customer, customers: [...customers] };
      kept.set(keyOf(request, who), { card: shown, ...about, at: now(), mayBeShown: forgettings.watch() });
    },

    /** Returns the last card of the same question with its age, and records whose data it shows; null without one. */
    async copy(error: AppError, request: CommandRequest, ctx: Context): Promise<Card | null> {
      const { who, call, formats, recordAccess, countShown } = ctx;
      if (error.fault !== "unavailable" || request.command.effect !== "look-up") return null;
      const found = kept.get(keyOf(request, who));
      if (found === undefined) return null;
      const ageMs = now().getTime() - found.at.getTime();
      if (ageMs >= KEPT_MS || !(await found.mayBeShown())) return null;
      recordAccess(found.customer, "copy");
      for (const one of found.customers) countShown(one);
      // A person who reads a copy is also notified when AntCRM is back.
      const key = placeKey(call.place);
      if (health().state === "down" && !noticed.has(key)) noticed.set(key, { who, place: call.place });
      const age = outagesMessages[who.locale].copy(
        formats.time(found.at),
        Math.max(1, Math.round(ageMs / 60_000)),
      );
      return { ...found.card, blocks: [context(`⚠️ ${age}`), ...found.card.blocks] };
    },

    /** Returns the card about an outage, in full for the first time in a chat; null for any other failure. */
    notice(error: AppError, { who, call, formats }: Context): Card | null {
      const { state, since } = health();
      if (error.fault !== "unavailable" || state === "up") return null;
      const t = outagesMessages[who.locale];
      const key = placeKey(call.place);
      const time = formats.time(since);
      if (noticed.has(key)) return card(t.still(time));
      noticed.set(key, { who, place: call.place });
      return card(t.down, text(t.since(time)));
    },

    /** Drops the cards that are kept. */
    forgetCards: () => kept.clear(),

    /** Returns whether a chat waits for the message that AntCRM is back. */
    isAwaited: () => noticed.size > 0,

    /** Returns the chats to notify that AntCRM is back, each once; empty while it is down. */
    back(): readonly Awaiting[] {
      if (health().state === "down") return [];
      const waiting = [...noticed.values()];
      noticed.clear();
      return waiting;
    },

    /** Puts a chat back that could not be notified now. */
    awaitAgain: (chat: Awaiting) => void noticed.set(placeKey(chat.place), chat),
  };
}

/** Returns the key of a question. It contains the person only if the answer depends on who asks. */
function keyOf({ command, args }: CommandRequest, { locale, person }: Who): string {
  const asker = command.perPerson(args) ? person : null;
  return JSON.stringify([locale, command.name, asker, Object.entries(args).sort()]);
}

export interface AnnouncerPorts {
  outages: Outages;
  crm: Crm;
  actions: Actions;
  log: Logger;
}

/**
 * Notifies the chats in which an outage was shown when it is over. While a chat waits, each round makes one light call: the
 * breaker only learns from calls, and perhaps nobody else makes one.
 */
export function createAnnouncer({ outages, crm, actions, log }: AnnouncerPorts) {
  async function announce({ who, place }: Awaiting, notify: Notify): Promise<void> {
    const t = outagesMessages[who.locale];
    // It holds no customer data, and the whole chat was waiting.
    const back: Card = { ...card(t.back, text(t.backAdvice)), tone: "good", audience: "shared" };
    await notify({ person: who.person, place }, await actions.ready(back, who, place));
  }

  return async (notify: Notify): Promise<void> => {
    if (!outages.isAwaited()) return;
    // A failure shows that AntCRM is still down: then `back` returns no chats.
    await crm
      .with({ priority: "background" })
      .contacts.byCustomerId("1")
      .catch(() => null);
    for (const chat of outages.back()) {
      await announce(chat, notify).catch((thrown: unknown) => {
        const { fault, message } = toAppError(thrown);
        log.warn({ place: placeKey(chat.place), err: message }, "could not tell that AntCRM is back");
        // The platform cannot be reached either: the next round tries again.
        if (fault === "unavailable") outages.awaitAgain(chat);
      });
    }
  };
}
