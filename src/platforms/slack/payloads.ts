import * as z from "zod";

/**
 * The parts of Slack's payloads that the bot reads. Everything else is ignored.
 * @see https://docs.slack.dev/reference/interaction-payloads and /reference/events
 */

const team = z.object({ id: z.string(), domain: z.string().optional() }).nullish();
const user = z.object({
  id: z.string(),
  name: z.string().optional(),
  username: z.string().optional(),
  /**
   * The person's own workspace, while `team` is the app's (https://github.com/slackapi/java-slack-sdk/issues/1041). On
   * Enterprise Grid it may be the organisation's id, or absent.
   */
  team_id: z.string().optional(),
});

export const slashCommand = z.object({
  command: z.string(),
  text: z.string().default(""),
  team_id: z.string().default(""),
  /** Only on Enterprise Grid. */
  enterprise_id: z.string().optional(),
  channel_id: z.string(),
  user_id: z.string(),
  user_name: z.string().default(""),
  trigger_id: z.string(),
  response_url: z.string().optional(),
});

export const eventCallback = z.object({
  type: z.literal("event_callback"),
  team_id: z.string().default(""),
  event_id: z.string(),
  /** True in a channel shared with another company (Slack Connect). */
  is_ext_shared_channel: z.boolean().default(false),
  event: z.looseObject({ type: z.string() }),
});

/** @see https://docs.slack.dev/reference/objects/file-object */
const sharedFile = z.object({
  id: z.string(),
  /** Absent, like all but the id, if `file_access` is `"check_file_info"`. `files.info` then gives it. */
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
});

export type SharedFile = z.output<typeof sharedFile>;

/**
 * A message that was shared into this one, by "Forward message" or by its link.
 * @see https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments; `is_share`, `is_msg_unfurl`,
 * `channel_id` and `ts` as slackapi/python-slack-sdk and others read them
 */
const sharedMessage = z.object({
  is_share: z.boolean().optional(),
  is_msg_unfurl: z.boolean().optional(),
  text: z.string().default(""),
  author_name: z.string().optional(),
  author_id: z.string().optional(),
  channel_id: z.string().optional(),
  ts: z.string().optional(),
  from_url: z.string().optional(),
});

export const messageEvent = z.object({
  type: z.enum(["app_mention", "message"]),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  /** Absent if a person wrote the message with one of Slack's own clients. */
  app_id: z.string().nullish(),
  user: z.string().optional(),
  /** The workspace of its author. */
  team: z.string().optional(),
  user_team: z.string().optional(),
  text: z.string().default(""),
  ts: z.string(),
  thread_ts: z.string().optional(),
  channel: z.string(),
  edited: z.unknown().optional(),
  // The text is worth reading even if a file beside it is not as documented.
  files: z.array(sharedFile).catch([]).default([]),
  attachments: z.array(sharedMessage).catch([]).default([]),
});

export type MessageEvent = z.output<typeof messageEvent>;

const action = z.object({
  action_id: z.string(),
  value: z.string().optional(),
  action_ts: z.string().optional(),
});

export const blockActions = z.object({
  type: z.literal("block_actions"),
  team,
  user,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z
    .object({
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .optional(),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  view: z.object({ id: z.string(), private_metadata: z.string().default("") }).optional(),
  actions: z.array(action).min(1),
});

export const messageShortcut = z.object({
  type: z.literal("message_action"),
  callback_id: z.string(),
  team,
  user,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }),
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().default(""),
    user: z.string().optional(),
    username: z.string().optional(),
    bot_profile: z.object({ name: z.string().optional() }).optional(),
  }),
});

const inputState = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_date: z.string().nullish(),
});

/** What a person types into a menu whose options the bot supplies. It has no `trigger_id`. */
export const blockSuggestion = z.object({
  type: z.literal("block_suggestion"),
  team,
  user,
  block_id: z.string(),
  action_id: z.string(),
  /** What was typed so far. */
  value: z.string(),
  view: z.object({ callback_id: z.string().default(""), private_metadata: z.string().default("") }),
});

export const viewSubmission = z.object({
  type: z.literal("view_submission"),
  team,
  user,
  trigger_id: z.string(),
  view: z.object({
    id: z.string(),
    callback_id: z.string().default(""),
    private_metadata: z.string().default(""),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), inputState)) }),
  }),
});

/** Payload types that Slack documents and this bot does not use. They are no error, and nothing is done. */
export const UNUSED_TYPES = new Set(["view_closed", "shortcut", "interactive_message"]);
