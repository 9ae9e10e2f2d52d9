import type { Call } from "../../bot/call.ts";
import { filesOf, formOf, type ReadyCard } from "../../cards/card.ts";
import { type Locale, localeOf } from "../../i18n/messages.ts";
import { Answer } from "../answers/answer.ts";
import { createAnswerFence } from "../answers/answer-fence.ts";
import {
  type AnswerPort,
  type Attempt,
  type FailedTry,
  type ReplyTarget,
  titleCard,
  withNote,
} from "../answers/answer-port.ts";
import { fullCard } from "../event-queue.ts";
import type { PlatformOptions } from "../platform.ts";
import { filesNotSent } from "./files.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { type Own, type People, type SlackPerson, settledSide, userOf } from "./people.ts";
import type { Incoming } from "./read.ts";
import type { ReceivedEvent } from "./receiver.ts";
import {
  closeQuestion,
  messageTarget,
  modalTarget,
  type TargetServices,
  targetsFor,
  viewOf,
} from "./reply-targets.ts";
import type { ReplyTo } from "./reply-to.ts";
import { isSlackAddress, NOT_THERE, SlackRefusal, UnclearPost, type Web } from "./web.ts";

interface AnsweringOptions extends Required<PlatformOptions> {
  people: People;
  addDetails(call: Call): Promise<Call>;
  web: Web;
  servicesOf(web: Web): TargetServices;
  own: () => Own & { name: string };
  apiUrl: string;
}

/** Decides who gets an answer, asks the bot, and shows its cards. */
export function createAnswering(options: AnsweringOptions) {
  const { bot, people, addDetails, web, servicesOf, own, apiUrl, log } = options;

  /** A person about whom Slack says nothing may belong to another company, and gets no answer. */
  const isOurs = ({ side }: Incoming, person: SlackPerson | null) =>
    settledSide(side, person, own()) === "ours";
  const isIgnored = async (call: Call) => (await bot.ignores?.(call)) ?? false;

  return {
    /** Uses only what Slack has said about the person so far. */
    async ignores(incoming: Incoming): Promise<boolean> {
      const person = people.last(userOf(incoming.call));
      if (person !== null && !isOurs(incoming, person)) return true;
      return isIgnored(person?.isGuest ? { ...incoming.call, isGuest: true } : incoming.call);
    },
    async answer(work: ReceivedEvent): Promise<void> {
      const { incoming, isDropped } = work;
      const event = incoming.call.id;
      if (!isOurs(incoming, await people.find(userOf(incoming.call)))) {
        log.info({ event }, "nobody of this workspace is known to have sent this; not answered");
        return;
      }
      const call = await addDetails(incoming.call);
      // An event that was stored before its person was refused gets no sign of work.
      if (isDropped ? (await bot.hasRights?.(call)) === false : await isIgnored(call)) return;
      const { responseUrl } = incoming.to;
      if (responseUrl && !isSlackAddress(responseUrl.url, apiUrl)) {
        log.warn({ event }, "a response_url that is not Slack's is not answered to");
        incoming.to.responseUrl = undefined;
      }
      withdrawUnusable(work, call);
      web.asked(incoming.to.channel);
      const locale = localeOf(call.languageHint, options.defaultLocale);
      const { isHeld, isUnbroken } = createAnswerFence(
        (isHarmlessTwice) => options.inbox.isHeld(event, isHarmlessTwice),
        options.watchLease,
      );
      const services = servicesOf(web.askedBy(call.person, isUnbroken));
      const port = new SlackAnswerPort({ ...options, services }, work, locale);
      const answer = new Answer(port, {
        isReplay: work.isReplay,
        clock: options.rateLimiterClock,
        isHeld,
      });
      if (isDropped) return answer.finish(fullCard(locale));
      await answer.show(bot.answer({ ...call, isReplay: work.isReplay, isHeld }), work.giveWay, (error) => {
        log.error({ err: error, event: call.id }, "an answer broke off");
        return titleCard(slackMessages[locale].broken, "bad", locale);
      });
    },
  };
}

/** Removes the ways to reply that this event no longer offers. */
function withdrawUnusable({ incoming: { to }, isReplay, isDropped }: ReceivedEvent, call: Call): void {
  if (isReplay) {
    // The trigger and the modal were valid only before the restart.
    to.trigger = undefined;
    to.viewId = undefined;
    call.showsForms = false;
  }
  if (isDropped) {
    // The pressed message stays unchanged, so that it can be pressed again.
    to.pressed = undefined;
    to.viewId = undefined;
  }
}

type PortOptions = AnsweringOptions & { services: TargetServices };

/** What Slack can do for one answer: the targets of the event, its form modal, its files and receipt. */
class SlackAnswerPort implements AnswerPort {
  readonly pauseMs = { afterPost: 0, afterEdit: LIMITS.editIntervalMs };
  readonly workingCard: ReadyCard | undefined;
  readonly onRepeated: () => void;
  readonly form = {
    isPossible: (card: ReadyCard) => formOf(card) !== undefined && this.hasFreshTrigger(),
    open: (card: ReadyCard) => this.openModal(card),
  };
  private readonly options: PortOptions;
  private readonly to: ReplyTo;
  /** The modal that the person sees. */
  private readonly view: Promise<string> | undefined;
  private readonly removeEyes: (() => Promise<void>) | undefined;
  private needsInvite = false;

  constructor(options: PortOptions, { incoming, loading }: ReceivedEvent, locale: Locale) {
    const { to } = incoming;
    this.options = options;
    this.to = to;
    this.onRepeated = options.onRepeated;
    this.view = loading ?? (to.viewId === undefined ? undefined : Promise.resolve(to.viewId));
    this.removeEyes =
      to.mention === undefined ? undefined : addEyes(options.services.web, to.channel, to.mention);
    const isSilent = this.removeEyes === undefined && this.view === undefined;
    this.workingCard = isSilent ? titleCard(slackMessages[locale].working, "waiting", locale) : undefined;
  }

