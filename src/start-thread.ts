import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

/** The bundles of threads that were started from TypeScript, by the file. */
const bundles = new Map<string, string>();
/** The bundle that draws charts has 1.6 MB. */
const BUNDLE_MAX_BYTES = 20_000_000;

/**
 * Starts a thread of the bot: `startThread(new URL("./table-worker.js", import.meta.url), { workerData })`. After a build it
 * runs this file. In development and in tests it bundles the TypeScript of that name, because threads do not inherit the
 * loader, and a bundle starts in a quarter of the time that a loader needs.
 */
export function startThread(file: URL, options: WorkerOptions): Worker {
  if (import.meta.url.endsWith(".js")) return new Worker(file, options);
  const program = bundles.get(file.href) ?? bundleOf(file);
  bundles.set(file.href, program);
  return new Worker(program, { ...options, eval: true });
}

/** Bundles a thread as one text, which finds packages where its TypeScript finds them. */
function bundleOf({ href }: URL): string {
  const url = JSON.stringify(href);
  const requiring = `require = require("node:module").createRequire(${url})`;
  const resolve = `(name) => require("node:url").pathToFileURL(require.resolve(name)).href`;
  const options = [
    ...["--bundle", "--format=cjs", "--platform=node", "--define:import.meta=thisModule"],
    `--banner:js=${requiring}; const thisModule = { url: ${url}, resolve: ${resolve} };`,
    // Native code.
    "--external:@resvg/resvg-js",
  ];
  const esbuild = fileURLToPath(import.meta.resolve("esbuild/bin/esbuild"));
  const source = fileURLToPath(href).replace(/\.js$/, ".ts");
  return execFileSync(esbuild, [source, ...options], { encoding: "utf8", maxBuffer: BUNDLE_MAX_BYTES });
}
