import type { Logger } from "../../logging/logger.ts";
import { describe } from "./failure.ts";

/** Stores which group became which supergroup: places that were stored before still name the old one. */
export interface ChatMigrationRows {
  /** `-1002003004005` for `-4005`; null when it has not moved, as far as anybody knows. */
  find(chat: number): Promise<number | null>;
  keep(from: number, to: number): Promise<void>;
}

export interface ChatMigrations {
  /** The id that this chat has now. Never rejects. */
  home(chat: number): Promise<number>;
  /** Telegram said that the group has moved. Never rejects. */
  follow(from: number, to: number): Promise<void>;
}

/** Ids of supergroups and channels are at or below this one: src/platforms/telegram/LIMITS.md#groups. Only ids above it can migrate. */
const FIRST_SUPERGROUP = -1_000_000_000_000;

export function createChatMigrations(book: ChatMigrationRows | undefined, log: Logger): ChatMigrations {
  const homes = new Map<number, number>();

  return {
    async home(chat) {
      if (chat >= 0 || chat <= FIRST_SUPERGROUP) return chat;
      const known = homes.get(chat);
      if (known !== undefined) return known;
      try {
        const home = (await book?.find(chat)) ?? chat;
        homes.set(chat, home);
        return home;
      } catch (thrown) {
        // Telegram tells it again with its next refusal.
        log.warn(`telegram: where a group has moved could not be looked up (${describe(thrown)})`);
        return chat;
      }
    },
    async follow(from, to) {
      homes.set(from, to);
      try {
        await book?.keep(from, to);
      } catch (thrown) {
        log.warn(`telegram: where a group has moved could not be kept (${describe(thrown)})`);
      }
    },
  };
}
