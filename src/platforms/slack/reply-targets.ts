import type { ModalView } from "@slack/types";
import type { ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import { editMessage } from "../answers/answer.ts";
import type { EditableMessage, ReplyTarget } from "../answers/answer-port.ts";
import type { SendFiles } from "./files.ts";
import { cardView, formView } from "./form-view.ts";
import type { Payload } from "./render.ts";
import { renderAsText, renderCard } from "./render.ts";
import type { ReplyTo, ResponseUrl } from "./reply-to.ts";
import { openDirect, SlackRefusal, type Web } from "./web.ts";

/** What Slack says of blocks it does not take. */
const REFUSED_SHAPES = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "invalid_payload",
]);

/** What all reply targets use. */
export interface TargetServices {
  web: Web;
  /** Somebody waits for what is shown. */
  isAsked: boolean;
  sendFiles: SendFiles;
  /** Sends what `send` makes of the card, in a shape this server accepts. */
  draw(card: ReadyCard, send: (payload: Payload) => Promise<void>): Promise<void>;
}

const QUIET = { unfurl_links: false, unfurl_media: false } as const;

/** Where a message is posted. With `ts` it is an existing message of ours, which the first card replaces. */
interface MessagePlace {
  channel: string;
  thread?: string | undefined;
  ts?: string | undefined;
}

/** A message in a channel or direct message; later cards edit it. */
export function messageTarget(services: TargetServices, place: MessagePlace): ReplyTarget {
  const { web, draw } = services;
  const { channel, ts } = place;
  let message: EditableMessage<string, Payload> | undefined =
    ts === undefined ? undefined : { ref: ts, content: undefined };
  return {
    editable: true,
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => (message === undefined ? 0 : web.updateWaitMs()),
    show: (card, mark) =>
      draw(ts === undefined ? mark(card) : card, async (payload) => {
        if (message === undefined) {
          const ref = await postMessage(services, place, payload);
          if (ref !== undefined) message = { ref, content: payload };
          return;
        }
        await editMessage(message, payload, async (ref) => {
          await web.update(channel, (client) => client.chat.update({ channel, ts: ref, ...payload }));
          return true;
        });
      }),
  };
}

/** @returns the `ts` of the message */
async function postMessage(
  { web, isAsked }: TargetServices,
  { channel, thread }: MessagePlace,
  payload: Payload,
): Promise<string | undefined> {
  const place = thread === undefined ? { channel } : { channel, thread_ts: thread };
  const posted = await web.post(
    channel,
    (client) => client.chat.postMessage({ ...place, ...payload, ...QUIET }),
    isAsked,
  );
  return posted.ts;
}

/** A message in a channel that one person sees. Slack cannot edit it: src/platforms/slack/LIMITS.md#ephemeral-messages */
function ephemeralTarget(
  { web, isAsked, draw }: TargetServices,
  { channel, thread, user }: ReplyTo,
): ReplyTarget {
  return {
    editable: false,
    spare: () => 0,
    waitMs: () => 0,
    show: (card, mark) =>
      draw(mark(card), async (payload) => {
        const place = thread === undefined ? { channel, user } : { channel, user, thread_ts: thread };
        await web.post(channel, (client) => client.chat.postEphemeral({ ...place, ...payload }), isAsked);
      }),
  };
}

interface ResponseUrlTargetOptions {
  responseUrl: ResponseUrl;
  type: "ephemeral" | "in_channel";
  thread?: string | undefined;
  /**
   * Replaces the pressed message. Only the `response_url` of a click can do that: src/platforms/slack/LIMITS.md#response-urls
   */
  replace: boolean;
}

/** Through the `response_url` of a command or a press: works where the bot is no member, 5 times in 30 minutes. */
function responseUrlTarget({ web, draw }: TargetServices, options: ResponseUrlTargetOptions): ReplyTarget {
  const { responseUrl, type, thread, replace } = options;
  return {
    editable: replace,
    // One use for the last card, one for a second try with it.
    spare: () => responseUrl.usesLeft - 2,
    waitMs: () => 0,
    show: (card, mark) =>
      draw(replace ? card : mark(card), async (payload) => {
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
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => opened?.waitMs() ?? 0,
    async show(card, mark) {
      if (opened === undefined) {
        opened = messageTarget(targetServices, { channel: await openDirect(targetServices.web, user) });
      }
      await opened.show(card, mark);
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
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => 0,
    async show(card) {
      const view = viewOf(card, to);
      const view_id = await viewId();
      await web.call(view_id, (client) => client.views.update({ view_id, view }));
    },
  };
}

/** The modal that shows this card. */
export function viewOf(card: ReadyCard, to: ReplyTo): ModalView {
  const form = card.blocks.find((block) => block.kind === "form");
  return form ? formView(form.form, to, card.locale) : cardView(card, to);
}

/** The targets that a card of this audience may use, best first; the last is always the person's direct messages. */
export function targetsFor(
  { audience }: ReadyCard,
  services: TargetServices,
  to: ReplyTo,
  nowMs: number,
): ReplyTarget[] {
  const { channel, thread, pressed, responseUrl } = to;
  const direct = directTarget(services, to.user);
  const isReplaced = pressed?.replace === true;
  const ts = isReplaced && !pressed.ephemeral ? pressed.ts : undefined;
  const replace = isReplaced && pressed.ephemeral;
  const respond = (type: "ephemeral" | "in_channel", replace: boolean): ReplyTarget[] => {
    const isAlive = responseUrl !== undefined && responseUrl.usesLeft > 0 && nowMs < responseUrl.untilMs;
    return isAlive ? [responseUrlTarget(services, { responseUrl, type, thread, replace })] : [];
  };

  if (!to.shared) {
    if (replace) return [...respond("ephemeral", true), direct];
    return [messageTarget(services, { channel, thread, ts }), ...respond("ephemeral", false), direct];
  }
  if (audience === "private")
    return [...respond("ephemeral", replace), ephemeralTarget(services, to), direct];
  return [messageTarget(services, { channel, thread, ts }), ...respond("in_channel", false), direct];
}

/**
 * Sends cards in a shape this server takes. A server without table blocks (GovSlack and proxies lag behind) is learned
 * once and remembered; a card that is refused all the same still arrives, as bare text, and is logged as our mistake.
 */
export function createDrawer(log: Logger) {
  let tables = true;

  return async function draw(card: ReadyCard, send: (payload: Payload) => Promise<void>): Promise<void> {
    const payload = renderCard(card, { tables });
    try {
      await send(payload);
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !REFUSED_SHAPES.has(error.code)) throw error;
      if (
        payload.blocks.some(({ type }) => type === "table") &&
        (await sent(send, renderCard(card, { tables: false })))
      ) {
        tables = false;
        return;
      }
      log.error({ code: error.code }, "Slack refused the layout of a card");
      await send(renderAsText(card));
    }
  };
}

async function sent(send: (payload: Payload) => Promise<void>, payload: Payload): Promise<boolean> {
  try {
    await send(payload);
    return true;
  } catch (error) {
    if (error instanceof SlackRefusal && REFUSED_SHAPES.has(error.code)) return false;
    throw error;
  }
}
