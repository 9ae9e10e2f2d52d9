import type { SettingsRepository } from "../../settings/settings.ts";

/** A walk over all tickets, backwards from its beginning. */
export interface WalkMark {
  /** From 1. */
  number: number;
  begunAt: Date;
  /** Everything changed since then was met. */
  cursor: Date;
  ended: boolean;
}

/**
 * How far the index was read, in two keys: changes are read while a walk is under way, and neither may overwrite the
 * other's mark.
 */
export interface Marks {
  readTo(): Promise<Date | null>;
  setReadTo(at: Date): Promise<void>;
  walk(): Promise<WalkMark | null>;
  /** The one after `last`. */
  beginWalk(last: number, at: Date): Promise<WalkMark>;
  moveWalk(mark: WalkMark): Promise<void>;
}

const READ = "house:ticket-index.read";
const WALK = "house:ticket-index.walk";

interface StoredWalk {
  number: number;
  begunAt: number;
  cursor: number;
  ended: boolean;
}

export function createMarks(rows: SettingsRepository, now: () => Date): Marks {
  async function moveWalk({ number, begunAt, cursor, ended }: WalkMark): Promise<void> {
    const stored: StoredWalk = { number, begunAt: begunAt.getTime(), cursor: cursor.getTime(), ended };
    await rows.set(WALK, JSON.stringify(stored), now());
  }

  return {
    async readTo() {
      const stored = await rows.get(READ);
      return stored === null ? null : new Date(JSON.parse(stored));
    },
    setReadTo: (at) => rows.set(READ, JSON.stringify(at.getTime()), now()),
    async walk() {
      const stored = await rows.get(WALK);
      if (stored === null) return null;
      const { number, begunAt, cursor, ended }: StoredWalk = JSON.parse(stored);
      return { number, begunAt: new Date(begunAt), cursor: new Date(cursor), ended };
    },
    async beginWalk(last, at) {
      const mark = { number: last + 1, begunAt: at, cursor: at, ended: false };
      await moveWalk(mark);
      return mark;
    },
    moveWalk,
  };
}
