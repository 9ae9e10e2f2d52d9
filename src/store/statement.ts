import { type Compilable, type CompiledQuery, type RawBuilder, sql } from "kysely";

/** A query that is ready to run: the text for one engine, and the values in its order. `Row` is the type of its rows. */
export interface Query<Row> {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** For the type alone: no query has it. */
  readonly row?: Row;
  /** If this query changes no row, its transaction is rolled back and `write` throws `NothingChanged`. */
  readonly mustChange?: true;
}

/** The named parameters of a statement, to be used wherever Kysely takes a value: `where("id", "=", params.id)`. */
export type Params<Values> = { readonly [Name in keyof Values]: RawBuilder<Values[Name]> };

/** Stands in a compiled query for a value: the value of this name, or the index-th of its list. */
class Param {
  readonly name: string;
  readonly index: number | undefined;

  constructor(name: string, index?: number) {
    this.name = name;
    this.index = index;
  }
}

/**
 * A query written with Kysely's builder. It is compiled when it first runs and filled in as often as it runs: building
 * and compiling costs Kysely more CPU than SQLite needs for the query itself, and the texts never change.
 *
 * The parameters are named by the keys of the first values, so all values need the same keys. Values that are named as
 * their columns make a row: `values(params)`, `set(params)`, `where((is) => is.and(params))`.
 *
 * `statement((params: Params<{ id: string }>) => db.selectFrom("people").selectAll().where("person", "=", params.id))`
 */
export function statement<Values extends object, Row>(
  build: (params: Params<Values>) => Compilable<Row>,
): (values: Values) => Query<Row> {
  let compiled: CompiledQuery<Row> | undefined;
  return (values) => {
    compiled ??= build(paramsOf(values)).compile();
    return { sql: compiled.sql, values: compiled.parameters.map((parameter) => fill(parameter, values)) };
  };
}

/** A query that runs once, with its values in it: `queryOf(db.selectFrom("workers").selectAll().compile())`. */
export function queryOf<Row>({ sql, parameters }: CompiledQuery<Row>): Query<Row> {
  return { sql, values: parameters };
}

/**
 * `(?, ?, ?)` for an `in`: a fixed number of parameters for a list of one to `size` values. A shorter list repeats its
 * last value, which changes no answer and keeps one text for every length.
 * @param size  10 unless given: more than any record has states
 */
export function anyOf<Value>(name: string, size = 10): RawBuilder<Value> {
  return sql<Value>`(${sql.join(eachOf(name, size))})`;
}

/** The single parameters of a list of one to `size` values, for rows of an insert; a shorter list repeats its last value. */
export function eachOf<Value>(name: string, size: number): RawBuilder<Value>[] {
  return Array.from({ length: size }, (_, index) => sql.val<Value>(new Param(name, index) as Value));
}

function paramsOf<Values extends object>(values: Values): Params<Values> {
  const names = Object.keys(values);
  return Object.fromEntries(names.map((name) => [name, sql.val(new Param(name))])) as Params<Values>;
}

function fill(parameter: unknown, values: object): unknown {
  if (!(parameter instanceof Param)) return parameter;
  const value: unknown = Reflect.get(values, parameter.name);
  if (parameter.index === undefined || !Array.isArray(value)) return value;
  return value[Math.min(parameter.index, value.length - 1)];
}
