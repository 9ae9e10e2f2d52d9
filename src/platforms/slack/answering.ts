import type { Call } from "../../bot/call.ts";
import { type CardFile, filesOf, type ReadyCard } from "../../cards/card.ts";
import { type Locale, localeOf } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { Answer } from "../answers/answer.ts";
import { type AnswerPort, type FailedTry, type ReplyTarget, withNote } from "../answers/answer-port.ts";
import { fullCard } from "../event-queue.ts";
import type { Bot } from "../platform.ts";
import type { RateLimiterClock } from "../rate-limiter.ts";
import { type FilePlace, sendCardFiles, sendForSure } from "./files.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import type { People, Person } from "./people.ts";
import { type AddDetails, type Own, settledSide, userOf } from "./people.ts";
import type { Incoming } from "./read.ts";
import type { Work } from "./receiver.ts";
import type { TargetServices } from "./reply-targets.ts";
import { directTarget, modalTarget, targetsFor, viewOf } from "./reply-targets.ts";
import type { ReplyTo } from "./reply-to.ts";
import { isSlackAddress, NOT_THERE, SlackRefusal, UnclearPost } from "./web.ts";

/** What Slack can do for one answer: the targets of the event, its form modal, its files and receipt. */
class SlackAnswerPort implements AnswerPort {
  readonly pauseMs = { afterPost: 0, afterEdit: LIMITS.editIntervalMs };
  readonly workingCard: ReadyCard | undefined;
  readonly onRepeated: () => void;
  readonly form = {
    isPossible: (card: ReadyCard) => hasForm(card) && this.hasFreshTrigger(),
    open: (card: ReadyCard) => this.openModal(card),
  };
  private readonly options: SlackAnswerOptions;
  /** The modal in front of the person. */
  private readonly view: Promise<string> | undefined;
  private readonly eyes: Eyes | undefined;
  private needsInvite = false;

  constructor(options: SlackAnswerOptions) {
    const { services, to, loading, locale, onRepeated } = options;
    this.options = options;
    this.onRepeated = onRepeated;
    this.view = loading ?? (to.viewId === undefined ? undefined : Promise.resolve(to.viewId));
    this.eyes = to.mention === undefined ? undefined : addEyes(services, to.channel, to.mention);
    this.workingCard = this.eyes || this.view ? undefined : workingCard(locale);
  }

  targetsFor(card: ReadyCard): ReplyTarget[] {
    const { services, to, now } = this.options;
    const { view } = this;
    const modal = view === undefined ? [] : [modalTarget(services, to, () => view)];
    return [...modal, ...targetsFor(card, services, to, now().getTime())];
  }

  annotate(card: ReadyCard): ReadyCard {
    const t = slackMessages[card.locale];
    const isAnnounced = this.sendsFilesDirect(card) && filesOf(card).length > 0;
    const announced = isAnnounced ? withNote(card, t.filesInDirect) : card;
    return this.needsInvite ? withNote(announced, t.invite(this.options.botName)) : announced;
  }

  assess(
    error: unknown,
    card: ReadyCard,
    { isLast, isSecondTry }: { isLast: boolean; isSecondTry: boolean },
  ): FailedTry {
    this.note(error);
    const mayHaveArrived = error instanceof UnclearPost && card.tone !== "waiting";
    // Trouble of Slack's that passes is no reason to use another target before the last card has tried this one.
    const keepsTarget = !isLast && isTemporary(error);
    return {
      mayHaveArrived,
      isTriedAgain: mayHaveArrived && isLast && !isSecondTry,
      isAway: keepsTarget || isAway(error),
      keepsTarget,
    };
  }

  maybeSent(locale: Locale): string {
    return slackMessages[locale].maybeSent;
  }

  noteUndelivered(reason: string): void {
    this.options.log.error({ reason }, "an answer found no way to the person who asked");
  }

  sendFiles(card: ReadyCard, mayBeRepeated: boolean): Promise<string | null> {
    return sendCardFiles(
      card,
      (files, maybeSent) => this.placeFiles(card, { files, maybeSent, mayBeRepeated }),
      (error) => this.note(error),
    );
  }

