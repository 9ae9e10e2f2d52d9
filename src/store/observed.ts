import { type Engine, isUniqueViolation, NothingChanged } from "./engine.ts";

/** One read or one transaction, after its end. */
export interface EndedStoreCall {
  kind: "read" | "write";
  /** `refused`: the query was, for example because the row is there already. `failed`: the database was. */
  outcome: "ok" | "refused" | "failed";
  durationMs: number;
}

/** Wraps an engine so that it reports each call to `onCall`. */
export function observed(engine: Engine, onCall: (call: EndedStoreCall) => void): Engine {
  async function observe<Result>(kind: EndedStoreCall["kind"], work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    const report = (outcome: EndedStoreCall["outcome"]) =>
      onCall({ kind, outcome, durationMs: performance.now() - startedMs });
    try {
      const result = await work();
      report("ok");
      return result;
    } catch (error) {
      report(isUniqueViolation(error) || error instanceof NothingChanged ? "refused" : "failed");
      throw error;
    }
  }
  return {
    ...engine,
    read: (query) => observe("read", () => engine.read(query)),
    write: (queries, options) => observe("write", () => engine.write(queries, options)),
  };
}
