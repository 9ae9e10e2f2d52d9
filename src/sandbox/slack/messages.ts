import type { Block } from "./blocks/blocks.ts";
import type { Identifiers } from "./identifiers.ts";
import type { SharedFile } from "./shared-files.ts";

export interface Message {
  ts: string;
  channel: string;
  user: string;
  /** Posted by the app itself. */
  fromApp: boolean;
  text: string;
  blocks: Block[];
  threadTs: string | null;
  /** The only person who sees it; null for a message everybody in the channel sees. */
  ephemeralTo: string | null;
  editedTs: string | null;
  deleted: boolean;
  reactions: Map<string, Set<string>>;
  files: SharedFile[];
  /** The message that this one forwards. */
  shared?: { message: Message; authorName: string };
  /** Set when another app posted it, in its own name or in this person's. */
  byOtherApp?: { botId: string; appId: string };
}

export interface MessageChange {
  kind: "posted" | "edited" | "deleted" | "reacted";
  message: Message;
  /** Whether the app caused it; otherwise a person did. */
  byApp: boolean;
}

type NewMessage = Pick<Message, "channel" | "user" | "fromApp" | "text"> &
  Partial<Pick<Message, "blocks" | "threadTs" | "ephemeralTo" | "files" | "shared" | "byOtherApp">>;

/** All messages of the workspace. Listeners are notified of each change. */
export interface Messages {
  post(message: NewMessage): Message;
  edit(message: Message, change: { text: string; blocks: Block[] }): void;
  delete(message: Message, byApp?: boolean): void;
  react(message: Message, name: string, userId: string, on: boolean): void;
  /** Finds a message by channel and `ts`, ephemeral ones included, deleted ones not. */
  find(channel: string, ts: string): Message | undefined;
  /** The messages of a channel in order of posting, without deleted ones. */
  inChannel(channel: string): Message[];
  onChange(listener: (change: MessageChange) => void): void;
}

export function createMessages(ids: Identifiers): Messages {
  const byChannel = new Map<string, Map<string, Message>>();
  const listeners: ((change: MessageChange) => void)[] = [];
  const notify = (change: MessageChange) => {
    for (const listener of listeners) listener(change);
  };

  function messagesOf(channel: string): Map<string, Message> {
    const known = byChannel.get(channel) ?? new Map<string, Message>();
    byChannel.set(channel, known);
    return known;
  }

  return {
    post(message) {
      const posted: Message = {
        blocks: [],
        threadTs: null,
        ephemeralTo: null,
        files: [],
        ...message,
        ts: ids.ts(),
        editedTs: null,
        deleted: false,
        reactions: new Map(),
      };
      messagesOf(posted.channel).set(posted.ts, posted);
      notify({ kind: "posted", message: posted, byApp: posted.fromApp });
      return posted;
    },
    edit(message, { text, blocks }) {
      message.text = text;
      message.blocks = blocks;
      message.editedTs = ids.ts();
      notify({ kind: "edited", message, byApp: true });
    },
    delete(message, byApp = true) {
      message.deleted = true;
      messagesOf(message.channel).delete(message.ts);
      notify({ kind: "deleted", message, byApp });
    },
    react(message, name, userId, on) {
      const people = message.reactions.get(name) ?? new Set<string>();
      if (on) people.add(userId);
      else people.delete(userId);
      if (people.size > 0) message.reactions.set(name, people);
      else message.reactions.delete(name);
      notify({ kind: "reacted", message, byApp: true });
    },
    find: (channel, ts) => byChannel.get(channel)?.get(ts),
    inChannel: (channel) => [...(byChannel.get(channel)?.values() ?? [])],
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
