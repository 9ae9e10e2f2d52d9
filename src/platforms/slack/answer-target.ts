import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { RateLimiterClock } from "../rate-limiter.ts";
import { type Delivery, untilDelivered } from "../retry-policy.ts";
import { createAnswerFiles } from "./answer-files.ts";
import { slackMessages } from "./messages.ts";
import { withNote } from "./note.ts";
import type { AnswerTarget } from "./present.ts";
import { NOT_THERE, SlackRefusal, UnclearPost } from "./refusal.ts";
import {
  directTarget,
  ephemeralTarget,
  INTERVAL_MS,
  isAlive,
  isFresh,
  messageTarget,
  modalTarget,
  type ReplyTarget,
  responseUrlTarget,
  type TargetServices,
  viewOf,
} from "./reply-targets.ts";
import type { ReplyTo } from "./reply-to.ts";

export interface AnswerTargetOptions {
  targetServices: TargetServices;
  to: ReplyTo;
  /** The modal that was opened while the event was being stored. */
  loading?: Promise<string> | undefined;
  locale: "vi" | "en";
  /** The event is handled again: what is said now may have been said before. */
  again: boolean;
  /** A message is sent that may have been sent before. */
  onRepeated(): void;
  /** The bot's handle, for the /invite hint. */
  botName: string;
  now: () => Date;
  /** The time by which an answer waits for Slack to be back. */
  clock: RateLimiterClock;
  log: Logger;
}

/** A first card that cannot be edited waits this long for the complete one. */
const HOLD_MS = 1_500;

/**
 * Where this answer is shown: by the best way the event offers, and by the next best when Slack refuses it, down to the
 * person's direct messages. A private card in a shared place never takes a way that others can see.
 */
export function createAnswerTarget(options: AnswerTargetOptions): AnswerTarget {
  const { targetServices, to, loading, locale, botName, onRepeated, now, clock, log } = options;
  const eyes = to.mention === undefined ? undefined : createEyes(targetServices, to.channel, to.mention);
  const files = createAnswerFiles(targetServices, to, { onRepeated, note });
  let ways: ReplyTarget[] = [];
  /** Those that failed only because Slack was away: they are good again when it is back. */
  let resting: ReplyTarget[] = [];
  let audience: ReadyCard["audience"] | undefined;
  let shown: ReadyCard | undefined;
  let editedAtMs = Number.NEGATIVE_INFINITY;
  let invite = false;
  let mayBeThere = options.again;
  let isCounted = false;
  const openView = loading ?? (to.viewId === undefined ? undefined : Promise.resolve(to.viewId));
  const modal = openView === undefined ? [] : [modalTarget(targetServices, to, () => openView)];

  function wayFor(card: ReadyCard): ReplyTarget | undefined {
    if (card.audience !== audience) {
      // Another audience: what was shown stays, and a new message begins.
      audience = card.audience;
      ways = [...modal, ...waysFor(card, targetServices, to, now().getTime())];
      resting = [];
    }
    return ways[0];
  }

  async function show(card: ReadyCard, last: boolean): Promise<boolean> {
    if (card === shown) return true;
    if (hasForm(card) && isFresh(to, now().getTime()) && (await openModal(card))) {
      shown = card;
      return true;
    }
    let triedTwice = false;
    for (let way = wayFor(card); way !== undefined; way = ways[0]) {
      try {
        await way.show(noted(card, way));
        if (shown !== undefined) editedAtMs = now().getTime();
        shown = card;
        return true;
      } catch (error) {
        note(error);
        if (error instanceof UnclearPost && card.tone !== "waiting") {
          mayBeThere = true;
          isCounted = false;
          // Once more, and saying so, is better than an answer that nobody gets.
          if (last && !triedTwice) {
            triedTwice = true;
            continue;
          }
        }
        // A hiccup of Slack's is no reason to leave for another place before the last card has tried this one.
        if (!last && isHiccup(error)) return false;
        if (isAway(error)) resting.push(way);
        ways = ways.slice(1);
      }
    }
    return false;
  }

  /** The last card, once: by every way there is. */
  async function deliver(card: ReadyCard): Promise<Delivery> {
    if (await show(card, true)) return "delivered";
    if (resting.length === 0) return "impossible";
    ways = resting;
    resting = [];
    return "away";
  }

  /** The card with what the reader must know about how it comes. */
  function noted(card: ReadyCard, way: ReplyTarget): ReadyCard {
    const t = slackMessages[card.locale];
    const notified = files.announced(card);
    const invited = invite ? withNote(notified, t.invite(botName)) : notified;
    // A sign of work, or a card in the place of what was pressed, says nothing twice.
    if (!mayBeThere || card.tone === "waiting" || way.replaces) return invited;
    if (!isCounted) onRepeated();
    isCounted = true;
    return withNote(invited, t.maybeSent);
  }

  /** A form needs no message when its modal opens; where a placeholder stands, the card with the button follows it. */
  async function openModal(card: ReadyCard): Promise<boolean> {
    if (openView || to.trigger === undefined) return false;
    const trigger_id = to.trigger.id;
    to.trigger = undefined;
    try {
      await targetServices.web.call(trigger_id, (client) =>
        client.views.open({ trigger_id, view: viewOf(card, to) }),
      );
      return shown === undefined;
    } catch (error) {
      note(error);
      return false;
    }
  }

  function note(error: unknown): void {
    const code = error instanceof SlackRefusal ? error.code : "bug";
    if (to.shared && NOT_THERE.has(code)) invite = true;
    log.warn({ code, ...(code === "bug" ? { err: error } : {}) }, "an answer could not go this way");
  }

  return {
    async working() {
      if (eyes || openView) return;
      const waiting: ReadyCard = { ...blank(locale), title: slackMessages[locale].working, tone: "waiting" };
      const way = wayFor(waiting);
      if (way && way.spare() > 0) await show(waiting, false);
    },
    delayMs(card) {
      if (card === shown) return Number.POSITIVE_INFINITY;
      const way = hasForm(card) && isFresh(to, now().getTime()) ? undefined : wayFor(card);
      if (way === undefined) return 0;
      if (way.spare() <= 0) return Number.POSITIVE_INFINITY;
      if (way.editable) return Math.max(editedAtMs + INTERVAL_MS - now().getTime(), way.waitMs());
      return shown?.tone === "waiting" && card.tone === "waiting" ? Number.POSITIVE_INFINITY : HOLD_MS;
    },
    async progress(card) {
      await show(card, false);
    },
    async finish(card) {
      const delivery = await untilDelivered(() => deliver(card), clock);
      if (delivery !== "delivered") {
        log.error({ reason: delivery }, "an answer found no way to the person who asked");
      }
      const line = await files.send(card, mayBeThere);
      if (line !== null) await addLine(card, line);
      if (card.receipt && to.shared && ways.length > 1) await sendReceipt(card);
      await eyes?.close();
    },
  };

  /** A line under what stands there; where that cannot be edited, a line of its own. */
  async function addLine(card: ReadyCard, line: string): Promise<void> {
    const under = ways[0]?.editable === true;
    await show(
      under ? withNote(card, line) : { ...blank(locale), audience: card.audience, title: line },
      true,
    );
  }

  async function sendReceipt(card: ReadyCard): Promise<void> {
    try {
      await directTarget(targetServices, to.user).show(card);
    } catch (error) {
      note(error);
    }
  }
}