  async sendReceipt(card: ReadyCard, targetsLeft: number): Promise<void> {
    const { services, to } = this.options;
    // The last target is the direct message itself.
    if (!to.shared || targetsLeft <= 1) return;
    await directTarget(services, to.user)
      .show(card, (unmarked) => unmarked)
      .catch((error: unknown) => this.note(error));
  }

  async close(): Promise<void> {
    await this.eyes?.remove();
  }

  /** @returns a line that says where the files are, when that is not below the card as announced */
  private async placeFiles(
    card: ReadyCard,
    what: { files: readonly CardFile[]; maybeSent: string; mayBeRepeated: boolean },
  ): Promise<string | null> {
    const { services, to, onRepeated } = this.options;
    const { files, maybeSent, mayBeRepeated } = what;
    const comment = mayBeRepeated ? maybeSent : undefined;
    const send = (place: FilePlace) =>
      sendForSure(
        services.sendFiles,
        { files, to: place, isAsked: services.isAsked, comment },
        { comment: maybeSent, onRepeated },
      );
    if (this.sendsFilesDirect(card)) {
      await send({ user: to.user });
      return null;
    }
    try {
      await send({ channel: to.channel, thread: to.thread });
      return null;
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !NOT_THERE.has(error.code)) throw error;
      this.note(error);
      await send({ user: to.user });
      return slackMessages[card.locale].filesInDirect;
    }
  }

  /** An ephemeral message carries no file: src/platforms/slack/LIMITS.md#ephemeral-messages */
  private sendsFilesDirect(card: ReadyCard): boolean {
    return this.options.to.shared && card.audience === "private";
  }

  private hasFreshTrigger(): boolean {
    const { to, now } = this.options;
    return to.trigger !== undefined && now().getTime() < to.trigger.untilMs;
  }

  private async openModal(card: ReadyCard): Promise<boolean> {
    const { services, to } = this.options;
    if (this.view || to.trigger === undefined) return false;
    const trigger_id = to.trigger.id;
    to.trigger = undefined;
    try {
      await services.web.call(trigger_id, (client) =>
        client.views.open({ trigger_id, view: viewOf(card, to) }),
      );
      return true;
    } catch (error) {
      this.note(error);
      return false;
    }
  }

  private note(error: unknown): void {
    const { to, log } = this.options;
    const code = error instanceof SlackRefusal ? error.code : "bug";
    if (to.shared && NOT_THERE.has(code)) this.needsInvite = true;
    log.warn({ code, ...(code === "bug" ? { err: error } : {}) }, "an answer could not go this way");
  }
}

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

interface SlackAnswerOptions {
  services: TargetServices;
  to: ReplyTo;
  /** The modal that was opened while the event was being stored. */
  loading?: Promise<string> | undefined;
  locale: Locale;
  /** A message is sent that may have been sent before. */
  onRepeated(): void;
  /** The bot's handle, for the /invite hint. */
  botName: string;
  now: () => Date;
  log: Logger;
}

interface Eyes {
  remove(): Promise<void>;
}

/** Adds 👀 to the message that asked: a mention brings nothing else that could be edited. */
function addEyes({ web }: TargetServices, channel: string, timestamp: string): Eyes {
  const reaction = { channel, timestamp, name: "eyes" };
  // A queue of its own: the answer does not wait for the sign of work.
  const queue = `eyes:${channel}:${timestamp}`;
  // A missing sign of work is no reason to fail the work.
  const added = web.call(queue, (client) => client.reactions.add(reaction)).catch(() => null);
  return {
    async remove() {
      if ((await added) === null) return;
      // The answer is there: a sign of work that stays does no harm.
      await web.call(queue, (client) => client.reactions.remove(reaction)).catch(() => {});
    },
  };
}

function workingCard(locale: Locale): ReadyCard {
  return { title: slackMessages[locale].working, tone: "waiting", audience: "private", blocks: [], locale };
}

/** Slack was not there, or failed by itself: later it may take what it did not take now. */
function isAway(error: unknown): boolean {
  return error instanceof SlackRefusal && (error.outcome === "unsent" || error.outcome === "unclear");
}

function isTemporary(error: unknown): boolean {
  return (
    error instanceof SlackRefusal &&
    /^(http_5|no_answer|ratelimited|internal_error|fatal_error)/.test(error.code)
  );
}

function hasForm(card: ReadyCard): boolean {
  return card.blocks.some(({ kind }) => kind === "form");
}
