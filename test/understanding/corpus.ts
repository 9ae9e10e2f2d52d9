import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One text of the corpus, with what a considerate colleague would do. */
export interface Sample {
  text: string;
  /** What is being done with the words: `"request"`, `"denial"`. */
  act: string;
  /** The commands that answer it, the best first; `none` and `ask` among them. */
  expected: readonly string[];
  args: Readonly<Record<string, unknown>>;
  /** `["plain", "teen"]` */
  style: readonly string[];
  /** `"t1.tsv"` */
  file: string;
}

/** Reads all texts of a folder, each text once, in the order of the files. */
export function readCorpus(folder: URL): Sample[] {
  const seen = new Set<string>();
  const files = readdirSync(folder).filter((name) => name.endsWith(".tsv"));
  return files.sort().flatMap((file) =>
    readFileSync(join(folder.pathname, file), "utf8")
      .split("\n")
      .slice(1)
      .filter((line) => line !== "")
      .map((line) => sampleOf(line, file))
      .filter(({ text }) => !seen.has(text) && seen.add(text)),
  );
}

function sampleOf(line: string, file: string): Sample {
  const [text = "", act = "", expected = "", args = "{}", style = ""] = line.split("\t");
  return {
    text: text.replaceAll("\\n", "\n"),
    ...{ act, file },
    expected: expected.split("|"),
    args: JSON.parse(args || "{}"),
    style: style.split(","),
  };
}

/** True for one text of seven, always the same ones: they tell how well the model does on texts that it has not seen. */
export function isHeldOut({ text, file }: Sample): boolean {
  const sum = [...text].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
  return file.endsWith(".tsv") && sum % 7 === 0;
}
