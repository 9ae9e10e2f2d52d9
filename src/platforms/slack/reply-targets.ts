import { isDeepStrictEqual } from "node:util";
import type { ModalView } from "@slack/types";
import type { ReadyCard } from "../../cards/card.ts";
import type { SendFiles } from "./attachments.ts";
import { cardView, formView } from "./form-view.ts";
import { LIMITS } from "./limits.ts";
import type { Payload } from "./render.ts";
import type { ReplyTo, ResponseUrl } from "./reply-to.ts";
import { openDirect, type Web } from "./web.ts";

/** One way to show a card to somebody. */
export interface ReplyTarget {
  /** Can what was shown be replaced by the next card? */
  readonly editable: boolean;
  /** It shows cards in the place of what was pressed: shown twice, there is still one. */
  readonly replaces: boolean;
  /** Cards before the last that this way can still carry. */
  spare(): number;
  /** Milliseconds until it takes one more card before the last. */
  waitMs(): number;
  /** Sends, or replaces what was sent. @throws SlackRefusal */
  show(card: ReadyCard): Promise<void>;
}

/** What outlets are made with. */
export interface TargetServices {
  web: Web;
  /** Somebody waits for what is shown. */
  isAsked: boolean;
  sendFiles: SendFiles;
  /** Sends what `send` makes of the card, in a shape this server accepts. */
  draw(card: ReadyCard, send: (payload: Payload) => Promise<void>): Promise<void>;
}

const QUIET = { unfurl_links: false, unfurl_media: false } as const;

/** A message in a channel or direct message, edited from then on; with `ts`, an existing one of ours. */
export function messageTarget(
  { web, isAsked, draw }: TargetServices,
  { channel, thread, ts }: { channel: string; thread?: string | undefined; ts?: string | undefined },
): ReplyTarget {
  let standing = ts;
  /** What stands there; undefined when that is not known. */
  let said: Payload | undefined;
  return {
    editable: true,
    replaces: ts !== undefined,
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => (standing === undefined ? 0 : web.updateWaitMs()),
    show: (card) =>
      draw(card, async (payload) => {
        if (standing !== undefined) {
          const at = standing;
          if (isDeepStrictEqual(said, payload)) return;
          said = undefined;
          await web.update(channel, (client) => client.chat.update({ channel, ts: at, ...payload }));
          said = payload;
          return;
        }
        const place = thread === undefined ? { channel } : { channel, thread_ts: thread };
        const posted = await web.post(
          channel,
          (client) => client.chat.postMessage({ ...place, ...payload, ...QUIET }),
          isAsked,
        );
        standing = posted.ts;
        said = payload;
      }),
  };
}

/** For one pair of eyes in a channel. Slack gives no way to edit it (platform-rules). */
export function ephemeralTarget(
  { web, isAsked, draw }: TargetServices,
  { channel, thread, user }: ReplyTo,
): ReplyTarget {
  return {
    editable: false,
    replaces: false,
    spare: () => 0,
    waitMs: () => 0,
    show: (card) =>
      draw(card, async (payload) => {
        const place = thread === undefined ? { channel, user } : { channel, user, thread_ts: thread };
        await web.post(channel, (client) => client.chat.postEphemeral({ ...place, ...payload }), isAsked);
      }),
  };
}

export interface ResponseUrlTargetOptions {
  responseUrl: ResponseUrl;
  type: "ephemeral" | "in_channel";
  thread?: string | undefined;
  /**
   * Take the place of the pressed message. Only a click brings an address that can: `replace_original` on a command's
   * posts one message more (bolt-js issue 2287, bolt-python issue 1268).
   */
  replace: boolean;
}

/** Through the `response_url` of a command or a press: works where the bot is no member, 5 times in 30 minutes. */
export function responseUrlTarget(
  { web, draw }: TargetServices,
  options: ResponseUrlTargetOptions,
): ReplyTarget {
  const { responseUrl, type, thread, replace } = options;
  return {
    editable: replace,
    replaces: replace,
    // One use for the last card, one for a second try with it.
    spare: () => responseUrl.usesLeft - 2,
    waitMs: () => 0,
    show: (card) =>
      draw(card, async (payload) => {
        const place = thread === undefined || replace ? {} : { thread_ts: thread };
        responseUrl.usesLeft -= 1;
        await web.respond(responseUrl.url, {
          response_type: type,
          replace_original: replace,
          ...place,
          ...payload,
        });
      }),
  };
}

/** The person's direct message with the bot, opened when it is not yet. */
export function directTarget(targetServices: TargetServices, user: string): ReplyTarget {
  let opened: ReplyTarget | undefined;
  return {
    editable: true,
    replaces: false,
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => opened?.waitMs() ?? 0,
    async show(card) {
      if (opened === undefined) {
        opened = messageTarget(targetServices, { channel: await openDirect(targetServices.web, user) });
      }
      await opened.show(card);
    },
  };
}

/** The modal in front of the person: a form as inputs, any other card as it is. */
export function modalTarget(
  { web }: TargetServices,
  to: ReplyTo,
  viewId: () => Promise<string>,
): ReplyTarget {
  return {
    editable: true,
    replaces: true,
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => 0,
    async show(card) {
      const view = viewOf(card, to);
      const view_id = await viewId();
      await web.call(view_id, (client) => client.views.update({ view_id, view }));
    },
  };
}

/** Is the response_url worth trying? */
export function isAlive(url: ResponseUrl | undefined, nowMs: number): url is ResponseUrl {
  return url !== undefined && url.usesLeft > 0 && nowMs < url.untilMs;
}

/** Can a modal still be opened for this event? */
export function isFresh(to: ReplyTo, nowMs: number): boolean {
  return to.trigger !== undefined && nowMs < to.trigger.untilMs;
}

/** How often an outlet may be edited, in milliseconds. */
export const INTERVAL_MS = LIMITS.editIntervalMs;

/** The modal that shows this card. */
export function viewOf(card: ReadyCard, to: ReplyTo): ModalView {
  const form = card.blocks.find((block) => block.kind === "form");
  return form ? formView(form.form, to, card.locale) : cardView(card, to);
}
