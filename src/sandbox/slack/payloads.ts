import type { Control } from "./blocks/interactive.ts";
import type { Message } from "./messages.ts";
import { fileInEvent } from "./shared-files.ts";
import { encodeTyped } from "./typed-text.ts";
import { stateOf } from "./view-state.ts";
import type { View } from "./views.ts";
import type { Channel, User, Workspace } from "./workspace.ts";
import type { World } from "./world.ts";

/** The bodies that Slack sends to an app, in the shapes of @slack/bolt's types. */

/** The legacy verification token, which every payload still contains. Signatures have replaced it. */
const TOKEN = "sandbox-verification-token";

function frame({ workspace }: World, user: User): Record<string, unknown> {
  return {
    token: TOKEN,
    team: { id: workspace.team.id, domain: workspace.team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: clickSource(user, workspace) },
    api_app_id: workspace.appId,
    enterprise: workspace.enterprise,
    is_enterprise_install: false,
  };
}

/**
 * Returns the `user.team_id` of a click, which is the person's own. `team` is the app's workspace, also for a click by
 * a person of another company (https://github.com/slackapi/java-slack-sdk/issues/1041). "The user.team_id will report
 * an enterprise organization ID (which starts with an E) instead of team ID, when using an Enterprise organization"
 * (https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload).
 */
function clickSource({ home }: User, { team, enterprise }: Workspace): string {
  return home?.enterprise ?? home?.team ?? enterprise?.id ?? team.id;
}

export function slashCommand(world: World, user: User, channel: Channel, command: string, text: string) {
  const { workspace } = world;
  return {
    token: TOKEN,
    // Where the command was typed (https://github.com/slackapi/bolt-js/issues/1875).
    team_id: user.home?.team ?? workspace.team.id,
    team_domain: workspace.team.domain,
    ...(workspace.enterprise && {
      enterprise_id: user.home ? user.home.enterprise : workspace.enterprise.id,
      enterprise_name: workspace.enterprise.name,
    }),
    channel_id: channel.id,
    channel_name: channel.kind === "group" ? "privategroup" : channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text: encodeTyped(text, workspace, { links: world.escapesCommands, handles: true }),
    api_app_id: workspace.appId,
    is_enterprise_install: "false",
    response_url: world.responseUrls.issue("commands", {
      channel: channel.id,
      userId: user.id,
      source: null,
    }),
    trigger_id: world.triggers.issue(user.id),
  };
}

/** Where a control was used: in a message of a channel, or in a view. */
export type Surface = { message: Message; channel: Channel } | { view: View };

export function blockActions(world: World, user: User, surface: Surface, control: Control, chosen: object) {
  const base = {
    type: "block_actions",
    ...frame(world, user),
    trigger_id: world.triggers.issue(user.id),
    actions: [{ ...actionOf(control), ...chosen, action_ts: world.ids.ts() }],
  };
  if ("view" in surface) {
    return {
      ...base,
      container: { type: "view", view_id: surface.view.id },
      view: viewObject(world, surface.view),
    };
  }
  const { message, channel } = surface;
  const isEphemeral = message.ephemeralTo !== null;
  return {
    ...base,
    container: { type: "message", message_ts: message.ts, channel_id: channel.id, is_ephemeral: isEphemeral },
    channel: { id: channel.id, name: channel.name },
    // The payload contains no ephemeral message: src/platforms/slack/LIMITS.md#ephemeral-messages
    ...(isEphemeral ? {} : { message: messageObject(message, world.workspace) }),
    state: { values: {} },
    response_url: world.responseUrls.issue("actions", {
      channel: channel.id,
      userId: user.id,
      source: message,
      threadTs: message.threadTs,
    }),
  };
}

function actionOf({ blockId, element }: Control): Record<string, unknown> {
  const { type, action_id } = element;
  const label = "text" in element && typeof element.text === "object" ? { text: element.text } : {};
  const value = "value" in element && element.value !== undefined ? { value: element.value } : {};
  return { type, block_id: blockId, action_id, ...label, ...value };
}

export function messageShortcut(
  world: World,
  user: User,
  channel: Channel,
  message: Message,
  callbackId: string,
) {
  return {
    type: "message_action",
    ...frame(world, user),
    callback_id: callbackId,
    action_ts: world.ids.ts(),
    trigger_id: world.triggers.issue(user.id),
    response_url: world.responseUrls.issue("actions", {
      channel: channel.id,
      userId: user.id,
      source: null,
      threadTs: message.threadTs,
    }),
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.name },
    message: messageObject(message, world.workspace),
  };
}

export function globalShortcut(world: World, user: User, callbackId: string) {
  return {
    type: "shortcut",
    ...frame(world, user),
    callback_id: callbackId,
    action_ts: world.ids.ts(),
    trigger_id: world.triggers.issue(user.id),
  };
}

