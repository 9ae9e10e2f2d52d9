// Bundles the bot and its other programs, after `tsc` has compiled their modules: `dist/main.js` then runs its bundle, and
// `dist/cli/doctor.js` starts in a third of the time. The thread that reads tables is a bundle too, and the other thread
// stays modules. `dist/main-of-modules.js` runs the bot without the bundle: for profiles, and for tests that replace modules.
// Usage: node esbuild.config.mjs [dist]
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;
const src = join(root, "src");
const dist = resolve(process.argv[2] ?? join(root, "dist"));
const bundle = join(dist, "bundle");

/** CommonJS packages in an ES module need these names. Ours are unlike any name of a package. */
const FOR_COMMONJS = `
import { createRequire as nodeCreateRequire } from "node:module";
import { fileURLToPath as nodeFileUrlToPath } from "node:url";
const require = nodeCreateRequire(import.meta.url);
const __filename = nodeFileUrlToPath(import.meta.url);
const __dirname = nodeFileUrlToPath(new URL(".", import.meta.url));
`;

/** A module finds the files beside it, such as its worker, where `tsc` has put it. */
const besideModules = {
  name: "beside modules",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      if (path.includes("node_modules") || !code.includes("import.meta.url")) return undefined;
      const module = join(dist, relative(src, path)).replace(/\.ts$/, ".js");
      const url = `new URL(${JSON.stringify(relative(bundle, module))}, import.meta.url).href`;
      return { contents: code.replaceAll("import.meta.url", url), loader: "ts", resolveDir: dirname(path) };
    });
  },
};

/**
 * What packages load at the start although the bot uses none of it: Bolt an HTTP server and the installation by OAuth,
 * raw-body the encodings other than UTF-8, node-fetch a `URL` for old versions of Node, undici HTTP/2.
 */
const UNUSED = /^(express|@slack\/oauth|iconv-lite|whatwg-url|\.\/client-h2\.js)$/;

/**
 * undici without its caches, mocks and proxies. `@slack/socket-mode` uses what is loaded at its first use. undici itself adds
 * the calls to `Dispatcher` in the same way.
 */
const USED_OF_UNDICI = `
Object.assign(require("undici/lib/dispatcher/dispatcher").prototype, require("undici/lib/api"));
exports.Agent = require("undici/lib/dispatcher/agent");
exports.Client = require("undici/lib/dispatcher/client");
exports.Pool = require("undici/lib/dispatcher/pool");
exports.buildConnector = require("undici/lib/core/connect");
const atFirstUse = (load, ...names) => {
  for (const name of names) Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
};
atFirstUse(() => require("undici/lib/web/fetch"), "fetch");
atFirstUse(() => require("undici/lib/web/websocket/websocket"), "WebSocket", "ping");
atFirstUse(() => require("undici/lib/web/websocket/events"), "CloseEvent", "ErrorEvent", "MessageEvent");
`;

/** Leaves out code that the bot does not use. Reading it takes 0.1 s of a start. */
const withoutUnused = {
  name: "without unused code",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: "unused" }));
    onLoad({ filter: /./, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
    onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: "used" }));
    onLoad({ filter: /./, namespace: "used" }, () => ({ contents: USED_OF_UNDICI, resolveDir: root }));
    // The rest of this file makes a `fetch` over Node's own, which Node loads in 40 ms.
    onLoad({ filter: /\/ofetch\/dist\/node\.mjs$/ }, async ({ path }) => {
      const [createFetch] = /^import \{ c as createFetch \} .*$/m.exec(await readFile(path, "utf8")) ?? [];
      if (createFetch === undefined) throw new Error(`${path} does not import createFetch any more`);
      return { contents: `${createFetch}\nexport { createFetch };` };
    });
  },
};

/** What all bundles share. */
const options = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Names of functions stay, because they stand in the stacks of errors.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  // A stack needs places, and no text of the sources.
  sourcesContent: false,
  legalComments: "external",
  banner: { js: FOR_COMMONJS },
  // Native code, and what `ws` and `pg` try to load although nobody has installed it.
  external: ["better-sqlite3", "@resvg/resvg-js", "pg-native", "bufferutil", "utf-8-validate"],
};

/** The programs that are run by hand. They share their code with each other. The bot has its own, which starts faster. */
const PROGRAMS = ["cli/chat", "cli/doctor", "cli/backup", "cli/manifest", "sandbox/demo"];

/** Bundles modules of `src` into one folder: `["cli/chat"]` to `dist/bundle/chat.js`. */
async function bundleTogether(modules) {
  await build({
    ...options,
    entryPoints: modules.map((module) => join(src, `${module}.ts`)),
    entryNames: "[name]",
    outdir: bundle,
    // Each platform and each database is a file of its own, which is read if it is configured.
    splitting: true,
    plugins: [besideModules, withoutUnused],
  });
}

/** Makes a compiled module run the bundle: `dist/cli/chat.js` imports `../bundle/chat.js`. */
async function runBundle(module, keptAs) {
  const path = join(dist, `${module}.js`);
  const target = relative(dirname(path), join(bundle, `${basename(module)}.js`));
  const code = `import ${JSON.stringify(target.startsWith(".") ? target : `./${target}`)};\n`;
  if (keptAs !== undefined && (await readFile(path, "utf8")) !== code) await rename(path, keptAs);
  await writeFile(path, code);
}

await rm(bundle, { recursive: true, force: true });
await bundleTogether(["main"]);
await bundleTogether(PROGRAMS);
const tableWorker = "features/imports/reading/table-worker";
await build({
  ...options,
  entryPoints: [join(src, `${tableWorker}.ts`)],
  outfile: join(dist, `${tableWorker}.js`),
});
await runBundle("main", join(dist, "main-of-modules.js"));
await Promise.all(PROGRAMS.map((program) => runBundle(program)));