/** The ways a card of this audience may take, best first; the last is always the person's direct messages. */
function waysFor(card: ReadyCard, targetServices: TargetServices, to: ReplyTo, nowMs: number): ReplyTarget[] {
  const { channel, thread, pressed, responseUrl } = to;
  const direct = directTarget(targetServices, to.user);
  const inPlace =
    pressed?.replace === true && !pressed.ephemeral ? { channel, thread, ts: pressed.ts } : undefined;
  const replacesOwn = pressed?.replace === true && pressed.ephemeral;
  const respond = (type: "ephemeral" | "in_channel", replace: boolean): ReplyTarget[] =>
    isAlive(responseUrl, nowMs)
      ? [responseUrlTarget(targetServices, { responseUrl, type, thread, replace })]
      : [];

  if (!to.shared) {
    if (replacesOwn) return [...respond("ephemeral", true), direct];
    const message = messageTarget(targetServices, inPlace ?? { channel, thread });
    return [message, ...respond("ephemeral", false), direct];
  }
  if (card.audience === "private") {
    return [...respond("ephemeral", replacesOwn), ephemeralTarget(targetServices, to), direct];
  }
  return [
    messageTarget(targetServices, inPlace ?? { channel, thread }),
    ...respond("in_channel", false),
    direct,
  ];
}

/** 👀 on the message that asked: a mention brings nothing else that could be edited. */
function createEyes({ web }: TargetServices, channel: string, timestamp: string): { close(): Promise<void> } {
  const reaction = { channel, timestamp, name: "eyes" };
  // A lane of its own: the answer does not queue behind the sign that it is being worked on.
  const lane = `eyes:${channel}:${timestamp}`;
  // A missing sign of work is no reason to fail the work.
  const added = web.call(lane, (client) => client.reactions.add(reaction)).catch(() => null);
  return {
    async close() {
      if ((await added) === null) return;
      await web.call(lane, (client) => client.reactions.remove(reaction)).catch(() => {});
    },
  };
}

/** Slack was not there, or failed by itself: later it may take what it did not take now. */
function isAway(error: unknown): boolean {
  return error instanceof SlackRefusal && (error.outcome === "unsent" || error.outcome === "unclear");
}

function isHiccup(error: unknown): boolean {
  return (
    error instanceof SlackRefusal &&
    /^(http_5|no_answer|ratelimited|internal_error|fatal_error)/.test(error.code)
  );
}

function hasForm(card: ReadyCard): boolean {
  return card.blocks.some(({ kind }) => kind === "form");
}

function blank(locale: "vi" | "en"): ReadyCard {
  return { title: "", tone: "plain", audience: "private", blocks: [], locale };
}
