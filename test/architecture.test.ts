import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { importLines, type SourceFile, sourceFiles } from "./architecture/imports.ts";
import {
  cycle,
  cycleOfTable,
  environmentReaders,
  MAY_IMPORT,
  missingAtRunTime,
  moduleOf,
  strayVendors,
  tooLong,
  VENDORS,
  wrongWays,
} from "./architecture/rules.ts";

const root = join(import.meta.dirname, "..");
const files = sourceFiles(join(root, "src"));
const lines = files.flatMap(importLines);
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("the source", () => {
  it("has imports to look at", () => {
    expect(lines.length).toBeGreaterThan(files.length);
  });

  it("has a row in the table for every file, and no row without a module", () => {
    expect(files.filter(({ file }) => moduleOf(file) === undefined).map(({ file }) => file)).toEqual([]);
    expect(Object.keys(MAY_IMPORT).filter((module) => !existsSync(join(root, "src", module)))).toEqual([]);
  });

  it("has imports that point one way only", () => {
    expect(wrongWays(lines)).toEqual([]);
  });

  it("has no import cycle, type imports included", () => {
    expect(cycle(lines)).toBeNull();
    expect(cycleOfTable()).toBeNull();
  });

  it("keeps each vendor in its module, and lists none that is gone", () => {
    expect(strayVendors(lines)).toEqual([]);
    const installed = Object.keys({ ...dependencies, ...devDependencies });
    expect(Object.keys(VENDORS).filter((name) => !installed.includes(name))).toEqual([]);
  });

  it("needs nothing at run time that only developers install", () => {
    expect(missingAtRunTime(lines, Object.keys(dependencies))).toEqual([]);
  });

  it("reads the environment in main.ts, cli and the sandbox alone", () => {
    expect(environmentReaders(files)).toEqual([]);
  });

  it("says at the head of a file over 400 lines why it is that long", () => {
    const tests = sourceFiles(join(root, "test")).map(({ file, text }) => ({ file: `test/${file}`, text }));
    expect(tooLong([...files, ...tests])).toEqual([]);
  });
});

describe("the checker of recorded histories", () => {
  const parts = ["check.ts", "report.ts", "violations.ts", "history.ts"];

  it("imports nothing but its own parts and Node", () => {
    const imported = sourceFiles(join(root, "test/history"))
      .filter(({ file }) => parts.includes(file))
      .flatMap(importLines)
      .filter(({ kind, wants }) => kind !== "node" && !parts.includes(wants));
    expect(imported).toEqual([]);
  });
});

// The compiler does not see these imports: the programs are JavaScript and run the built bot.
describe("the programs of the benchmarks", () => {
  const folder = join(root, "test/bench");
  const importsOf = (file: string) =>
    readFileSync(join(folder, file), "utf8").match(/^import .* from "\.\.\/\.\.\/dist\/.*";$/gm) ?? [];
  const programs = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && importsOf(entry.name).length > 0 ? [entry.name] : [],
  );

  it.each(programs)("import what the built bot exports: %s", async (file) => {
    const dist = `${pathToFileURL(inject("dist")).href}/`;
    const imports = importsOf(file).join("\n").replaceAll("../../dist/", dist);
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", imports]);
  });
});

