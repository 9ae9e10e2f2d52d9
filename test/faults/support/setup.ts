import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { tableOf } from "./figures.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where each case leaves its line of the table. */
    figures: string;
  }
}

/** After the last case it prints the figures of all. */
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
