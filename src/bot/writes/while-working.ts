import { type Card, card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Context } from "../context.ts";

const whileWorkingMessages = defineMessages({
  en: {
    working: "Working on it…",
    slow: "It takes longer than usual",
    slowAdvice:
      "The outcome is not clear yet. I go on by myself and tell you how it ends: you need not ask for it again.",
  },
  vi: {
    working: "Đang thực hiện…",
    slow: "Đang xử lý lâu hơn thường lệ",
    slowAdvice: "Chưa rõ kết quả. Bot vẫn đang xử lý và sẽ báo kết quả, bạn không cần gửi lại yêu cầu.",
  },
});

/** Time until the working card. */
const WORKING_AFTER_MS = 700;
/** Time from the working card to the slow card: AntCRM is slow, or the store cannot be used. */
const SLOW_AFTER_MS = 8_000;

/** Yields a working card after 0.7 s and a slow card 8 s later. Returns the result of `work`, or rejects as it does. */
export async function* whileWorking<Result>(
  work: Promise<Result>,
  { clock, who }: Context,
): AsyncGenerator<Card, Result> {
  const t = whileWorkingMessages[who.locale];
  const stop = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const endsWithin = (ms: number) => Promise.race([ended, clock.wait(ms, stop.signal).then(() => false)]);
  try {
    if (!(await endsWithin(WORKING_AFTER_MS))) {
      yield { ...card(t.working), tone: "waiting" };
      if (!(await endsWithin(SLOW_AFTER_MS))) {
        yield { ...card(t.slow, text(t.slowAdvice)), tone: "waiting" };
      }
    }
    return await work;
  } finally {
    stop.abort();
  }
}
