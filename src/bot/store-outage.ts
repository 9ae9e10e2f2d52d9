import { type Card, card, mapActions, type ReadyCard, text, withoutButtons } from "../cards/card.ts";
import { type AppError, toAppError } from "../errors.ts";
import { commonMessages } from "../i18n/common-messages.ts";
import { faultTitles } from "../i18n/faults.ts";
import { defineMessages, type Locale, localeOf } from "../i18n/messages.ts";
import type { Logger } from "../logging/logger.ts";
import type { Call } from "./call.ts";
import type { Clock } from "./context.ts";
import { failureCard } from "./failure.ts";
import { Unidentified } from "./unidentified.ts";

const storeOutageMessages = defineMessages({
  en: {
    waitsForStore: "I cannot reach my own data just now. You need not ask again: I answer as soon as I can.",
  },
  vi: {
    waitsForStore:
      "Bot tạm thời không truy cập được dữ liệu. Bạn không cần gửi lại, bot sẽ trả lời ngay khi hoạt động trở lại.",
  },
});

/** How long a call waits for a store that cannot be used. Then it is answered with a failure card. */
const GIVE_UP_AFTER_MS = 5 * 60_000;
const RETRY_AFTER_MS = 1_000;

export interface StoreOutagePorts {
  clock: Clock;
  defaultLocale: Locale;
  log: Logger;
}

type AnswerCall = (call: Call) => AsyncIterable<ReadyCard>;

/** Wraps `answer` so that it waits while the store cannot be used, and never rejects. */
export function withStoreRetries(answer: AnswerCall, ports: StoreOutagePorts): AnswerCall {
  return (call) => withLastResort(retryWhileStoreFails(answer, call, ports), call, ports);
}

/**
 * Answers again from the start if the store failed during the answer. That is safe: the event is stored, and writes go
 * through the journal. If a replay has no card then, a last line replaces the notice.
 */
async function* retryWhileStoreFails(
  answer: AnswerCall,
  call: Call,
  { clock, defaultLocale, log }: StoreOutagePorts,
): AsyncGenerator<ReadyCard> {
  const locale = localeOf(call.languageHint, defaultLocale);
  const giveUpAtMs = clock.monotonicMs() + GIVE_UP_AFTER_MS;
  let isNotified = false;
  // True while the notice is the last card, so that an answer is still promised.
  let isPromised = false;
  for (;;) {
    try {
      for await (const shown of answer(call)) {
        isPromised = false;
        yield shown;
      }
      if (isPromised && call.isReplay === true) yield withoutStore(handledBeforeCard(locale), locale);
      return;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.fault !== "storage" || clock.monotonicMs() > giveUpAtMs) throw thrown;
      if (!isNotified) logFailure(log, error);
    }
    if (!isNotified) {
      isNotified = true;
      isPromised = true;
      yield withoutStore(waitingForStoreCard(locale), locale);
    }
    await clock.wait(RETRY_AFTER_MS);
  }
}

/**
 * Yields a failure card that needs no store in place of any error: the store cannot be used, nobody knows the person's
 * role, or the usual failure card could not be built.
 */
async function* withLastResort(
  cards: AsyncIterable<ReadyCard>,
  call: Call,
  { log, defaultLocale }: StoreOutagePorts,
): AsyncGenerator<ReadyCard> {
  try {
    yield* cards;
  } catch (thrown) {
    const error = toAppError(thrown);
    logFailure(log, error);
    const locale = error instanceof Unidentified ? error.locale : localeOf(call.languageHint, defaultLocale);
    yield withPressAgain(withoutStore(failureCard(error, locale), locale), call);
  }
}

/**
 * Adds a button that makes the same press again. The failure card stands in place of the pressed one, and a confirmation is
 * taken once however often it is pressed.
 */
function withPressAgain(failed: ReadyCard, { body }: Call): ReadyCard {
  if (body.kind !== "action") return failed;
  const again = {
    label: commonMessages[failed.locale].tryAgain,
    action: body.action,
    inPlace: true,
  } as const;
  return { ...failed, blocks: [...failed.blocks, { kind: "buttons", buttons: [again] }] };
}

function waitingForStoreCard(locale: Locale): Card {
  return {
    ...card(faultTitles[locale].storage, text(storeOutageMessages[locale].waitsForStore)),
    tone: "waiting",
  };
}

/**
 * Returns the last line of an answer without cards. `isMarked` keeps off the note that it may have been sent before, because
 * a second line repeats no information.
 */
function handledBeforeCard(locale: Locale): Card {
  return { ...card(commonMessages[locale].handledBefore), isMarked: true };
}

/** Returns the card without buttons, because no action can be stored now. */
export function withoutStore(shown: Card, locale: Locale): ReadyCard {
  return { ...mapActions(withoutButtons(shown), () => ""), locale };
}

/** Logs the failure. The id of the event comes from `withLogFields`. */
export function logFailure(log: Logger, error: AppError): void {
  const detail = { fault: error.fault, err: error.message };
  if (error.fault === "bug") log.error({ ...detail, stack: causeOf(error)?.stack }, "a call failed");
  else log.info(detail, "a call was answered by a failure");
}

function causeOf(error: AppError): Error | null {
  return error.cause instanceof Error ? error.cause : null;
}
