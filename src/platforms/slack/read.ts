import type * as z from "zod";
import type { Body, Call, Place, SourceMessage } from "../../bot/call.ts";
import { looksLikeTable } from "../../bot/files.ts";
import { LIMITS } from "./limits.ts";
import {
  blockActions,
  blockSuggestion,
  eventCallback,
  type MessageEvent,
  messageEvent,
  messageShortcut,
  type SharedFile,
  slashCommand,
  UNUSED_TYPES,
  viewSubmission,
} from "./payloads.ts";
import { type Own, type Side, sideOf, sideOfAuthor } from "./people.ts";
import { freshResponseUrl, type ReplyTo, readOrigin } from "./reply-to.ts";
import { decodeText, withoutMention } from "./text.ts";

/** The message shortcut's name in the manifest. */
export const TICKET_SHORTCUT = "create_ticket";
/** `callback_id` of our forms, and the `action_id` of what is filled in them. */
export const FORM_VIEW = "form";
export const FIELD_PREFIX = "field.";
/** The prefix of the input for a value that is not in the menu. */
export const OTHER_PREFIX = "other.";
/** `action_id` of a menu that suggests customers. */
export const SUGGESTING = "suggest";
/** `action_id` of a button whose card is replaced by the answer. */
export const REPLACING = "replace.";

/** The body of a message without any text. */
const HELP: Body = { kind: "command", command: "help", text: "" };

/** A payload that is addressed to the bot, and the ways to answer it. */
export interface Incoming {
  call: Call;
  to: ReplyTo;
  /** Whether the payload itself says that the person belongs to our workspace or organisation. */
  side: Exclude<Side, "outside">;
}

/** `ignored`: documented by Slack, but not for the bot. `unknown`: not documented by Slack. */
export type PayloadReading = Incoming | "ignored" | "unknown";

/**
 * Returns what a payload asks of the bot. Pure: the same payload always gives the same result.
 * @param own        the bot's own user, whose mention is removed from the text, and its workspace
 * @param receivedAt when the payload arrived; the life of its trigger and response_url starts then
 */
export function readPayload(payload: unknown, own: Own, receivedAt: Date): PayloadReading {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return "unknown";
  if ("command" in payload) return readCommand(payload, own, receivedAt);
  switch ("type" in payload ? payload.type : undefined) {
    case "event_callback":
      return readEvent(payload, own);
    case "block_actions":
      return readInteraction(payload, blockActions, own, (it) => readAction(it, receivedAt));
    case "message_action":
      return readInteraction(payload, messageShortcut, own, (it) => readShortcut(it, receivedAt));
    case "view_submission":
      return readInteraction(payload, viewSubmission, own, (it) => readForm(it, receivedAt));
    default:
      return "type" in payload && UNUSED_TYPES.has(String(payload.type)) ? "ignored" : "unknown";
  }
}

function readCommand(payload: unknown, own: Own, receivedAt: Date): PayloadReading {
  const parsed = slashCommand.safeParse(payload);
  if (!parsed.success) return "unknown";
  const it = parsed.data;
  const side = sideOfCommand(it, own);
  if (side === "outside") return "ignored";
  const text = decodeText(it.text).trim();
  const to = replyTo(it.user_id, it.channel_id, it, receivedAt);
  const body: Body = text === "" ? HELP : { kind: "text", text, fresh: true };
  return incoming(`slack:${it.team_id}:${it.trigger_id}`, it.user_name, { to, side }, body);
}

function readEvent(payload: unknown, own: Own): PayloadReading {
  const parsed = eventCallback.safeParse(payload);
  if (!parsed.success) return "unknown";
  const { team_id, event_id, event, is_ext_shared_channel } = parsed.data;
  if (event.type !== "app_mention" && event.type !== "message") return "ignored";

  const message = messageEvent.safeParse(event).data;
  if (message === undefined || message.user === undefined || !isAddressed(message, own.userId))
    return "ignored";
  const side = sideOfAuthor(message, is_ext_shared_channel, own);
  if (side === "outside") return "ignored";
  const mentioned = message.type === "app_mention";
  const text = decodeText(withoutMention(message.text, own.userId)).trim();
  const to: ReplyTo = {
    user: message.user,
    channel: message.channel,
    thread: message.thread_ts,
    shared: !isDirect(message.channel),
    mention: mentioned ? message.ts : undefined,
  };
  const read = incoming(`slack:${team_id}:${event_id}`, "", { to, side }, bodyOf(text, message.files));
  const source = sharedIn(message);
  if (source === undefined) return read;
  read.call.source = source;
  // Without a text by this person, only the forwarded text counts.
  if (text === "" && message.files.length === 0) {
    read.call.relayed = "forwarded";
    read.call.body = { kind: "text", text: source.text };
  }
  return read;
}

