import { type AppSender, type Delivery, notSent } from "./delivery.ts";
import type { Message, MessageChange } from "./messages.ts";
import { eventCallback, messageObject } from "./payloads.ts";
import type { Channel } from "./workspace.ts";
import type { World } from "./world.ts";

/** The events that this simulator can send. */
export type Subscription =
  | "app_mention"
  | "message.im"
  | "message.channels"
  | "message.groups"
  | "app_home_opened";

/** Sends the app events of the conversations that it is subscribed to. */
export interface Events {
  /** Sends a person's message as `app_mention`, `message`, both or none. Resolves with a mention's delivery, if any. */
  humanMessage(message: Message, channel: Channel): Promise<Delivery>;
  homeOpened(userId: string): Promise<Delivery>;
  /** Resolves when all events sent in the background have been delivered. */
  settled(): Promise<void>;
}

export function createEvents(
  world: World,
  appSender: AppSender,
  options: { subscriptions: ReadonlySet<Subscription>; echo: boolean },
): Events {
  const inBackground = new Set<Promise<unknown>>();
  const { workspace } = world;

  function messageEvent(message: Message, channel: Channel): Record<string, unknown> {
    const type = { channel: "channel", group: "group", im: "im" }[channel.kind];
    const isShare = message.files.length > 0;
    const { bot_id, team, ...shared } = messageObject(message, workspace);
    return {
      ...shared,
      // A message with a file contains no team (slack-api-specs issue 62). That it contains no bot_id is inferred.
      ...(isShare ? { subtype: "file_share" } : { ...(bot_id ? { bot_id } : {}), team }),
      client_msg_id: world.ids.next("m-"),
      // Present in shared channels, where `team` may be absent (the type `AppMentionEvent` of `@slack/types`).
      ...(channel.sharedBy && !isShare ? { user_team: team, source_team: team } : {}),
      channel: channel.id,
      event_ts: message.ts,
      channel_type: type,
    };
  }

  function isSubscribedTo(channel: Channel): boolean {
    const name = { channel: "message.channels", group: "message.groups", im: "message.im" } as const;
    return channel.members.has(workspace.bot.id) && options.subscriptions.has(name[channel.kind]);
  }

  /** Sends the app events of its own messages and edits, as Slack does. The app must not answer them. */
  function echo({ kind, message, byApp }: MessageChange): void {
    const channel = workspace.channels.get(message.channel);
    if (!channel || !byApp || message.ephemeralTo !== null || !isSubscribedTo(channel)) return;
    const event = echoEvent(kind, message, channel);
    if (!event) return;
    const sending = appSender
      .event(eventCallback(world, event), true)
      .finally(() => inBackground.delete(sending));
    inBackground.add(sending);
  }

  function echoEvent(kind: MessageChange["kind"], message: Message, channel: Channel) {
    const where = {
      channel: channel.id,
      channel_type: channel.kind,
      event_ts: message.editedTs ?? message.ts,
    };
    switch (kind) {
      case "posted":
        return messageEvent(message, channel);
      case "edited":
        return {
          type: "message",
          subtype: "message_changed",
          hidden: true,
          ts: message.editedTs,
          message: messageObject(message, workspace),
          previous_message: { type: "message", user: message.user, ts: message.ts },
          ...where,
        };
      case "deleted":
        return {
          type: "message",
          subtype: "message_deleted",
          hidden: true,
          ts: message.ts,
          deleted_ts: message.ts,
          ...where,
        };
      case "reacted":
        return undefined;
    }
  }

  if (options.echo) world.messages.onChange(echo);

  return {
    async humanMessage(message, channel) {
      const mentionsApp = message.text.includes(`<@${workspace.bot.id}>`);
      const asMessage = isSubscribedTo(channel) ? messageEvent(message, channel) : undefined;
      // In a direct message a mention causes no app_mention.
      const isMention = mentionsApp && channel.kind !== "im" && channel.members.has(workspace.bot.id);
      const { channel_type: _, subtype: __, ...rest } = messageEvent(message, channel);
      const asMention =
        isMention && options.subscriptions.has("app_mention") ? { ...rest, type: "app_mention" } : undefined;
      const deliveries = await Promise.all(
        [asMention, asMessage].flatMap((event) =>
          event ? appSender.event(eventCallback(world, event)) : [],
        ),
      );
      return deliveries[0] ?? notSent("the app is not subscribed to this message");
    },
    async homeOpened(userId) {
      if (!options.subscriptions.has("app_home_opened"))
        return notSent("the app is not subscribed to this event");
      const channel = workspace.dm(userId);
      const event = {
        type: "app_home_opened",
        user: userId,
        channel: channel.id,
        tab: "home",
        event_ts: world.ids.ts(),
      };
      return appSender.event(eventCallback(world, event));
    },
    async settled() {
      await Promise.all(inBackground);
    },
  };
}
