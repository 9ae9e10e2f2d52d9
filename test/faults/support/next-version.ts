/** A migration of a version after this one, see `Migration` in `src/store/migrations.ts`. */
export interface NextMigration {
  name: string;
  steps: readonly string[];
  needs: string;
}

/** Returns a module to preload that makes the built bot a later version, which has these migrations too. */
export function withMigrations(migrations: readonly NextMigration[]): string {
  const hooks = `
    export async function load(url, context, next) {
      const loaded = await next(url, context);
      if (!url.endsWith("/dist/store/migrations.js")) return loaded;
      const source = String(loaded.source);
      const end = /(?<=\\.\\.\\.\\w+Migrations\\(\\w*\\),\\s*)\\]/;
      if (!end.test(source)) throw new Error("the list of migrations ends in another way");
      return { ...loaded, source: source.replace(end, () => ${JSON.stringify(
        `${migrations.map((migration) => JSON.stringify(migration)).join(", ")}]`,
      )}) };
    }`;
  const program = `
    import { register } from "node:module";
    register(${JSON.stringify(dataUrl(hooks))});`;
  return dataUrl(program);
}

function dataUrl(program: string): string {
  return `data:text/javascript,${encodeURIComponent(program)}`;
}