describe("the rules reject", () => {
  const read = (file: string, text: string) => importLines({ file, text });

  it.each([
    ["crm/contacts.ts", 'import { card } from "../cards/card.ts";', "cards/card.ts"],
    ["crm/contacts.ts", 'import type { Card } from "../cards/card.ts";', "cards/card.ts"],
    ["cards/card.ts", 'import {\n  type Role,\n  reaches,\n} from "../access/roles.ts";', "access/roles.ts"],
    ["cards/card.ts", 'export { reaches } from "../access/roles.ts";', "access/roles.ts"],
    ["cards/card.ts", 'export * from "../access/roles.ts";', "access/roles.ts"],
    ["store/open.ts", 'const { find } = await import("../bot/registry.ts");', "bot/registry.ts"],
    ["store/open.ts", 'let crm: import("../crm/crm.ts").Crm;', "crm/crm.ts"],
    [
      "platforms/slack/app.ts",
      'import { reply } from "../telegram/reply-target.ts";',
      "platforms/telegram/reply-target.ts",
    ],
    ["platforms/slack/app.ts", 'import { startBot } from "../../app/start.ts";', "app/start.ts"],
    ["bot/dispatcher.ts", 'import "../main.ts";', "main.ts"],
    ["sandbox/antcrm/server.ts", 'import { AppError } from "../../errors.ts";', "errors.ts"],
    [
      "app/start.ts",
      'import { startAntcrm } from "../sandbox/antcrm/server.ts";',
      "sandbox/antcrm/server.ts",
    ],
    ["nowhere/new.ts", 'import { card } from "../cards/card.ts";', "cards/card.ts"],
  ])("an import against the table: %s, %s", (file, text, wanted) => {
    expect(wrongWays(read(file, text))).toEqual([`${file} imports ${wanted}`]);
  });

  it("what runs of a module whose types alone are allowed", () => {
    const file = "store/actions.ts";
    const wrong = (text: string) => wrongWays(read(file, text));
    expect(wrong('import type { ActionRow } from "../bot/actions.ts";')).toEqual([]);
    expect(wrong('export type Row = import("../bot/actions.ts").ActionRow;')).toEqual([]);
    expect(wrong('import { createActions } from "../bot/actions.ts";')).toEqual([
      `${file} imports bot/actions.ts`,
    ]);
  });

  it.each([
    ["bot/dispatcher.ts", 'import { App } from "@slack/bolt";', "@slack/bolt"],
    ["crm/contacts.ts", 'import { request } from "undici";', "undici"],
    ["inbox/inbox.ts", 'import type { Kysely } from "kysely";', "kysely"],
    ["platforms/slack/read.ts", 'import type { Update } from "telegraf/types";', "telegraf"],
    ["crm/client.ts", 'import axios from "axios";', "axios"],
    ["crm/client.ts", "await import(vendor);", "computed: vendor"],
    ["crm/client.ts", 'const axios = require("axios");', "axios"],
  ])("a vendor outside its module: %s, %s", (file, text, wanted) => {
    expect(strayVendors(read(file, text))).toEqual([`${file} imports ${wanted}`]);
  });

  it("a development package in the running program, but not its types", () => {
    const file = "sandbox/telegram/view.ts";
    const missing = (text: string) => missingAtRunTime(read(file, text), ["zod"]);
    expect(missing('import { Update } from "@grammyjs/types";')).toEqual([`${file} needs @grammyjs/types`]);
    expect(missing('import type { Update } from "@grammyjs/types";')).toEqual([]);
    expect(missing('export type Update = import("@grammyjs/types").Update;')).toEqual([]);
  });

  it("an import cycle, also where types alone close it", () => {
    const a = { file: "cards/a.ts", text: 'import { b } from "./b.ts";' };
    const b = { file: "cards/b.ts", text: 'import { c } from "./c.ts";' };
    const c = { file: "cards/c.ts", text: 'export * from "./a.ts";' };
    const typesOfA = { file: "cards/c.ts", text: 'import type { A } from "./a.ts";' };
    const path = "cards/a.ts → cards/b.ts → cards/c.ts → cards/a.ts";
    expect(cycle([a, b, typesOfA].flatMap(importLines))).toBe(path);
    expect(cycle([a, b, c].flatMap(importLines))).toBe(path);
    expect(cycle([a, b].flatMap(importLines))).toBeNull();
  });

  it("a module that reads the environment by itself", () => {
    const text = "const key = process.env.ANTCRM_API_KEY;";
    const at = (file: string): SourceFile => ({ file, text });
    expect(environmentReaders([at("main.ts"), at("crm/client.ts"), at("sandbox/demo.ts")])).toEqual([
      "crm/client.ts",
    ]);
  });

  it("a long file without a reason", () => {
    const body = "const a = 1;\n".repeat(401);
    const reason = "/** One table, and long because the platform's limits are many. */\n";
    expect(tooLong([{ file: "a.ts", text: body }])).toEqual(["a.ts"]);
    expect(tooLong([{ file: "a.ts", text: reason + body }])).toEqual([]);
  });

  it("nothing that a comment only shows as an example", () => {
    expect(
      read("crm/client.ts", '/**\n * import { card } from "../cards/card.ts";\n */\n// import("axios")'),
    ).toEqual([]);
  });
});
