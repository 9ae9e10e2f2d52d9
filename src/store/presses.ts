import type { Log } from "../logging/logger.ts";
import { type Engine, readOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { Sealer } from "./sealing.ts";
import { type Gaps, statement } from "./statement.ts";

/** What the buttons of a card do when they are pressed, kept under the short id they carry. */
interface StoredPress {
  id: string;
  /** Whom the card was made for, `"slack:U0123"`; null: nobody in particular. */
  person: string | null;
  place: string;
  /** Sealed on disk. */
  press: string;
  until: Date;
}

export interface PressesTable {
  /** Stores the buttons of these cards, all or none. */
  save(presses: readonly StoredPress[]): Promise<void>;
  /** Also finds one whose time is over, until it is swept: look at `until`. One that was changed outside is not found. */
  find(id: string): Promise<StoredPress | null>;
}

export function createPressesTable(engine: Engine, sealer: Sealer, log: Log): PressesTable {
  const db = engine.builder;
  const contents = sealer.column("presses", "press");
  const rowMac = createRowMac("presses", sealer, log);

  type Row = { id: string; person: string | null; place: string; press: Buffer; until: number; mac: Buffer };
  const insert = statement((gaps: Gaps<Row>) =>
    db.insertInto("presses").values({
      id: gaps.id,
      person: gaps.person,
      place: gaps.place,
      press: gaps.press,
      until: gaps.until,
      mac: gaps.mac,
    }),
  );
  const find = statement((gaps: Gaps<{ id: string }>) =>
    db.selectFrom("presses").selectAll().where("id", "=", gaps.id),
  );

  return {
    async save(presses) {
      if (presses.length === 0) return;
      await engine.write(
        presses.map(({ press, until, ...plain }) => {
          const row = { ...plain, press: contents.seal(plain.id, press), until: until.getTime() };
          return insert({ ...row, mac: rowMac.sign(row) });
        }),
      );
    },
    async find(id) {
      const row = await readOne(engine, find({ id }));
      if (row === null || !rowMac.isGenuine(row)) return null;
      const { person, place, press, until } = row;
      return { id, person, place, press: contents.open(id, press), until: new Date(until) };
    },
  };
}
