import type { DraftRepository, DraftRow } from "../bot/forms/draft.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, openOne, type Params, statement } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createDraftsTable(engine: Engine, sealer: Sealer, log: Logger): DraftRepository {
  const contents = sealer.column("drafts", "content");
  const rowMac = createRowMac("drafts", sealer, log);
  const rows = rowsOf(engine, "drafts", "id");
  const queries = draftQueries(engine);

  function draftOf(row: TableRow<"drafts">): DraftRow | null {
    if (!rowMac.isGenuine(row)) return null;
    const { id, person, place, content, asking, until } = row;
    return {
      ...{ id, person, place },
      content: contents.open(id, content),
      asking: asking === 1,
      until: new Date(until),
    };
  }

  return {
    async save({ id, person, place, content, asking, until }) {
      const sealed = contents.seal(id, content);
      const row = { id, person, place, content: sealed, asking: asking ? 1 : 0, until: until.getTime() };
      const upsert = rows.upsert({ ...row, mac: rowMac.sign(row) });
      await engine.write(asking ? [queries.stopAsking({ id, person, place }), upsert] : [upsert]);
    },
    find: (id) => openOne(engine, rows.find({ id }), draftOf),
    asking: (person, place, now) => openOne(engine, queries.asking({ person, place, now }), draftOf),
    remove: (id) => execute(engine, rows.remove({ id })),
  };
}

function draftQueries({ builder: db }: Engine) {
  return {
    /** Marks the person's other drafts in this place as not asking. */
    stopAsking: statement(({ id, ...others }: Params<{ id: string; person: string; place: string }>) =>
      db
        .updateTable("drafts")
        .set({ asking: 0 })
        .where((is) => is.and({ ...others, asking: 1 }))
        .where("id", "!=", id),
    ),
    asking: statement(({ now, ...whose }: Params<{ person: string; place: string; now: number }>) =>
      db
        .selectFrom("drafts")
        .selectAll()
        .where((is) => is.and({ ...whose, asking: 1 }))
        .where("until", ">", now)
        .orderBy("until", "desc")
        .limit(1),
    ),
  };
}
