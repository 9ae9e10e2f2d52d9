import { type Compilable, type Kysely, sql } from "kysely";
import type { EngineWords } from "../engine.ts";
import type { Schema } from "../schema.ts";

/** The tables of the first release. Each statement may be run again over what an earlier, cut run left behind. */
export function firstTables(db: Kysely<Schema>, words: EngineWords): Compilable[] {
  const create = (table: keyof Schema) => db.schema.createTable(table).ifNotExists();
  const index = (name: string) => db.schema.createIndex(name).ifNotExists();
  const bytes = sql.raw(words.bytes);

  return [
    create("inbox")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("platform", "text", (c) => c.notNull())
      .addColumn("payload", bytes)
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("outcome", "text")
      .addColumn("finished_at", "bigint"),
    index("inbox_unfinished").on("inbox").columns(["at", "id"]).where(sql.ref("finished_at"), "is", null),
    index("inbox_finished").on("inbox").column("finished_at"),

    create("presses")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("person", "text")
      .addColumn("place", "text", (c) => c.notNull())
      .addColumn("press", bytes, (c) => c.notNull())
      .addColumn("until", "bigint", (c) => c.notNull()),
    index("presses_until").on("presses").column("until"),

    create("drafts")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("place", "text", (c) => c.notNull())
      .addColumn("content", bytes, (c) => c.notNull())
      .addColumn("asking", "integer", (c) => c.notNull())
      .addColumn("until", "bigint", (c) => c.notNull()),
    index("drafts_until").on("drafts").column("until"),
    index("drafts_asking").on("drafts").columns(["person", "place", "asking"]),

    create("people")
      .addColumn("person", "text", (c) => c.primaryKey())
      .addColumn("locale", "text")
      .addColumn("changed_at", "bigint", (c) => c.notNull()),

    create("audit")
      .addColumn("id", sql.raw(words.serial), (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("place", "text", (c) => c.notNull())
      .addColumn("command", "text", (c) => c.notNull())
      .addColumn("deed", "text", (c) => c.notNull())
      .addColumn("customer", "text")
      .addColumn("outcome", "text", (c) => c.notNull()),
    index("audit_at").on("audit").columns(["at", "id"]),

    // `place`, `input`, `outcome` and `seen` may be null: personal fields are emptied 30 days after the end.
    create("operations")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("reference", "text", (c) => c.notNull().unique())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("person", "text", (c) => c.notNull())
      .addColumn("place", bytes)
      .addColumn("customer", "text")
      .addColumn("input", bytes)
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("proposed_at", "bigint", (c) => c.notNull())
      .addColumn("until", "bigint", (c) => c.notNull())
      .addColumn("confirmed_by", "text")
      .addColumn("declined_by", "text")
      .addColumn("sent_at", "bigint")
      .addColumn("ended_at", "bigint")
      .addColumn("outcome", bytes)
      .addColumn("evidence", "text", (c) => c.unique())
      .addColumn("seen", bytes)
      .addColumn("changed_at", "bigint", (c) => c.notNull()),
    index("operations_customer").on("operations").columns(["customer", "state"]),
    index("operations_person").on("operations").columns(["person", "proposed_at"]),
    index("operations_state").on("operations").columns(["state", "changed_at"]),

    create("learned")
      .addColumn("list", "text", (c) => c.notNull())
      .addColumn("value", "text", (c) => c.notNull())
      .addColumn("used_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("learned_key", ["list", "value"]),

    create("settings")
      .addColumn("key", "text", (c) => c.primaryKey())
      .addColumn("value", "text", (c) => c.notNull())
      .addColumn("changed_at", "bigint", (c) => c.notNull()),

    create("seal_keys")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("canary", bytes, (c) => c.notNull())
      .addColumn("retired_at", "bigint"),

    create("probe")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("at", "bigint", (c) => c.notNull()),
  ];
}
