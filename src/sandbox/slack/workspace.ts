import type { Identifiers } from "./identifiers.ts";
import { Refusal } from "./refusal.ts";

export interface User {
  id: string;
  name: string;
  email: string | null;
  /** In Slack's form, e.g. "vi-VN". */
  locale: string;
  isBot: boolean;
  /** The user's own workspace and organisation; absent for users of this workspace. */
  home?: Home;
  /** A guest, who sees only some channels of this workspace. */
  isGuest?: boolean;
}

/** Another workspace: of another company, or of the same organisation. */
export interface Home {
  team: string;
  /** The organisation, on Enterprise Grid. */
  enterprise?: string;
}

export interface Channel {
  id: string;
  /** Without the hash; "directmessage" for a direct message, as Slack names it in payloads. */
  name: string;
  kind: "channel" | "group" | "im";
  members: Set<string>;
  /** The id of the workspace that shares the channel with another company through Slack Connect. */
  sharedBy?: string;
}

export interface Workspace {
  readonly team: { id: string; name: string; domain: string };
  /** The organisation, on Enterprise Grid. */
  readonly enterprise: { id: string; name: string } | null;
  readonly appId: string;
  /** The app's own user and its bot id. */
  readonly bot: User & { botId: string };
  readonly users: ReadonlyMap<string, User>;
  readonly channels: ReadonlyMap<string, Channel>;
  addUser(user: { name: string; locale?: string; email?: string; home?: Home; isGuest?: boolean }): User;
  addChannel(channel: {
    name: string;
    members?: readonly User[];
    botIsMember?: boolean;
    private?: boolean;
    sharedBy?: string;
  }): Channel;
  /** The direct message between this person and the bot, created at the first use. */
  dm(userId: string): Channel;
  /** @throws Refusal `user_not_found` */
  user(id: string): User;
  /**
   * The channel with this id as the app's token sees it, or the direct message with the user of this id.
   * @throws Refusal `channel_not_found`, also for a private channel the bot is not in
   */
  channelForApp(id: string): Channel;
}

export function createWorkspace(ids: Identifiers, enterprise: Workspace["enterprise"] = null): Workspace {
  const users = new Map<string, User>();
  const channels = new Map<string, Channel>();
  const directMessages = new Map<string, Channel>();
  const bot = {
    id: ids.next("U"),
    botId: ids.next("B"),
    name: "antcrm",
    email: null,
    locale: "en-US",
    isBot: true,
  };
  users.set(bot.id, bot);

  const workspace: Workspace = {
    team: { id: ids.next("T"), name: "Sandbox", domain: "sandbox" },
    enterprise,
    appId: ids.next("A"),
    bot,
    users,
    channels,
    addUser({ name, locale = "vi-VN", email, home, isGuest = false }) {
      const user: User = { id: ids.next("U"), name, email: email ?? null, locale, isBot: false, isGuest };
      if (home) user.home = home;
      users.set(user.id, user);
      return user;
    },
    addChannel({ name, members = [], botIsMember = true, private: isPrivate = false, sharedBy }) {
      const channel: Channel = {
        id: ids.next("C"),
        name,
        kind: isPrivate ? "group" : "channel",
        members: new Set([...members.map((member) => member.id), ...(botIsMember ? [bot.id] : [])]),
        ...(sharedBy === undefined ? {} : { sharedBy }),
      };
      channels.set(channel.id, channel);
      return channel;
    },
    dm(userId) {
      const known = directMessages.get(userId);
      if (known) return known;
      workspace.user(userId);
      const channel: Channel = {
        id: ids.next("D"),
        name: "directmessage",
        kind: "im",
        members: new Set([userId, bot.id]),
      };
      channels.set(channel.id, channel);
      directMessages.set(userId, channel);
      return channel;
    },
    user(id) {
      const user = users.get(id);
      if (!user) throw new Refusal("user_not_found");
      return user;
    },
    channelForApp(id) {
      const channel = users.has(id) && id !== bot.id ? workspace.dm(id) : channels.get(id);
      const hidden = channel?.kind === "group" && !channel.members.has(bot.id);
      if (!channel || hidden) throw new Refusal("channel_not_found");
      return channel;
    },
  };
  return workspace;
}
