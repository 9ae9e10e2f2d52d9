import type { ModalView } from "@slack/types";
import { formOf, type ReadyCard } from "../../cards/card.ts";
import type { Logger } from "../../logging/logger.ts";
import type { EditableMessage, ReplyTarget } from "../answers/answer-port.ts";
import { editMessage } from "../answers/answer-port.ts";
import type { OpenQuestionMessages } from "../answers/open-questions.ts";
import { channelOf, type FilePlace, type SendFiles, threadOf } from "./files.ts";
import { cardView, formView } from "./form-view.ts";
import { type MessagePayload, renderAsText, renderCard } from "./render.ts";
import type { ReplyTo, ResponseUrl } from "./reply-to.ts";
import { SlackRefusal, type Web } from "./web.ts";

/** What all reply targets use. */
export interface TargetServices {
  web: Web;
  sendFiles: SendFiles;
  draw: ReturnType<typeof createDrawer>;
  questions: OpenQuestionMessages<SlackMessage>;
}

/** A message in a channel. An ephemeral message is none, because Slack cannot edit it. */
interface SlackMessage {
  channel: string;
  ts: string;
}

/** The targets that a card of this audience may use, best first; the last is always the person's direct messages. */
export function targetsFor(
  { audience }: ReadyCard,
  services: TargetServices,
  to: ReplyTo,
  nowMs: number,
): ReplyTarget[] {
  const { channel, thread, pressed, responseUrl } = to;
  const direct = messageTarget(services, { user: to.user });
  const isReplaced = pressed?.replace === true;
  const ts = isReplaced && !pressed.ephemeral ? pressed.ts : undefined;
  const replace = isReplaced && pressed.ephemeral;
  const respond = (type: "ephemeral" | "in_channel", replace: boolean): ReplyTarget[] => {
    const isAlive = responseUrl !== undefined && responseUrl.usesLeft > 0 && nowMs < responseUrl.untilMs;
    return isAlive ? [responseUrlTarget(services, { responseUrl, type, thread, replace })] : [];
  };

  if (!to.shared) {
    if (replace) return [...respond("ephemeral", true), direct];
    return [messageTarget(services, { channel, thread }, ts), ...respond("ephemeral", false), direct];
  }
  if (audience === "private")
    return [...respond("ephemeral", replace), ephemeralTarget(services, to), direct];
  return [messageTarget(services, { channel, thread }, ts), ...respond("in_channel", false), direct];
}

/**
 * Shows cards as one message in a channel or in a person's direct message, which is opened if needed. Later cards edit
 * it.
 * @param ts  an existing message of the bot, which the first card replaces
 */
