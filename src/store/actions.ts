import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

/** The actions of the buttons of one card. The buttons carry the short id. Database: table `presses`, column `press`. */
interface StoredAction {
  id: string;
  /** Whom the card was made for, `"slack:U0123"`; null: nobody in particular. */
  person: string | null;
  place: string;
  /** Sealed on disk. */
  action: string;
  until: Date;
}

export interface ActionsTable {
  /** Stores the buttons of these cards, all or none. */
  save(actions: readonly StoredAction[]): Promise<void>;
  /** Also finds one whose time is over, until it is swept: look at `until`. One that was changed outside is not found. */
  find(id: string): Promise<StoredAction | null>;
}

export function createActionsTable(engine: Engine, sealer: Sealer, log: Logger): ActionsTable {
  const db = engine.builder;
  const contents = sealer.column("presses", "press");
  const rowMac = createRowMac("presses", sealer, log);

  type Row = { id: string; person: string | null; place: string; press: Buffer; until: number; mac: Buffer };
  const insert = statement((params: Params<Row>) =>
    db.insertInto("presses").values({
      id: params.id,
      person: params.person,
      place: params.place,
      press: params.press,
      until: params.until,
      mac: params.mac,
    }),
  );
  const find = statement((params: Params<{ id: string }>) =>
    db.selectFrom("presses").selectAll().where("id", "=", params.id),
  );

  return {
    async save(actions) {
      if (actions.length === 0) return;
      await engine.write(
        actions.map(({ action, until, ...plain }) => {
          const row = { ...plain, press: contents.seal(plain.id, action), until: until.getTime() };
          return insert({ ...row, mac: rowMac.sign(row) });
        }),
      );
    },
    async find(id) {
      const row = await readOne(engine, find({ id }));
      if (row === null || !rowMac.isGenuine(row)) return null;
      const { person, place, press, until } = row;
      return { id, person, place, action: contents.open(id, press), until: new Date(until) };
    },
  };
}
