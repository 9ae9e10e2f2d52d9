import type { Assignment, AssignmentRepository } from "../features/alerts/messages.ts";
import { anyOf, changesRow, type Engine, execute, type Params, readOne, statement } from "./engine.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** The number of subjects that one query reads. */
const BATCH = 50;

export function createAssignmentsTable(engine: Engine, sealer: Sealer): AssignmentRepository {
  const db = engine.builder;
  const names = sealer.column("claims", "name");

  const { insertNew } = rowsOf(engine, "claims", "subject");
  const release = statement((params: Params<{ subject: string; person: string }>) =>
    db.deleteFrom("claims").where((is) => is.and(params)),
  );
  const find = statement((_: Params<{ subjects: readonly string[] }>) =>
    db.selectFrom("claims").selectAll().where("subject", "in", anyOf<string>("subjects", BATCH)),
  );
  const assignmentOf = ({ name, at, ...row }: TableRow<"claims">): Assignment => ({
    ...row,
    name: names.open(row.subject, name),
    at: new Date(at),
  });

  return {
    async take({ subject, person, name, at }) {
      const row = { subject, person, name: names.seal(subject, name), at: at.getTime() };
      for (;;) {
        await execute(engine, insertNew(row));
        const taken = await readOne(engine, find({ subjects: [subject] }));
        // If the subject was given back between the two queries, this person can take it now.
        if (taken !== null) return assignmentOf(taken);
      }
    },
    release: (subject, person) => changesRow(engine, release({ subject, person })),
    async of(subjects) {
      const distinct = [...new Set(subjects)];
      const found: Assignment[] = [];
      for (let from = 0; from < distinct.length; from += BATCH) {
        const rows = await engine.read(find({ subjects: distinct.slice(from, from + BATCH) }));
        found.push(...rows.map(assignmentOf));
      }
      return found;
    },
  };
}