/**
 * Returns the body of a message. A mention names its files as a direct message does (bolt-js issue 2056). If there are
 * several files, the tables count: a screenshot beside the table changes nothing.
 */
function bodyOf(text: string, shared: readonly SharedFile[]): Body {
  const files = shared.map(({ id, name, mimetype, size }) => ({
    id,
    name: name ?? "",
    sizeBytes: size ?? null,
    mime: mimetype ?? null,
  }));
  const tables = files.filter(looksLikeTable);
  const file = tables[0] ?? files[0];
  if (file === undefined || (tables.length === 0 && text !== "")) {
    return text === "" ? HELP : { kind: "text", text };
  }
  return { kind: "file", file, text, ...(tables.length > 1 && { others: tables.length - 1 }) };
}

/** Slackbot posts reminders, also those that somebody else has set: "Reminder: @antcrm …". */
const SLACKBOT = "USLACKBOT";

/**
 * The subtypes of messages that people write: with a file, in a thread and in its chat too, and with `/me`.
 * @see https://docs.slack.dev/reference/events/message
 */
const OF_PEOPLE: ReadonlySet<string> = new Set(["file_share", "thread_broadcast", "me_message"]);

/**
 * Returns true for a person's own message to the bot: a mention, or a direct message. Posts by apps, workflows and
 * Slackbot, edits and joins do not count. Nor does the channel message that Slack sends beside an app_mention. An app
 * can post in a person's name.
 */
function isAddressed(event: MessageEvent, botUserId: string): boolean {
  const byApp = Boolean(event.bot_id || event.app_id) || event.user === SLACKBOT;
  const byPerson = !byApp && event.user !== botUserId && event.edited === undefined;
  const isMessage = event.subtype === undefined || OF_PEOPLE.has(event.subtype);
  return byPerson && isMessage && (event.type === "app_mention" || isDirect(event.channel));
}

/** Returns the message that was forwarded with this text, or without a text. */
function sharedIn({ attachments }: MessageEvent): SourceMessage | undefined {
  const shared = attachments.find(({ is_share, is_msg_unfurl }) => is_share || is_msg_unfurl);
  if (shared?.channel_id === undefined || shared.ts === undefined) return undefined;
  return {
    id: `slack:${shared.channel_id}:${shared.ts}`,
    text: decodeText(shared.text),
    author: shared.author_name ?? shared.author_id ?? "",
    at: new Date(Number(shared.ts) * 1000),
    ...(shared.from_url && { permalink: shared.from_url }),
  };
}

/**
 * Returns the side of a command's author. A command names the workspace and the organisation in which it was typed.
 * People of another company have only the commands of their own workspace.
 * @see https://github.com/slackapi/bolt-js/issues/1875
 */
function sideOfCommand(it: z.output<typeof slashCommand>, own: Own): Side {
  const side = sideOf(it.team_id, own);
  return side === "ours" || it.enterprise_id === undefined ? side : sideOf(it.enterprise_id, own);
}

/**
 * Reads the use of a button, the shortcut or a modal. People of another company are ignored.
 * @param read  returns null if the payload is not for the bot
 */
function readInteraction<T extends Pick<z.output<typeof blockActions>, "team" | "user" | "trigger_id">>(
  payload: unknown,
  shape: z.ZodType<T>,
  own: Own,
  read: (it: T) => { to: ReplyTo; body: Body; source?: SourceMessage } | null,
): PayloadReading {
  const it = shape.safeParse(payload).data;
  if (it === undefined) return "unknown";
  const { team, user, trigger_id } = it;
  const side = sideOf(user.team_id, own);
  const asked = side === "outside" ? null : read(it);
  if (side === "outside" || asked === null) return "ignored";
  const { to, body, source } = asked;
  const id = `slack:${team?.id ?? user.team_id ?? ""}:${trigger_id}`;
  const found = incoming(id, user.name ?? user.username ?? "", { to, side }, body);
  if (source) found.call.source = source;
  return found;
}

function readAction(it: z.output<typeof blockActions>, receivedAt: Date) {
  const action = it.actions[0];
  // A link button also reports its click, and an input its change. Neither is a press that the bot can answer.
  if (action?.value === undefined) return null;
  const origin = it.view ? readOrigin(it.view.private_metadata) : null;
  if (!it.channel && !origin) return null;

  const ts = it.container?.message_ts;
  const to: ReplyTo = {
    ...(origin?.reply ?? { channel: it.channel?.id ?? "", shared: !isDirect(it.channel?.id ?? "") }),
    user: it.user.id,
    trigger: freshTrigger(it.trigger_id, receivedAt),
  };
  if (it.view) to.viewId = it.view.id;
  else {
    to.thread = it.container?.thread_ts ?? it.message?.thread_ts;
    to.responseUrl = freshResponseUrl(it.response_url, receivedAt);
    if (ts) {
      const replace = action.action_id.startsWith(REPLACING);
      to.pressed = { ts, ephemeral: it.container?.is_ephemeral ?? false, replace };
    }
  }
  return { to, body: { kind: "action" as const, action: action.value } };
}