export function viewSubmission(world: World, user: User, view: View) {
  return {
    type: "view_submission",
    ...frame(world, user),
    trigger_id: world.triggers.issue(user.id),
    view: viewObject(world, view),
    response_urls: [],
  };
}

export function viewClosed(world: World, user: User, view: View, isCleared: boolean) {
  return { type: "view_closed", ...frame(world, user), view: viewObject(world, view), is_cleared: isCleared };
}

export function blockSuggestion(world: World, user: User, surface: Surface, control: Control, query: string) {
  return {
    type: "block_suggestion",
    ...frame(world, user),
    block_id: control.blockId,
    action_id: control.element.action_id,
    value: query,
    ...("view" in surface
      ? { container: { type: "view", view_id: surface.view.id }, view: viewObject(world, surface.view) }
      : {
          container: { type: "message", message_ts: surface.message.ts, channel_id: surface.channel.id },
          channel: { id: surface.channel.id, name: surface.channel.name },
          message: messageObject(surface.message, world.workspace),
        }),
  };
}

/**
 * Returns an event in the wrapper of the Events API. In a shared channel its `team_id` is the workspace that shares it,
 * while `authorizations` names ours (https://github.com/slackapi/java-slack-sdk/issues/629).
 */
export function eventCallback(world: World, event: Record<string, unknown>) {
  const { workspace } = world;
  const sharedBy = workspace.channels.get(String(event.channel))?.sharedBy;
  return {
    token: TOKEN,
    team_id: sharedBy ?? workspace.team.id,
    context_team_id: workspace.team.id,
    context_enterprise_id: workspace.enterprise?.id ?? null,
    api_app_id: workspace.appId,
    event,
    type: "event_callback",
    event_id: world.ids.next("Ev"),
    event_time: Math.floor(world.now() / 1_000),
    authorizations: [
      {
        enterprise_id: workspace.enterprise?.id ?? null,
        team_id: workspace.team.id,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: sharedBy !== undefined,
    event_context: world.ids.next("4-"),
  };
}

/** Returns a message as the Web API and the payloads contain it. */
export function messageObject(message: Message, workspace: Workspace): Record<string, unknown> {
  return {
    type: "message",
    user: message.user,
    ts: message.ts,
    text: message.text,
    // The author's own workspace (https://docs.slack.dev/reference/events/app_mention).
    team: workspace.users.get(message.user)?.home?.team ?? workspace.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.fromApp ? { bot_id: workspace.bot.botId, app_id: workspace.appId } : {}),
    // An app that posts in a person's name is named beside the person (the type `AppMentionEvent` of `@slack/types`).
    ...(message.byOtherApp ? { bot_id: message.byOtherApp.botId, app_id: message.byOtherApp.appId } : {}),
    ...(message.shared ? { attachments: [sharedObject(message.shared, workspace)] } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.editedTs ? { edited: { user: message.user, ts: message.editedTs } } : {}),
    ...(message.reactions.size > 0
      ? {
          reactions: [...message.reactions].map(([name, users]) => ({
            name,
            users: [...users],
            count: users.size,
          })),
        }
      : {}),
    ...(message.files.length > 0 ? { files: message.files.map(fileInEvent), upload: false } : {}),
  };
}

/** Returns a view as answers of `views.*` and payloads contain it. */
export function viewObject({ workspace }: Pick<World, "workspace">, view: View): Record<string, unknown> {
  const { args } = view;
  return {
    id: view.id,
    team_id: workspace.team.id,
    app_id: workspace.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
    type: args.type,
    title: args.type === "modal" ? args.title : null,
    submit: args.type === "modal" ? (args.submit ?? null) : null,
    close: args.type === "modal" ? (args.close ?? null) : null,
    clear_on_close: args.type === "modal" ? (args.clear_on_close ?? false) : false,
    notify_on_close: args.type === "modal" ? (args.notify_on_close ?? false) : false,
    blocks: args.blocks,
    private_metadata: args.private_metadata ?? "",
    callback_id: args.callback_id ?? "",
    external_id: args.external_id ?? "",
    state: { values: stateOf(view) },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
  };
}

/** Returns the attachment that "Forward message" adds: `is_share`, the author, and the address of the original. */
function sharedObject({ message, authorName }: NonNullable<Message["shared"]>, { team }: Workspace) {
  const from_url = `https://${team.domain}.slack.com/archives/${message.channel}/p${message.ts.replace(".", "")}`;
  return {
    is_msg_unfurl: true,
    is_share: true,
    channel_id: message.channel,
    channel_team: team.id,
    ts: message.ts,
    author_id: message.user,
    author_name: authorName,
    from_url,
    text: message.text,
    fallback: message.text,
  };
}