export function messageTarget(services: TargetServices, place: FilePlace, ts?: string): ReplyTarget {
  const { web, draw, questions } = services;
  let channel: string | undefined;
  let message: EditableMessage<string, MessagePayload> | undefined =
    ts === undefined ? undefined : { ref: ts, content: undefined };

  async function post(to: string, payload: MessagePayload): Promise<void> {
    const posted = await web.post(to, (client) =>
      client.chat.postMessage({
        channel: to,
        ...threadOf(place),
        ...payload,
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    if (posted.ts !== undefined) message = { ref: posted.ts, content: payload };
  }

  async function update(to: string, ref: string, payload: MessagePayload): Promise<boolean> {
    await web.update(to, (client) => client.chat.update({ channel: to, ts: ref, ...payload }));
    return true;
  }

  return {
    editable: true,
    waitMs: () => (message === undefined ? 0 : web.updateWaitMs()),
    async show(card, mark) {
      channel ??= await channelOf(place, web);
      const to = channel;
      await draw(ts === undefined ? mark(card) : card, async (payload) => {
        if (message === undefined) await post(to, payload);
        else await editMessage(message, payload, (ref) => update(to, ref, payload));
      });
      if (message !== undefined) questions.shown(card, { channel: to, ts: message.ref });
    },
  };
}

/** Shows in its message that the question which this card ends is closed. */
export async function closeQuestion(
  { web, draw, questions }: TargetServices,
  card: ReadyCard,
): Promise<void> {
  const closed = questions.take(card);
  if (closed === null) return;
  const { channel, ts } = closed.ref;
  await draw(closed.card, async (payload) => {
    await web.update(channel, (client) => client.chat.update({ channel, ts, ...payload }));
  });
}

/** Shows a card in a channel to one person. Slack cannot edit it: src/platforms/slack/LIMITS.md#ephemeral-messages */
function ephemeralTarget({ web, draw }: TargetServices, to: ReplyTo): ReplyTarget {
  const { channel, user } = to;
  return {
    editable: false,
    spare: () => 0,
    show: (card, mark) =>
      draw(mark(card), async (payload) => {
        const place = { channel, user, ...threadOf(to) };
        await web.post(channel, (client) => client.chat.postEphemeral({ ...place, ...payload }));
      }),
  };
}

interface ResponseUrlTargetOptions {
  responseUrl: ResponseUrl;
  type: "ephemeral" | "in_channel";
  thread?: string | undefined;
  /**
   * Replaces the pressed message. Only the `response_url` of a click can do that:
   * src/platforms/slack/LIMITS.md#response-urls
   */
  replace: boolean;
}

/** Sends through the `response_url` of a command or a press: works without membership, 5 times in 30 minutes. */
function responseUrlTarget({ web, draw }: TargetServices, options: ResponseUrlTargetOptions): ReplyTarget {
  const { responseUrl, type, replace } = options;
  return {
    editable: replace,
    // One use is kept for the last card, and one for its second try.
    spare: () => responseUrl.usesLeft - 2,
    show: (card, mark) =>
      draw(replace ? card : mark(card), async (payload) => {
        responseUrl.usesLeft -= 1;
        await web.respond(responseUrl.url, {
          response_type: type,
          replace_original: replace,
          ...(!replace && threadOf(options)),
          ...payload,
        });
      }),
  };
}

/** Shows cards in the open modal: a form as inputs, any other card as it is. */
export function modalTarget({ web }: TargetServices, to: ReplyTo, viewId: Promise<string>): ReplyTarget {
  return {
    editable: true,
    async show(card) {
      const view = viewOf(card, to);
      const view_id = await viewId;
      await web.call(view_id, (client) => client.views.update({ view_id, view }));
    },
  };
}

/** Returns the modal that shows this card. */
export function viewOf(card: ReadyCard, to: ReplyTo): ModalView {
  const form = formOf(card);
  return form ? formView(form, to, card.locale) : cardView(card, to);
}

/**
 * Sends cards in a shape that this server accepts. A server without table blocks (GovSlack and proxies may lag behind)
 * is remembered after one refusal. Any other refused card is sent as bare text, and is logged as our mistake.
 */
export function createDrawer(log: Logger) {
  let tables = true;

  return async (card: ReadyCard, send: (payload: MessagePayload) => Promise<void>): Promise<void> => {
    const payload = renderCard(card, { tables });
    const code = await refusedShape(send(payload));
    if (code === null) return;
    if (
      payload.blocks.some(({ type }) => type === "table") &&
      (await refusedShape(send(renderCard(card, { tables: false })))) === null
    ) {
      tables = false;
      return;
    }
    log.error({ code }, "Slack refused the layout of a card");
    await send(renderAsText(card));
  };
}

/** Slack's errors for blocks that it does not accept. */
const REFUSED_SHAPES = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "invalid_payload",
]);

/** Waits for the result. @returns Slack's error code if it does not accept the blocks; null when they were sent */
async function refusedShape(sending: Promise<void>): Promise<string | null> {
  try {
    await sending;
    return null;
  } catch (error) {
    if (error instanceof SlackRefusal && REFUSED_SHAPES.has(error.code)) return error.code;
    throw error;
  }
}
