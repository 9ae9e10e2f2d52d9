import type { ActionRepository, ActionRow } from "../bot/actions.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, openOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createActionsTable(engine: Engine, sealer: Sealer, log: Logger): ActionRepository {
  const rows = rowsOf(engine, "presses", "id");
  const contents = sealer.column("presses", "press");
  const rowMac = createRowMac("presses", sealer, log);

  function rowOf({ id, person, place, action, until }: ActionRow): TableRow<"presses"> {
    const row = { id, person, place, press: contents.seal(id, action), until: until.getTime() };
    return { ...row, mac: rowMac.sign(row) };
  }

  function actionOf(row: TableRow<"presses">): ActionRow | null {
    if (!rowMac.isGenuine(row)) return null;
    const { id, person, place, press, until } = row;
    return { id, person, place, action: contents.open(id, press), until: new Date(until) };
  }

  return {
    async save(actions) {
      if (actions.length > 0) await engine.write(actions.map((action) => rows.insert(rowOf(action))));
    },
    find: (id) => openOne(engine, rows.find({ id }), actionOf),
  };
}
