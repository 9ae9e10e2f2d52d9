import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EnvironmentShape, readConfig } from "../src/config/config.ts";
import { type CataloguePorts, createCommands } from "../src/features/catalogue.ts";
import { manifest } from "../src/platforms/slack/manifest.ts";
import { createIntents } from "../src/understanding/understand.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const registry = createCommands({} as CataloguePorts);
const commands = registry.visibleTo("admin");

/** Returns the table rows below the heading, as plain cells. */
function table(heading: string): string[][] {
  const section = readme.split(/^##+ /m).find((one) => one.startsWith(`${heading}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

const plain = (cell: string) => cell.replaceAll("`", "");

describe("the README", () => {
  it("lists every variable with its default", () => {
    // The bot parses this one into a role for each platform; the table shows the raw value.
    const defaults: Record<string, unknown> = { ...readConfig({}), BOT_DEFAULT_ROLE: "none" };
    const known = Object.keys(EnvironmentShape.shape).map((name) => [name, String(defaults[name] ?? "")]);
    const listed = table("Configuration").map(([name = "", value = ""]) => [plain(name), plain(value)]);
    expect(listed.sort()).toEqual(known.sort());
  });

  it("lists every command with its minimum role", () => {
    const listed = table("What you can ask").map(([name = "", , , role = ""]) => [plain(name), role]);
    expect(listed.sort()).toEqual(commands.map(({ name, role }) => [name, role]).sort());
  });

  const examples = table("What you can ask").flatMap(([name = "", vi = "", en = ""]) =>
    [vi, en].flatMap((cell) => cell.split(" · ")).map((text) => [plain(text), plain(name)] as const),
  );
  it.each(examples)("says that “%s” is understood as %s, and it is", (text, name) => {
    const intents = createIntents(registry.grammars);
    const understood = intents.understand(text, {
      now: new Date("2026-11-25T03:00:00Z"),
      timeZone: "Asia/Ho_Chi_Minh",
    });
    expect(understood).toMatchObject({ kind: "command", command: name });
  });

  it("explains each scope of the manifest", () => {
    const { scopes } = manifest({ locale: "en", menu: [] }).oauth_config;
    const explained = table("Slack").flatMap(([names = ""]) => plain(names).split(", "));
    expect(explained.sort()).toEqual([...scopes.bot].sort());
  });

  it("has every file and folder of src in its layout, and no other", () => {
    const tree = readme.split("## The layout")[1]?.split("```")[1] ?? "";
    const names = [...tree.matchAll(/^[├└]── (\S+)/gmu)].map(([, name]) => name);
    const found = readdirSync(join(root, "src"), { withFileTypes: true });
    expect(names.sort()).toEqual(found.map((one) => one.name + (one.isDirectory() ? "/" : "")).sort());
  });

  it("names only existing scripts and files", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const named = [...readme.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = ""]) => path);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
