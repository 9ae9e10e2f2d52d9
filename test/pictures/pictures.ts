/**
 * The charts, to be looked at: `npm run pictures` writes them into pictures/, with their words beside them.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPainter } from "../../src/charts/painter.ts";
import { samples } from "../charts/samples.ts";

const folder = join(import.meta.dirname, "../../pictures");

await rm(folder, { recursive: true, force: true });
await mkdir(join(folder, "charts"), { recursive: true });
const painter = createPainter();
const told: string[] = [];
for (const [name, chart] of Object.entries(samples)) {
  const { bytes, alt } = await painter.draw(chart);
  await writeFile(join(folder, "charts", `${name}.png`), bytes);
  told.push(`${name}.png\n${alt}\n`);
}
await painter.close();
await writeFile(join(folder, "charts", "in-words.txt"), told.join("\n"));
console.log(`${told.length} charts in ${folder}`);
