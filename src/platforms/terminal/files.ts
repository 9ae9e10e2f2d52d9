import { createReadStream } from "node:fs";
import { access, constants, writeFile } from "node:fs/promises";
import { extname, join, parse, resolve } from "node:path";
import type { AttachedFile } from "../../bot/call.ts";
import { FileError, type FileSource } from "../../bot/files.ts";
import type { CardFile } from "../../cards/card.ts";

/** Opens files of this machine that the person at the terminal may read. */
export const localFiles: FileSource = {
  async open({ id }) {
    await access(id, constants.R_OK).catch((cause: unknown) => {
      throw new FileError("gone", "a file cannot be read", { cause });
    });
    return createReadStream(id);
  },
};

/** A table file at the end of a line, with or without quotes: `import customers "khách mới.csv"`. */
const TABLE_LAST = /(?:^|\s)(?:"([^"]+)"|'([^']+)'|(\S+))\s*$/;

/** Returns the file that a line ends with and the words before it; null if its last word names no table. */
export function readFileLine(line: string): { file: AttachedFile; text: string } | null {
  const match = TABLE_LAST.exec(line);
  const path = match?.[1] ?? match?.[2] ?? match?.[3] ?? "";
  if (match === null || !/\.(csv|tsv|xlsx)$/i.test(path)) return null;
  const id = resolve(path);
  const file = { id, name: parse(id).base, sizeBytes: null, mime: null };
  return { file, text: line.slice(0, match.index).trim() };
}

/**
 * Writes a file of the bot into a folder, under its own name or the next free one: `"loi (2).csv"`.
 * @returns its path
 */
export async function saveFile(file: CardFile, folder: string): Promise<string> {
  const name = safeName(file.name);
  const { name: stem } = parse(name);
  for (let copy = 1; ; copy += 1) {
    const path = join(folder, copy === 1 ? name : `${stem} (${copy})${extname(name)}`);
    try {
      // `wx` fails if the file exists. With a separate check, another process could create it in between.
      await writeFile(path, file.bytes, { flag: "wx", mode: 0o600 });
      return path;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    }
  }
}

/** Returns a name that stays in its folder, moves no cursor and hides nothing. */
export function safeName(name: string): string {
  const bare = name.replace(/[\p{Cc}\p{Bidi_Control}/\\:*?"<>|]/gu, "_").replace(/^\.+/, "");
  return bare.trim() || "file";
}