  targetsFor(card: ReadyCard): ReplyTarget[] {
    const { services, now } = this.options;
    const { view, to } = this;
    const modal = view === undefined ? [] : [modalTarget(services, to, view)];
    return [...modal, ...targetsFor(card, services, to, now().getTime())];
  }

  annotate(card: ReadyCard): ReadyCard {
    const t = slackMessages[card.locale];
    const isAnnounced = this.sendsFilesDirect(card) && filesOf(card).length > 0;
    const announced = isAnnounced ? withNote(card, t.filesInDirect) : card;
    return this.needsInvite ? withNote(announced, t.invite(this.options.own().name)) : announced;
  }

  assess(error: unknown, card: ReadyCard, { isLast, isSecondTry, timesAway }: Attempt): FailedTry {
    this.note(error);
    // A temporary failure of Slack does not change the target before the last card has tried this one. Without a connection
    // the others fail, too. A new message in place of an edit would leave the pressed question as it is, and if this process
    // died, another one would edit that: two messages with the same outcome.
    const isUnreachable = error instanceof SlackRefusal && error.outcome === "unsent";
    const keepsTarget = isLast ? isUnreachable && timesAway < LIMITS.triesWhileAway : isTemporary(error);
    const isSign = card.tone === "waiting";
    const isUnclearPost = error instanceof UnclearPost && !isSign;
    return {
      mayHaveArrived: isUnclearPost,
      mayBeEdited: !isSign && error instanceof SlackRefusal && error.mayBeDone,
      isTriedAgain: isUnclearPost && isLast && !isSecondTry,
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

  async sendFiles(card: ReadyCard, mayBeRepeated: boolean): Promise<string | null> {
    try {
      return await this.placeFiles(card, mayBeRepeated);
    } catch (error) {
      this.note(error);
      return filesNotSent(card);
    }
  }

  async sendReceipt(card: ReadyCard, targetsLeft: number): Promise<void> {
    const { to } = this;
    // The last target is the direct message itself.
    if (!to.shared || targetsLeft <= 1) return;
    await messageTarget(this.options.services, { user: to.user })
      .show(card, (unmarked) => unmarked)
      .catch((error: unknown) => this.note(error));
  }

  async closeQuestion(card: ReadyCard): Promise<void> {
    await closeQuestion(this.options.services, card).catch((error: unknown) => this.note(error));
  }

  async close(): Promise<void> {
    await this.removeEyes?.();
  }

  /** Sends the files. @returns a line that says where they are, if that is not below the card as announced */
  private async placeFiles(card: ReadyCard, mayBeRepeated: boolean): Promise<string | null> {
    const { channel, thread, user } = this.to;
    const { sendFiles } = this.options.services;
    const isDirect = this.sendsFilesDirect(card);
    try {
      await sendFiles(card, isDirect ? { user } : { channel, thread }, mayBeRepeated);
      return null;
    } catch (error) {
      if (isDirect || !(error instanceof SlackRefusal) || !NOT_THERE.has(error.code)) throw error;
      this.note(error);
      await sendFiles(card, { user }, mayBeRepeated);
      return slackMessages[card.locale].filesInDirect;
    }
  }

  /** True if files go by direct message: ephemeral ones have none. src/platforms/slack/LIMITS.md#ephemeral-messages */
  private sendsFilesDirect(card: ReadyCard): boolean {
    return this.to.shared && card.audience === "private";
  }

  private hasFreshTrigger(): boolean {
    const { trigger } = this.to;
    return trigger !== undefined && this.options.now().getTime() < trigger.untilMs;
  }

  private async openModal(card: ReadyCard): Promise<boolean> {
    const { to } = this;
    if (this.view || to.trigger === undefined) return false;
    const trigger_id = to.trigger.id;
    to.trigger = undefined;
    try {
      await this.options.services.web.call(trigger_id, (client) =>
        client.views.open({ trigger_id, view: viewOf(card, to) }),
      );
      return true;
    } catch (error) {
      this.note(error);
      return false;
    }
  }

  private note(error: unknown): void {
    const code = error instanceof SlackRefusal ? error.code : "bug";
    if (this.to.shared && NOT_THERE.has(code)) this.needsInvite = true;
    this.options.log.warn(
      { code, ...(code === "bug" ? { err: error } : {}) },
      "an answer could not go this way",
    );
  }
}

/**
 * Adds 👀 to the message that asked, because a mention offers nothing else that could be edited.
 * @returns a function that removes it
 */
function addEyes(web: Web, channel: string, timestamp: string): () => Promise<void> {
  const reaction = { channel, timestamp, name: "eyes" };
  // A separate queue, so that the answer does not wait for the sign of work.
  const queue = `eyes:${channel}:${timestamp}`;
  // A missing sign of work must not make the work fail.
  const added = web.call(queue, (client) => client.reactions.add(reaction)).catch(() => null);
  return async () => {
    if ((await added) === null) return;
    // The answer was sent, so a sign of work that stays does no harm.
    await web.call(queue, (client) => client.reactions.remove(reaction)).catch(() => {});
  };
}

function isAway(error: unknown): boolean {
  return error instanceof SlackRefusal && (error.outcome === "unsent" || error.outcome === "unclear");
}

function isTemporary(error: unknown): boolean {
  return (
    error instanceof SlackRefusal &&
    /^(http_5|no_answer|ratelimited|internal_error|fatal_error)/.test(error.code)
  );
}
