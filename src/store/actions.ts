import type { ActionRepository, ActionRow } from "../bot/actions.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, type Params, readOne, statement } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createActionsTable(engine: Engine, sealer: Sealer, log: Logger): ActionRepository {
  const db = engine.builder;
  const contents = sealer.column("presses", "press");
  const rowMac = createRowMac("presses", sealer, log);
  const insert = statement((params: Params<TableRow<"presses">>) => db.insertInto("presses").values(params));
  const find = statement((params: Params<{ id: string }>) =>
    db.selectFrom("presses").selectAll().where("id", "=", params.id),
  );

  function rowOf({ id, person, place, action, until }: ActionRow): TableRow<"presses"> {
    const row = { id, person, place, press: contents.seal(id, action), until: until.getTime() };
    return { ...row, mac: rowMac.sign(row) };
  }

  return {
    async save(actions) {
      if (actions.length > 0) await engine.write(actions.map((action) => insert(rowOf(action))));
    },
    async find(id) {
      const row = await readOne(engine, find({ id }));
      if (row === null || !rowMac.isGenuine(row)) return null;
      const { person, place, press, until } = row;
      return { id, person, place, action: contents.open(id, press), until: new Date(until) };
    },
  };
}
