import type { Call } from "../../bot/call.ts";
import { type Locale, localeOf } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { Answer } from "../answers/answer.ts";
import { fullCard } from "../open-requests.ts";
import type { Bot } from "../platform.ts";
import type { RateLimiterClock } from "../rate-limiter.ts";
import { SlackAnswerPort } from "./answer-port.ts";
import { type AddDetails, userOf } from "./call-details.ts";
import { type Own, settledSide } from "./membership.ts";
import { slackMessages } from "./messages.ts";
import type { People, Person } from "./people.ts";
import type { Incoming } from "./read.ts";
import type { Work } from "./receiver.ts";
import type { TargetServices } from "./reply-targets.ts";
import { isSlackAddress } from "./web.ts";

export interface AnsweringOptions {
  bot: Bot;
  people: People;
  addDetails: AddDetails;
  services: TargetServices;
  own: () => Own & { name: string };
  apiUrl: string;
  defaultLocale: Locale;
  onRepeated(): void;
  now: () => Date;
  clock: RateLimiterClock;
  log: Logger;
}

/** Decides who is answered, asks the bot, and shows its cards. */
export interface Answering {
  answer(work: Work): Promise<void>;
  /** Can this event be dropped before it is stored? Uses what Slack has said about the person so far. */
  ignores(incoming: Incoming): Promise<boolean>;
}

export function createAnswering(options: AnsweringOptions): Answering {
  const { bot, people, addDetails, services, own, apiUrl, defaultLocale, clock, log } = options;

  /** A person of whom Slack tells nothing may be another company's, and is not answered. */
  const isOurs = ({ side }: Incoming, person: Person | null) => settledSide(side, person, own()) === "ours";
  const isIgnored = async (call: Call) => (await bot.ignores?.(call)) ?? false;

  function answerOf(work: Work, call: Call, locale: Locale): Answer {
    const { loading, again } = work;
    const { to } = work.incoming;
    const port = new SlackAnswerPort({
      ...options,
      services: { ...services, web: services.web.askedBy(call.person) },
      to,
      loading,
      locale,
      botName: own().name,
    });
    return new Answer(port, { isRepeated: again, clock });
  }

  return {
    async ignores(incoming) {
      const person = people.last(userOf(incoming.call));
      if (person !== null && !isOurs(incoming, person)) return true;
      return isIgnored(person?.isGuest ? { ...incoming.call, isGuest: true } : incoming.call);
    },
    async answer(work) {
      const { incoming, isDropped } = work;
      const event = incoming.call.id;
      if (!isOurs(incoming, await people.find(userOf(incoming.call)))) {
        log.info({ event }, "nobody of this workspace is known to have sent this; not answered");
        return;
      }
      const call = await addDetails(incoming.call);
      // What was stored before its person was refused gets no sign of work.
      if (isDropped ? (await bot.hasRights?.(call)) === false : await isIgnored(call)) return;
      const { responseUrl } = incoming.to;
      if (responseUrl && !isSlackAddress(responseUrl.url, apiUrl)) {
        log.warn({ event }, "a response_url that is not Slack's is not answered to");
        incoming.to.responseUrl = undefined;
      }
      withdrawUnusable(work, call);
      if (!work.again) services.web.asked(incoming.to.channel);
      const locale = localeOf(call.languageHint, defaultLocale);
      const answer = answerOf(work, call, locale);
      if (isDropped) return answer.finish(fullCard(locale));
      await answer.show(bot.answer(call), work.giveWay, (error) => {
        log.error({ err: error, event: call.id }, "an answer broke off");
        return { title: slackMessages[locale].broken, tone: "bad", audience: "private", blocks: [], locale };
      });
    },
  };
}

/** Takes away what this event offers no more. */
function withdrawUnusable({ incoming: { to }, again, isDropped }: Work, call: Call): void {
  if (again) {
    // The trigger and the modal belonged to the time before the restart.
    to.trigger = undefined;
    to.viewId = undefined;
    call.showsForms = false;
  }
  if (isDropped) {
    // What was pressed stays as it is, to be pressed again.
    to.pressed = undefined;
    to.viewId = undefined;
  }
}
