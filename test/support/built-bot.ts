import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the built bot, which holds `main.js` and `cli/chat.js`. */
    dist: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Builds the bot once for all tests of a run, outside the checkout. The tests start it a hundred times, and plain
 * JavaScript needs about half the CPU to start. `npm run check` checks the types.
 * @returns a function that removes the build
 */
export default async function buildBot(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "built-"));
  // The package's own scripts make `npm start` run the built bot there.
  await copyFile(join(root, "package.json"), join(folder, "package.json"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const dist = join(folder, "dist");
  const build = async () => {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options = ["-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", dist];
    await promisify(execFile)(process.execPath, [compiler, ...options]);
    const weights = "understanding/model/weights.bin";
    await copyFile(join(root, "src", weights), join(dist, weights));
    await promisify(execFile)(process.execPath, [join(root, "esbuild.config.mjs"), dist]);
  };
  await build();
  project.onTestsRerun(build);
  project.provide("dist", dist);
  return () => rm(folder, { recursive: true, force: true });
}
