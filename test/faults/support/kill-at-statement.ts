/** Returns a module to preload that kills the process at its n-th SQL statement. */
export function killAtStatement(statement: number): string {
  const program = `
    import Database from ${JSON.stringify(import.meta.resolve("better-sqlite3"))};
    const memory = new Database(":memory:");
    const prototype = Object.getPrototypeOf(memory.prepare("select 1"));
    memory.close();
    const run = prototype.run;
    let statements = 0;
    prototype.run = function (...values) {
      statements += 1;
      if (statements === ${statement}) process.kill(process.pid, "SIGKILL");
      return run.apply(this, values);
    };`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}