function readShortcut(it: z.output<typeof messageShortcut>, receivedAt: Date) {
  if (it.callback_id !== TICKET_SHORTCUT) return null;
  const { message } = it;
  const to = { ...replyTo(it.user.id, it.channel.id, it, receivedAt), thread: message.thread_ts };
  const body: Body = { kind: "command", command: "ticket", text: "", review: true };
  const domain = it.team?.domain;
  const source = {
    id: `slack:${it.channel.id}:${message.ts}`,
    text: decodeText(message.text),
    author: message.username ?? message.bot_profile?.name ?? message.user ?? "",
    at: new Date(Number(message.ts) * 1000),
    // Slack's own link (chat.getPermalink) replaces this one if the bot may ask for it.
    ...(domain && {
      permalink: `https://${domain}.slack.com/archives/${it.channel.id}/p${message.ts.replace(".", "")}`,
    }),
  };
  return { to, body, source };
}

function readForm(it: z.output<typeof viewSubmission>, receivedAt: Date) {
  const origin = readOrigin(it.view.private_metadata);
  if (it.view.callback_id !== FORM_VIEW || origin?.draft === undefined) return null;
  const to: ReplyTo = { ...origin.reply, user: it.user.id, trigger: freshTrigger(it.trigger_id, receivedAt) };
  const values = formValues(it.view.state.values);
  return { to, body: { kind: "form" as const, draft: origin.draft, values } };
}

/**
 * Returns a request for suggestions, which has no event of its own, and the field; null unless it comes from a form of
 * ours, or if the person belongs to another company.
 */
export function readSuggestion(payload: unknown, own: Own): (Incoming & { field: string }) | null {
  const it = blockSuggestion.safeParse(payload).data;
  const origin = it?.view.callback_id === FORM_VIEW ? readOrigin(it.view.private_metadata) : null;
  if (it === undefined || origin?.draft === undefined || it.action_id !== SUGGESTING) return null;
  const side = sideOf(it.user.team_id, own);
  if (side === "outside" || !it.block_id.startsWith(FIELD_PREFIX)) return null;
  const field = it.block_id.slice(FIELD_PREFIX.length);
  const to: ReplyTo = { ...origin.reply, user: it.user.id };
  const body: Body = { kind: "form", draft: origin.draft, values: { [field]: it.value } };
  const id = `slack:${it.team?.id ?? ""}:${origin.draft}`;
  return { ...incoming(id, it.user.name ?? it.user.username ?? "", { to, side }, body), field };
}

/** Returns the values of the form's fields. A text typed beside a menu overrides the choice in it. */
function formValues(state: z.output<typeof viewSubmission>["view"]["state"]["values"]) {
  const values: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [blockId, inputs] of Object.entries(state)) {
    const input = Object.values(inputs)[0];
    const value = input?.value ?? input?.selected_option?.value ?? input?.selected_date ?? "";
    if (blockId.startsWith(FIELD_PREFIX)) values[blockId.slice(FIELD_PREFIX.length)] = value;
    else if (value !== "") others[blockId.slice(OTHER_PREFIX.length)] = value;
  }
  return { ...values, ...others };
}

function incoming(
  id: string,
  personName: string,
  { to, side }: Omit<Incoming, "call">,
  body: Body,
): Incoming {
  const place: Place = { platform: "slack", chat: to.channel, shared: to.shared };
  if (to.thread !== undefined) place.thread = to.thread;
  // A trigger opens a modal with the whole form.
  const showsForms = to.trigger !== undefined;
  return { call: { id, person: `slack:${to.user}`, personName, place, body, showsForms }, to, side };
}

/**
 * Returns true for a conversation of two people: one with the bot, or one between two people where a command was typed.
 * Only the id shows it, because a channel can have any name, even `directmessage`.
 */
function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}

/** Returns the ways to reply that a command or a shortcut offers. */
function replyTo(
  user: string,
  channel: string,
  offered: { response_url?: string | undefined; trigger_id: string },
  receivedAt: Date,
): ReplyTo {
  return {
    user,
    channel,
    shared: !isDirect(channel),
    responseUrl: freshResponseUrl(offered.response_url, receivedAt),
    trigger: freshTrigger(offered.trigger_id, receivedAt),
  };
}

function freshTrigger(id: string, receivedAt: Date): { id: string; untilMs: number } {
  return { id, untilMs: receivedAt.getTime() + LIMITS.triggerMs };
}
