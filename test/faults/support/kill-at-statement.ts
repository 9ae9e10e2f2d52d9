import type { EngineName } from "./database.ts";

/** Returns a module to preload that kills the process at its n-th SQL statement. */
export function killAtStatement(engine: EngineName, statement: number): string {
  const program = `
    ${CALLED[engine]}
    const call = prototype[method];
    let statements = 0;
    prototype[method] = function (...values) {
      statements += 1;
      if (statements === ${statement}) process.kill(process.pid, "SIGKILL");
      return call.apply(this, values);
    };`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}

/** Finds the method that runs a statement. */
const CALLED: Readonly<Record<EngineName, string>> = {
  sqlite: `
    import Database from ${JSON.stringify(import.meta.resolve("better-sqlite3"))};
    const memory = new Database(":memory:");
    const prototype = Object.getPrototypeOf(memory.prepare("select 1"));
    memory.close();
    const method = "run";`,
  postgres: `
    import pg from ${JSON.stringify(import.meta.resolve("pg"))};
    const { prototype } = pg.Client;
    const method = "query";`,
};
