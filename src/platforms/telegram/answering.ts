import type { ReadyCard } from "../../cards/card.ts";
import { type Locale, localeOf } from "../../i18n/messages.ts";
import { givingWay } from "../give-way.ts";
import { fullCard } from "../open-requests.ts";
import type { Bot } from "../platform.ts";
import type { RateLimiterClock } from "../rate-limiter.ts";
import type { Calls } from "./calls.ts";
import { createEphemerals } from "./ephemerals.ts";
import { createFormMessages } from "./form-messages.ts";
import { limits } from "./limits.ts";
import { createMessages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import { showNewest } from "./newest.ts";
import type { PrivateParts } from "./private-answer.ts";
import type { AnswerHandle, Incoming } from "./read.ts";
import { createReply, type Reply } from "./reply.ts";
import { startTyping } from "./typing.ts";

/** When the event came, and whether it is handled for the second time. */
export interface Circumstances {
  arrivedAt: Date;
  isRepeated: boolean;
  /** Lets this person's next event in this chat pass. */
  giveWay(): void;
  /** The event is not answered, and the person is told that too many of theirs wait. */
  isDropped?: boolean;
}

/** Asks the bot and shows its cards, from the first sign of work to the receipt. */
export type Answer = (incoming: Incoming, options: Circumstances) => Promise<void>;

export function createAnswer(options: {
  bot: Bot;
  calls: Calls;
  me: { username: string };
  log: PrivateParts["log"];
  now: () => Date;
  defaultLocale: Locale;
  onRepeated: PrivateParts["onRepeated"];
  /** The time by which an answer waits for Telegram to be back. */
  clock: RateLimiterClock;
}): Answer {
  const { bot, calls, me, log, onRepeated } = options;
  const messages = createMessages(calls, true);
  const ephemerals = createEphemerals(messages, options);
  const shared = { forms: createFormMessages(), ephemerals, bot: me, log, onRepeated };

  return async ({ call, handle }, { arrivedAt, isRepeated, giveWay, isDropped = false }) => {
    const parts: PrivateParts = { ...shared, messages: messages.askedBy(handle.user) };
    const asker = { handle: isDropped ? notTaken(handle) : handle, arrivedAt, name: call.personName };
    const reply = createReply(parts, asker, isRepeated, options.clock);
    const stopTyping = startTyping(calls, handle);
    const show = async (card: ReadyCard) => {
      if (card.tone !== "waiting") stopTyping();
      await reply.show(card);
    };
    if (isDropped) {
      stopTyping();
      if ((await bot.hasRights?.(call)) === false) return;
      return reply.show(fullCard(localeOf(call.languageHint, options.defaultLocale)));
    }
    const intervalMs = handle.shared ? limits.editIntervalMs.group : limits.editIntervalMs.private;
    try {
      await showNewest(givingWay(bot.answer(call), giveWay), { show, intervalMs });
      await reply.finish();
    } catch (thrown) {
      await apologise(reply, localeOf(call.languageHint, options.defaultLocale));
      throw thrown;
    } finally {
      stopTyping();
    }
  };
}

/** What was pressed stays as it is, to be pressed again. */
function notTaken(handle: AnswerHandle): AnswerHandle {
  return handle.action ? { ...handle, action: { ...handle.action, edits: false } } : handle;
}

/** The core promises never to fail; should it, silence would be the worst answer. */
function apologise(reply: Reply, locale: Locale): Promise<void> {
  return reply.show({
    title: telegramMessages[locale].broken,
    tone: "bad",
    audience: "private",
    blocks: [],
    locale,
  });
}
