/**
 * Writes the charts and the digests for visual review. `npm run pictures` puts them into pictures/. The charts have
 * their text alternatives, and the digests are as each platform renders them.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPainter } from "../../src/charts/painter.ts";
import { samples } from "../charts/samples.ts";
import { digestSheets } from "./digests.ts";

const folder = join(import.meta.dirname, "../../pictures");

await rm(folder, { recursive: true, force: true });
await mkdir(join(folder, "charts"), { recursive: true });
await mkdir(join(folder, "digests"));
const painter = createPainter();
const notified: string[] = [];
for (const [name, chart] of Object.entries(samples)) {
  const { bytes, alt } = await painter.draw(chart);
  await writeFile(join(folder, "charts", `${name}.png`), bytes);
  notified.push(`${name}.png\n${alt}\n`);
}
await writeFile(join(folder, "charts", "in-words.txt"), notified.join("\n"));
const sheets = await digestSheets(painter);
for (const { name, content } of sheets) await writeFile(join(folder, "digests", name), content);
await painter.close();
console.log(`${notified.length} charts and ${sheets.length} files of digests in ${folder}`);
