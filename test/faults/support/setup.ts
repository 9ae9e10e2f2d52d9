import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { tableOf } from "./figures.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The file to which each case appends its line of the table. */
    figures: string;
  }
}

/** Prints the figures of all cases after the last one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
  const figures = join(folder, "figures.jsonl");
  await writeFile(figures, "");
  project.provide("figures", figures);
  return async () => {
    console.log(tableOf(await readFile(figures, "utf8")));
    await rm(folder, { recursive: true, force: true });
  };
}
