import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { tableOf } from "./figures.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The built bot: `…/faults-x1y2/dist/main.js`. */
    main: string;
    /** Where each case leaves its line of the table. */
    figures: string;
  }
}

const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Builds the bot once, beside the checkout: the suite starts it a hundred times, and plain JavaScript is up in a third of
 * the time. Types are `npm run check`'s business. After the last case it prints the figures of all.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
  const figures = join(folder, "figures.jsonl");
  await writeFile(figures, "");
  // With the package's own scripts, so that `npm start` runs the built bot there.
  await copyFile(join(root, "package.json"), join(folder, "package.json"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const options = ["-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", join(folder, "dist")];
  await promisify(execFile)(process.execPath, [compiler, ...options]);
  project.provide("main", join(folder, "dist/main.js"));
  project.provide("figures", figures);
  return async () => {
    console.log(tableOf(await readFile(figures, "utf8")));
    await rm(folder, { recursive: true, force: true });
  };
}
