import { type Courier, type Delivery, notSent } from "./delivery.ts";
import type { Message, MessageChange } from "./messages.ts";
import { eventCallback, messageObject } from "./payloads.ts";
import type { Channel } from "./workspace.ts";
import type { World } from "./world.ts";

/** The events an app can subscribe to here. */
export type Subscription =
  | "app_mention"
  | "message.im"
  | "message.channels"
  | "message.groups"
  | "app_home_opened";

/** Tells the app what happens in conversations it may hear of. */
export interface Events {
  /** A person's message: `app_mention`, `message`, both or neither. The mention's delivery is the one returned. */
  humanMessage(message: Message, channel: Channel): Promise<Delivery>;
  homeOpened(userId: string): Promise<Delivery>;
  /** Resolves when the events sent in the background are through. */
  settled(): Promise<void>;
}

export function createEvents(
  world: World,
  courier: Courier,
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
      // A message with a file tells neither team (slack-api-specs issue 62) nor, as far as we know, that an app sent it.
      ...(isShare ? { subtype: "file_share" } : { ...(bot_id ? { bot_id } : {}), team }),
      client_msg_id: world.ids.next("m-"),
      // Told in shared channels, where `team` may be left out (the type `AppMentionEvent` of `@slack/types`).
      ...(channel.sharedBy && !isShare ? { user_team: team, source_team: team } : {}),
      channel: channel.id,
      event_ts: message.ts,
      channel_type: type,
    };
  }

  function hears(channel: Channel): boolean {
    const name = { channel: "message.channels", group: "message.groups", im: "message.im" } as const;
    return channel.members.has(workspace.bot.id) && options.subscriptions.has(name[channel.kind]);
  }

  /** The app hears itself too: its own messages and edits come back as events, and it must not answer them. */
  function echo({ kind, message, byApp }: MessageChange): void {
    const channel = workspace.channels.get(message.channel);
    if (!channel || !byApp || message.ephemeralTo !== null || !hears(channel)) return;
    const event = echoEvent(kind, message, channel);
    if (!event) return;
    const sending = courier
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
      const asMessage = hears(channel) ? messageEvent(message, channel) : undefined;
      // In a direct message a mention is a message like any other.
      const isMention = mentionsApp && channel.kind !== "im" && channel.members.has(workspace.bot.id);
      const { channel_type: _, subtype: __, ...rest } = messageEvent(message, channel);
      const asMention =
        isMention && options.subscriptions.has("app_mention") ? { ...rest, type: "app_mention" } : undefined;
      const deliveries = await Promise.all(
        [asMention, asMessage].flatMap((event) => (event ? courier.event(eventCallback(world, event)) : [])),
      );
      return deliveries[0] ?? notSent("the app does not hear of this message");
    },
    async homeOpened(userId) {
      if (!options.subscriptions.has("app_home_opened")) return notSent("the app does not hear of this");
      const channel = workspace.dm(userId);
      const event = {
        type: "app_home_opened",
        user: userId,
        channel: channel.id,
        tab: "home",
        event_ts: world.ids.ts(),
      };
      return courier.event(eventCallback(world, event));
    },
    async settled() {
      await Promise.all(inBackground);
    },
  };
}
