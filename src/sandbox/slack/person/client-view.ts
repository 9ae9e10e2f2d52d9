import type { Block } from "../blocks/blocks.ts";
import { createFeed, type Feed } from "../feed.ts";
import type { Message, MessageChange } from "../messages.ts";
import { type NameOf, textOf } from "../text-of.ts";
import type { View, ViewChange } from "../views.ts";
import type { Channel, User } from "../workspace.ts";
import type { World } from "../world.ts";

/** A message as a person sees it. */
export interface SeenMessage {
  channel: string;
  ts: string;
  /** User id of the author. */
  user: string;
  fromApp: boolean;
  /** The raw `text`. */
  text: string;
  blocks: readonly Block[];
  /** The visible text: `textOf` with names instead of ids. */
  read: string;
  threadTs: string | null;
  ephemeral: boolean;
  edited: boolean;
  /** e.g. ["eyes"] */
  reactions: string[];
  /** File names. */
  files: string[];
  /** Downloads one of them, by its name. */
  download(name: string): { id: string; bytes: Buffer; altText: string };
}

/** A modal or Home tab as a person sees it. */
export interface SeenView {
  viewId: string;
  callbackId: string;
  title: string;
  submit: string | null;
  close: string | null;
  blocks: readonly Block[];
  read: string;
  /** Errors below fields, by block_id. */
  errors: Readonly<Record<string, string>>;
}

/** The default time-out of `nextMessage` and `nextModal`. */
const WAIT_MS = 10_000;

export interface ClientView {
  /** The visible messages of this channel, oldest first, without deleted ones and other people's ephemeral ones. */
  sees(channel: Channel | string): SeenMessage[];
  /** The topmost modal, if one is open. */
  modal(): SeenView | undefined;
  /** The Home tab that the app published for this person. */
  home(): SeenView | undefined;
  /**
   * Resolves with the next message that somebody else posted or edited since this person's last action.
   * @throws Error after `timeoutMs` (10 s), with the visible messages
   */
  nextMessage(
    channel: Channel | string,
    matches?: (message: SeenMessage) => boolean,
    options?: { timeoutMs?: number },
  ): Promise<SeenMessage>;
  /** Resolves with the next modal that was opened, pushed, updated or got errors since this person's last action. */
  nextModal(matches?: (view: SeenView) => boolean, options?: { timeoutMs?: number }): Promise<SeenView>;
  /** Reloads the client, which removes ephemeral messages. */
  reload(): void;
}

/** The client's view, with the methods that only the other parts of the person call. */
export interface PersonClientView extends ClientView {
  /** Call this when the person acts: earlier messages no longer count as next. */
  markRead(): void;
  close(reason: string): void;
}

export function createClientView(world: World, user: User): PersonClientView {
  const channelFeeds = new Map<string, Feed<SeenMessage>>();
  const viewFeed = createFeed<SeenView>();
  const hiddenByReload = new Set<Message>();
  const nameOf: NameOf = (id) =>
    world.workspace.users.get(id)?.name ?? world.workspace.channels.get(id)?.name ?? id;

  function feedOf(channelId: string): Feed<SeenMessage> {
    const feed = channelFeeds.get(channelId) ?? createFeed<SeenMessage>();
    channelFeeds.set(channelId, feed);
    return feed;
  }

  function isVisible(message: Message): boolean {
    if (message.ephemeralTo !== null) return message.ephemeralTo === user.id && !hiddenByReload.has(message);
    const channel = world.workspace.channels.get(message.channel);
    return channel !== undefined && (channel.kind === "channel" || channel.members.has(user.id));
  }

  world.messages.onChange(({ kind, message }: MessageChange) => {
    if (kind !== "posted" && kind !== "edited") return;
    if (message.user !== user.id && isVisible(message))
      feedOf(message.channel).append(seeMessage(message, nameOf));
  });
  world.views.onChange(({ kind, view }: ViewChange) => {
    if (kind !== "closed" && view.userId === user.id) viewFeed.append(seeView(view, nameOf));
  });

  const sees = (channel: Channel | string) =>
    world.messages
      .inChannel(idOf(channel))
      .filter(isVisible)
      .map((message) => seeMessage(message, nameOf));

  return {
    sees,
    modal() {
      const view = world.views.top(user.id);
      return view && seeView(view, nameOf);
    },
    home() {
      const view = world.views.home(user.id);
      return view && seeView(view, nameOf);
    },
    nextMessage(channel, matches = () => true, { timeoutMs = WAIT_MS } = {}) {
      const waitingFor = () => {
        const shown = sees(channel).map((message) => message.read);
        return `a message to ${user.name}, who sees:\n${shown.join("\n--\n") || "nothing"}`;
      };
      return feedOf(idOf(channel)).next(matches, { timeoutMs, waitingFor });
    },
    nextModal(matches = () => true, { timeoutMs = WAIT_MS } = {}) {
      const waitingFor = () => {
        const top = world.views.top(user.id);
        return `a modal for ${user.name}, who sees: ${top ? seeView(top, nameOf).read : "none"}`;
      };
      return viewFeed.next(matches, { timeoutMs, waitingFor });
    },
    reload() {
      for (const channel of world.workspace.channels.keys()) {
        for (const message of world.messages.inChannel(channel)) {
          if (message.ephemeralTo === user.id) hiddenByReload.add(message);
        }
      }
    },
    markRead() {
      for (const feed of channelFeeds.values()) feed.catchUp();
      viewFeed.catchUp();
    },
    close(reason) {
      for (const feed of channelFeeds.values()) feed.close(reason);
      viewFeed.close(reason);
    },
  };
}

export function idOf(channel: Channel | string): string {
  return typeof channel === "string" ? channel : channel.id;
}

export function seeMessage(message: Message, nameOf: NameOf): SeenMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    fromApp: message.fromApp,
    text: message.text,
    blocks: message.blocks,
    get read() {
      return textOf(this, nameOf);
    },
    threadTs: message.threadTs,
    ephemeral: message.ephemeralTo !== null,
    edited: message.editedTs !== null,
    reactions: [...message.reactions.keys()],
    files: message.files.map((file) => file.name),
    download(name) {
      const file = message.files.find((one) => one.name === name);
      if (!file) throw new Error(`there is no file ${name} on this message`);
      return { id: file.id, bytes: file.bytes, altText: file.altText };
    },
  };
}

function seeView({ id, args, errors }: View, nameOf: NameOf): SeenView {
  const isModal = args.type === "modal";
  const title = isModal ? args.title.text : "Home";
  return {
    viewId: id,
    callbackId: args.callback_id ?? "",
    title,
    submit: isModal ? (args.submit?.text ?? null) : null,
    close: isModal ? (args.close?.text ?? null) : null,
    blocks: args.blocks,
    read: [title, textOf(args, nameOf), ...Object.values(errors).map((error) => `! ${error}`)].join("\n"),
    errors,
  };
}
