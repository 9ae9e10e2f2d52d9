import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

/** A form or command somebody has begun. */
interface StoredDraft {
  id: string;
  person: string;
  place: string;
  /** Sealed on disk. */
  content: string;
  /** True: the person's next message in this place answers it. */
  asking: boolean;
  until: Date;
}

export interface DraftsTable {
  /** Stores or replaces it. One that asks takes over: the person's others in this place ask no more, but stay. */
  save(draft: StoredDraft): Promise<void>;
  /** Also finds one whose time is over, until it is swept: look at `until`. One that was changed outside is not found. */
  find(id: string): Promise<StoredDraft | null>;
  /** The draft that the person's next message here answers, if its time is not over. */
  asking(person: string, place: string, now: Date): Promise<StoredDraft | null>;
  remove(id: string): Promise<void>;
}

type Row = {
  id: string;
  person: string;
  place: string;
  content: Buffer;
  asking: number;
  until: number;
  mac: Buffer | null;
};

export function createDraftsTable(engine: Engine, sealer: Sealer, log: Logger): DraftsTable {
  const contents = sealer.column("drafts", "content");
  const rowMac = createRowMac("drafts", sealer, log);
  const queries = draftQueries(engine);

  function draft(row: Row | null): StoredDraft | null {
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
      const row = {
        id,
        person,
        place,
        content: contents.seal(id, content),
        asking: asking ? 1 : 0,
        until: until.getTime(),
      };
      const store = queries.upsert({ ...row, mac: rowMac.sign(row) });
      await engine.write(asking ? [queries.hushOthers({ id, person, place }), store] : [store]);
    },
    async find(id) {
      return draft(await readOne(engine, queries.find({ id })));
    },
    async asking(person, place, now) {
      return draft(await readOne(engine, queries.asking({ person, place, now: now.getTime() })));
    },
    async remove(id) {
      await writeOne(engine, queries.remove({ id }));
    },
  };
}

function draftQueries({ builder: db }: Engine) {
  return {
    upsert: statement((params: Params<Row>) => {
      const rest = {
        person: params.person,
        place: params.place,
        content: params.content,
        asking: params.asking,
        until: params.until,
        mac: params.mac,
      };
      return db
        .insertInto("drafts")
        .values({ id: params.id, ...rest })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(rest));
    }),
    hushOthers: statement((params: Params<{ id: string; person: string; place: string }>) =>
      db
        .updateTable("drafts")
        .set({ asking: 0 })
        .where("person", "=", params.person)
        .where("place", "=", params.place)
        .where("asking", "=", 1)
        .where("id", "!=", params.id),
    ),
    find: statement((params: Params<{ id: string }>) =>
      db.selectFrom("drafts").selectAll().where("id", "=", params.id),
    ),
    asking: statement((params: Params<{ person: string; place: string; now: number }>) =>
      db
        .selectFrom("drafts")
        .selectAll()
        .where("person", "=", params.person)
        .where("place", "=", params.place)
        .where("asking", "=", 1)
        .where("until", ">", params.now)
        .orderBy("until", "desc")
        .limit(1),
    ),
    remove: statement((params: Params<{ id: string }>) =>
      db.deleteFrom("drafts").where("id", "=", params.id),
    ),
  };
}
