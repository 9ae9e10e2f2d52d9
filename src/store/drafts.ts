import type { DraftRepository, DraftRow } from "../bot/forms/draft.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, type Params, readOne, statement } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createDraftsTable(engine: Engine, sealer: Sealer, log: Logger): DraftRepository {
  const contents = sealer.column("drafts", "content");
  const rowMac = createRowMac("drafts", sealer, log);
  const queries = draftQueries(engine);

  function draftOf(row: TableRow<"drafts"> | null): DraftRow | null {
    if (row === null || !rowMac.isGenuine(row)) return null;
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
      const upsert = queries.upsert({ ...row, mac: rowMac.sign(row) });
      await engine.write(asking ? [queries.stopAsking({ id, person, place }), upsert] : [upsert]);
    },
    find: async (id) => draftOf(await readOne(engine, queries.find({ id }))),
    asking: async (person, place, now) =>
      draftOf(await readOne(engine, queries.asking({ person, place, now }))),
    remove: (id) => execute(engine, queries.remove({ id })),
  };
}

function draftQueries({ builder: db }: Engine) {
  return {
    upsert: statement((params: Params<TableRow<"drafts">>) => {
      const { id, ...change } = params;
      return db
        .insertInto("drafts")
        .values({ id, ...change })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(change));
    }),
    /** Marks the person's other drafts in this place as not asking. */
    stopAsking: statement(({ id, ...others }: Params<{ id: string; person: string; place: string }>) =>
      db
        .updateTable("drafts")
        .set({ asking: 0 })
        .where((is) => is.and({ ...others, asking: 1 }))
        .where("id", "!=", id),
    ),
    find: statement((params: Params<{ id: string }>) =>
      db.selectFrom("drafts").selectAll().where("id", "=", params.id),
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
    remove: statement((params: Params<{ id: string }>) =>
      db.deleteFrom("drafts").where("id", "=", params.id),
    ),
  };
}
