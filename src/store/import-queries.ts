import { sql } from "kysely";
import type { ImportState, RowCounts } from "../features/imports/import.ts";
import type { Engine } from "./engine.ts";
import type { NewRow, Row } from "./schema.ts";
import { anyOf, type Params, statement } from "./statement.ts";
import { isAbandoned, type Successor } from "./take-over.ts";

interface MoveValues {
  id: string;
  from: readonly ImportState[];
  to: ImportState;
  at: number;
  person: string | null;
  owner: string | null;
  confirmedAt: number | null;
  /** Over the state `running`, otherwise null. */
  stateMac: Buffer | null;
  endedAt: number | null;
}

type Found = Pick<Row<"imports">, "id" | "good" | "bad" | "fingerprint" | "changed_at">;
type Finished = Pick<Row<"imports">, "id" | "owner" | "state" | "changed_at" | "ended_at"> & RowCounts;

/** The queries that change an import. */
export function importChanges({ builder: db, dialect }: Pick<Engine, "builder" | "dialect">) {
  const change = ({ id }: Params<{ id: string }>) => db.updateTable("imports").where("id", "=", id);

  return {
    add: statement((params: Params<NewRow<"imports">>) => db.insertInto("imports").values(params)),
    propose: statement(({ id, ...found }: Params<Found>) =>
      change({ id })
        .set({ state: "proposed", ...found })
        .where("state", "=", "reading"),
    ),
    // The condition and the change are one statement: of many callers at once, one changes the row.
    move: statement((params: Params<MoveValues>) =>
      change(params)
        .set({
          state: params.to,
          state_mac: params.stateMac,
          changed_at: params.at,
          confirmed_at: sql`coalesce(${params.confirmedAt}, confirmed_at)`,
          ended_at: sql`coalesce(${params.endedAt}, ended_at)`,
          owner: sql`coalesce(${params.owner}, owner)`,
        })
        .where("state", "in", anyOf<ImportState>("from"))
        .where(sql<boolean>`(cast(${params.person} as text) is null or person = ${params.person})`),
    ),
    /** Another caller that confirms an import of the same file waits for this transaction, and then finds this import. */
    holdFile: statement((params: Params<{ id: string }>) =>
      db
        .updateTable("imports")
        .set({ changed_at: sql`changed_at` })
        .where(
          sql<boolean>`(fingerprint, kind) in (select fingerprint, kind from imports where id = ${params.id})`,
        ),
    ),
    confirm: confirmQuery(db),
    finish: statement(({ id, owner, ...finished }: Params<Finished>) =>
      change({ id })
        .set({ state_mac: null, told_at: null, ...finished })
        .where("owner", "=", owner)
        .where("state", "in", ["running", "stopping"]),
    ),
    countAttempt: statement(
      ({ id, ...counts }: Params<Pick<Row<"imports">, "id" | "attempts" | "attempt_rows">>) =>
        change({ id }).set(counts),
    ),
    notified: statement((params: Params<{ id: string; at: number }>) =>
      change(params)
        .set({ told_at: params.at })
        .where("told_at", "is", null)
        .where("state", "in", ["done", "stopped"]),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      change(params)
        .set({ owner: params.successor })
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, dialect)),
    ),
    empty: statement((params: Params<{ id: string }>) =>
      change(params).set({
        place: null,
        plan: null,
        state: sql`case when state in ('reading', 'proposed') then 'expired' else state end`,
      }),
    ),
  };
}

interface ConfirmValues {
  id: string;
  at: number;
  person: string;
  owner: string;
  anyway: number;
  stateMac: Buffer;
}

/** Confirms only if the same file was not confirmed since this import was proposed, or if the person knows of that. */
function confirmQuery(db: Engine["builder"]) {
  return statement(({ id, at, person, owner, anyway, stateMac }: Params<ConfirmValues>) =>
    db
      .updateTable("imports")
      .set({ state: "running", state_mac: stateMac, changed_at: at, confirmed_at: at, owner })
      .where((is) => is.and({ id, person, state: "proposed" }))
      .where(
        sql<boolean>`(cast(${anyway} as integer) = 1 or not exists (select 1 from imports other
          where other.fingerprint = imports.fingerprint and other.kind = imports.kind and other.id <> imports.id
            and other.state in ('running', 'stopping', 'done', 'stopped')
            and other.confirmed_at >= imports.changed_at))`,
      ),
  );
}

export function importLists({ builder: db, dialect }: Pick<Engine, "builder" | "dialect">) {
  const all = () => db.selectFrom("imports").selectAll();
  const newestFirst = () => all().orderBy("begun_at", "desc").orderBy("id", "desc");

  return {
    find: statement((params: Params<{ id: string }>) => all().where("id", "=", params.id)),
    notNotified: statement((params: Params<{ owner: string; before: number }>) =>
      all()
        .where("state", "in", ["done", "stopped"])
        .where("owner", "=", params.owner)
        .where("ended_at", "<", params.before)
        .where("told_at", "is", null)
        .orderBy("ended_at"),
    ),
    underWay: statement((params: Params<{ owner: string }>) =>
      all().where("state", "in", ["running", "stopping"]).where("owner", "=", params.owner),
    ),
    sameFile: statement((params: Params<{ fingerprint: string; kind: string }>) =>
      newestFirst()
        .where((is) => is.and(params))
        .where("state", "in", ["running", "stopping", "done", "stopped"])
        .limit(1),
    ),
    ofPerson: statement((params: Params<{ person: string; limit: number }>) =>
      newestFirst()
        .where("person", "=", params.person)
        .where("confirmed_at", "is not", null)
        .limit(params.limit),
    ),
    ofAll: statement((params: Params<{ limit: number }>) =>
      newestFirst().where("confirmed_at", "is not", null).limit(params.limit),
    ),
    /** What dead processes left under way, or ended without notifying the person. */
    abandoned: statement((params: Params<Successor>) =>
      all()
        .where(
          sql<boolean>`(state in ('running', 'stopping') or (state in ('done', 'stopped') and told_at is null))`,
        )
        .where(isAbandoned(params, dialect))
        .orderBy("changed_at"),
    ),
    /** Proposals that nobody answered, files whose reading broke off, and imports whose person was notified a while ago. */
    overdue: statement((params: Params<{ askedBefore: number; notifiedBefore: number; limit: number }>) =>
      all()
        .where("place", "is not", null)
        .where(
          sql<boolean>`((state in ('reading', 'proposed', 'declined', 'expired') and changed_at < ${params.askedBefore})
            or (state in ('done', 'stopped') and told_at < ${params.notifiedBefore}))`,
        )
        .orderBy("changed_at")
        .limit(params.limit),
    ),
  };
}
