import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { blocksOf, withChange } from "./guide-blocks.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** Folders that a fresh copy does not have. */
const LEFT_OUT = new Set(["node_modules", ".git", "dist", "coverage", "data"]);

it("adds a command and a field by the README's steps: they compile, their tests pass, and nothing is missing", async () => {
  const copy = await mkdtemp(join(tmpdir(), "guide-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(root, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(path.slice(root.length + 1).split("/")[0] ?? ""),
  });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  // Biome reads the list of ignored files from the Git repository.
  await run("git", ["init", "-q"], { cwd: copy });

  const ran: string[] = [];
  let missing = "";
  for (const { kind, file, content } of blocksOf(await readFile(join(root, "README.md"), "utf8"))) {
    if (kind === "sh") {
      for (const line of content.trim().split("\n")) {
        await runLine(line, copy);
        ran.push(line);
      }
      continue;
    }
    if (file === "test/conversations/every-command.ts") missing = await missingEntriesIn(copy);
    const path = join(copy, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, kind === "ts" ? content : withChange(await readFile(path, "utf8"), content));
  }

  // Before the next steps of the guide, the check names each of them.
  expect(missing).toMatch(/README\.md.*add \| `owner`/);
  expect(missing).toMatch(/every-command\.ts: add owner:/);
  expect(missing).toMatch(/slack-manifest\.json/);
  expect(ran).toEqual([
    "npx vitest run test/conversations/owner.test.ts",
    "npm run --silent manifest > slack-manifest.json",
    "npm run format",
    "npm run check",
    "npm run format",
    "npx tsc",
    "npx vitest run test/features/customers/zalo.test.ts",
  ]);
});

async function runLine(line: string, folder: string): Promise<void> {
  await run("bash", ["-c", line], { cwd: folder }).catch(({ stdout, stderr }) => {
    throw new Error(`${line}\n${stdout}\n${stderr}`);
  });
}

/** Returns the errors of `npm run check` about the commands in this folder. */
async function missingEntriesIn(folder: string): Promise<string> {
  return run("npx", ["tsx", "test/commands/check.ts"], { cwd: folder }).then(
    () => "",
    ({ stderr }) => String(stderr),
  );
}
