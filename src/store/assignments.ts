import { type Engine, readOne, writeOne } from "./engine.ts";
import type { Sealer } from "./sealing.ts";
import { anyOf, type Params, statement } from "./statement.ts";

interface StoredAssignment {
  /** `"rating:6613a508dc31dd206d0239b5"`, `"ticket:17464"` */
  subject: string;
  /** `"slack:U0123"` */
  person: string;
  /** What their platform calls them. Sealed on disk. */
  name: string;
  at: Date;
}

/** Who has taken what on. */
export interface AssignmentsTable {
  /** The first who takes it has it. Resolves with whoever has it now. */
  take(assignment: StoredAssignment): Promise<StoredAssignment>;
  /** Only the one who has it gives it back. */
  release(subject: string, person: string): Promise<boolean>;
  /** Of these, the ones that are taken. */
  of(subjects: readonly string[]): Promise<StoredAssignment[]>;
}

/** Subjects asked for by one query. */
const BATCH = 50;

export function createAssignmentsTable(engine: Engine, sealer: Sealer): AssignmentsTable {
  const db = engine.builder;
  const names = sealer.column("claims", "name");

  type Row = { subject: string; person: string; name: Buffer; at: number };
  const take = statement((params: Params<Row>) =>
    db
      .insertInto("claims")
      .values({ subject: params.subject, person: params.person, name: params.name, at: params.at })
      .onConflict((conflict) => conflict.column("subject").doNothing()),
  );
  const release = statement((params: Params<{ subject: string; person: string }>) =>
    db.deleteFrom("claims").where("subject", "=", params.subject).where("person", "=", params.person),
  );
  const find = statement((params: Params<{ subject: string }>) =>
    db.selectFrom("claims").selectAll().where("subject", "=", params.subject),
  );
  const some = statement((_: Params<{ subjects: readonly string[] }>) =>
    db.selectFrom("claims").selectAll().where("subject", "in", anyOf<string>("subjects", BATCH)),
  );
  const opened = ({ subject, person, name, at }: Row): StoredAssignment => ({
    subject,
    person,
    name: names.open(subject, name),
    at: new Date(at),
  });

  return {
    async take({ subject, person, name, at }) {
      for (;;) {
        await writeOne(engine, take({ subject, person, name: names.seal(subject, name), at: at.getTime() }));
        const row = await readOne(engine, find({ subject }));
        // It may be given back between the two: then it is free for this one.
        if (row !== null) return opened(row);
      }
    },
    release: async (subject, person) => (await writeOne(engine, release({ subject, person }))) === 1,
    async of(subjects) {
      const distinct = [...new Set(subjects)];
      const claims: StoredAssignment[] = [];
      for (let from = 0; from < distinct.length; from += BATCH) {
        const rows = await engine.read(some({ subjects: distinct.slice(from, from + BATCH) }));
        claims.push(...rows.map(opened));
      }
      return claims;
    },
  };
}
