import { type Compilable, type CompiledQuery, type RawBuilder, sql } from "kysely";

/** A query that is ready to run: text for one engine, values in its order. `Row` is what it answers with. */
export interface Query<Row> {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Only a type: no query ever carries it. */
  readonly row?: Row;
  /** In a transaction: where it changes no row, nothing of the transaction is kept, and `write` throws `NothingChanged`. */
  readonly mustChange?: true;
}

/** The named gaps of a statement, to be used wherever Kysely takes a value: `where("id", "=", gaps.id)`. */
export type Params<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/** Stands in a compiled query where a value will be: the value of this name, or the index-th of its list. */
class Gap {
  readonly name: string;
  readonly index: number | undefined;

  constructor(name: string, index?: number) {
    this.name = name;
    this.index = index;
  }
}

/**
 * A query written with Kysely's builder, compiled when it first runs, filled in as often as it runs. Building and
 * compiling costs Kysely more CPU than SQLite needs for the query itself, and the texts never change.
 *
 * `statement((gaps: Gaps<{ id: string }>) => db.selectFrom("people").selectAll().where("person", "=", gaps.id))`
 */
export function statement<Values extends object, Row>(
  build: (params: Params<Values>) => Compilable<Row>,
): (values: Values) => Query<Row> {
  let compiled: CompiledQuery<Row> | undefined;
  return (values) => {
    compiled ??= build(paramsByName<Values>()).compile();
    return { sql: compiled.sql, values: compiled.parameters.map((parameter) => fill(parameter, values)) };
  };
}

/**
 * `(?, ?, ?)` for an `in`: a fixed number of gaps for a list of one to `size` values. A shorter list repeats its last
 * value, which changes no answer and keeps one text for every length.
 */
export function anyOf<Value>(name: string, size: number): RawBuilder<Value> {
  return sql<Value>`(${sql.join(eachOf(name, size))})`;
}

/** The single gaps of a list of one to `size` values, for rows of an insert; a shorter list repeats its last value. */
export function eachOf<Value>(name: string, size: number): RawBuilder<Value>[] {
  return Array.from({ length: size }, (_, index) => sql.val<Value>(new Gap(name, index) as Value));
}

function paramsByName<Values>(): Params<Values> {
  return new Proxy({} as Params<Values>, { get: (_, name) => sql.val(new Gap(String(name))) });
}

function fill(parameter: unknown, values: object): unknown {
  if (!(parameter instanceof Gap)) return parameter;
  const value: unknown = Reflect.get(values, parameter.name);
  if (parameter.index === undefined || !Array.isArray(value)) return value;
  return value[Math.min(parameter.index, value.length - 1)];
}
