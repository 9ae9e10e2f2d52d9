import type { SettingsRepository } from "../../settings/settings.ts";

const READ = "house:ticket-index.read";
const WALK = "house:ticket-index.walk";

/** A walk over all tickets, from its beginning back in time. */
export interface WalkMark {
  /** Counted from 1. */
  number: number;
  begunAt: Date;
  /** The walk has seen everything that was changed since this time. */
  cursor: Date;
  ended: boolean;
  /** True if this walk or an earlier one has ended, so that every ticket can be counted. */
  isFull: boolean;
  /** True if this walk is of the current version of the index, `TicketIndexRepository.version`. */
  isCurrent: boolean;
  /** True if this walk or an earlier one of the current version has ended, so that every ticket can be listed. */
  isListed: boolean;
}

interface StoredWalk {
  number: number;
  begunAt: number;
  cursor: number;
  ended: boolean;
  /** These three are absent in a mark of an older version of the bot. */
  version?: string;
  wasFull?: boolean;
  wasListed?: boolean;
}

export type Marks = ReturnType<typeof createMarks>;

/**
 * Stores how far the index was read, in two settings. Changes are read during a walk, and neither may overwrite the
 * other's mark.
 */
export function createMarks(rows: SettingsRepository, version: string, now: () => Date) {
  const store = (walk: StoredWalk) => rows.set(WALK, JSON.stringify(walk), now());

  async function storedWalk(): Promise<StoredWalk | null> {
    const stored = await rows.get(WALK);
    return stored === null ? null : JSON.parse(stored);
  }

  function markOf(walk: StoredWalk): WalkMark {
    const { number, ended } = walk;
    const isCurrent = walk.version === version;
    return {
      ...{ number, ended, isCurrent },
      begunAt: new Date(walk.begunAt),
      cursor: new Date(walk.cursor),
      isFull: ended || (walk.wasFull ?? number > 1),
      isListed: isCurrent && (ended || walk.wasListed === true),
    };
  }

  return {
    async readTo(): Promise<Date | null> {
      const stored = await rows.get(READ);
      return stored === null ? null : new Date(JSON.parse(stored));
    },
    setReadTo: (at: Date) => rows.set(READ, JSON.stringify(at.getTime()), now()),

    async walk(): Promise<WalkMark | null> {
      const stored = await storedWalk();
      return stored && markOf(stored);
    },
    /** Stores how far this walk has come, unless another one has begun. */
    async moveWalk({ number, cursor, ended }: Pick<WalkMark, "number" | "cursor" | "ended">): Promise<void> {
      const stored = await storedWalk();
      if (stored?.number === number) await store({ ...stored, cursor: cursor.getTime(), ended });
    },
    /** Begins the walk after `last`. */
    async beginWalk(last: WalkMark | null, at: Date): Promise<WalkMark> {
      const begun: StoredWalk = {
        ...{
          number: (last?.number ?? 0) + 1,
          begunAt: at.getTime(),
          cursor: at.getTime(),
          ended: false,
          version,
        },
        wasFull: last?.isFull ?? false,
        wasListed: last?.isListed ?? false,
      };
      await store(begun);
      return markOf(begun);
    },
  };
}
