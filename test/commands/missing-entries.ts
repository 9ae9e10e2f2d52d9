import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../../src/bot/command.ts";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { manifest } from "../../src/platforms/slack/manifest.ts";
import { withAbbreviations } from "../../src/understanding/abbreviations.ts";
import { createIntents } from "../../src/understanding/understand.ts";
import { EVERY_COMMAND } from "../conversations/every-command.ts";
import { WRITE_KINDS } from "../faults/support/write-kinds.ts";

const root = join(import.meta.dirname, "../..");

/** Commands as they are built. None of them runs here, so they need no ports. */
const registry = createCommands({} as CataloguePorts);

/** A place outside of a command's own file that must name it. */
interface Place {
  file: string;
  /** The names that the place has now. */
  names: readonly string[];
  /** The names that it must have. */
  wanted: readonly string[];
  /** What a missing entry looks like. */
  entry(command: Command): string;
}

/** Returns a sentence for each missing or superfluous entry in the places that must name a command. */
export function missingEntries(): string[] {
  const visible = registry.visibleTo("admin");
  const places: Place[] = [
    {
      file: "README.md, “What you can ask”",
      names: readmeRows().map(([name = "", , , role = ""]) => `${name}, ${role}`),
      wanted: visible.map(({ name, role }) => `${name}, ${role}`),
      entry: ({ name, role }) => `| \`${name}\` | what people type | what people type | ${role} |`,
    },
    {
      file: "test/conversations/every-command.ts",
      names: Object.keys(EVERY_COMMAND),
      wanted: visible.map(({ name }) => name),
      entry: ({ name }) => `${name}: [{ asks: "what people type", shows: /what they read/ }],`,
    },
    {
      file: "test/faults/support/write-kinds.ts",
      names: Object.keys(WRITE_KINDS),
      wanted: visible.filter(({ writesToCrm }) => writesToCrm).map(({ name }) => name),
      entry: ({ name }) =>
        `${name}: { request: …, question: …, confirm: …, receipt: …, call: …, count: …, second: … },`,
    },
  ];
  return [...places.flatMap(wrongIn), ...oldManifest(), ...takenAliases(), ...refusedAliases()];
}

/** Returns every name and alias as people type it, with the commands that have it: `"gift"` → `["redeem"]`. */
export function aliasesOfCommands(): Map<string, string[]> {
  const commands = new Map<string, string[]>();
  for (const { name, aliases } of registry.grammars) {
    const typed = [name, ...aliases].flatMap((one) => withAbbreviations(one.normalize("NFC").toLowerCase()));
    for (const alias of new Set(typed)) commands.set(alias, [...(commands.get(alias) ?? []), name]);
  }
  return commands;
}

const intents = createIntents(registry.grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

/** Returns a sentence for each command that the aliases of another one start. */
function takenAliases(): string[] {
  const taken = [...aliasesOfCommands()].flatMap(([alias, commands]) => {
    const understood = intents.understand(alias, context);
    if (understood.kind === "command" && commands.includes(understood.command)) return [];
    const reached = understood.kind === "command" ? `command ${understood.command}` : understood.kind;
    return [{ alias, fault: `of ${commands.join(", ")} is understood as ${reached}` }];
  });
  return byFault(taken).map(
    ({ aliases, fault }) =>
      `alias ${aliases} ${fault}: choose another alias, or change the sentence in src/understanding/sentences.ts or the alias that takes it`,
  );
}

/** Returns aliases that, with a record's number after them, are answered with "AntCRM's API does not allow this". */
function refusedAliases(): string[] {
  const refused = [...aliasesOfCommands()].flatMap(([alias, commands]) => {
    const asked = `${alias} 17464`;
    const understood = intents.understand(asked, context);
    const beyond = understood.kind === "command" ? understood.args.beyond : undefined;
    if (beyond === undefined) return [];
    const fault = `for ${commands.join(", ")}, is answered with the help text “${beyond}”, which says that AntCRM's API does not allow it: remove the sentence with { beyond: "${beyond}" } from src/understanding/sentences.ts, and the text “${beyond}” from src/features/help/help.ts`;
    return [{ alias: asked, fault }];
  });
  return byFault(refused).map(({ aliases, fault }) => `${aliases}, ${fault}`);
}

const NAMED = 3;

/** Lists the aliases of each fault, the first three by name: one alias is typed in many abbreviations. */
function byFault(all: readonly { alias: string; fault: string }[]) {
  const faults = [...new Set(all.map(({ fault }) => fault))];
  return faults.map((fault) => {
    const aliases = all.filter((one) => one.fault === fault).map(({ alias }) => `“${alias}”`);
    const others = aliases.length - NAMED;
    return { aliases: aliases.slice(0, NAMED).join(", ") + (others > 0 ? ` and ${others} more` : ""), fault };
  });
}

function wrongIn({ file, names, wanted, entry }: Place): string[] {
  const missing = wanted.filter((name) => !names.includes(name));
  const tooMuch = names.filter((name) => !wanted.includes(name));
  return [
    ...missing.map((name) => {
      const command = registry.find(name.split(",")[0] ?? "");
      return `${file}: add ${command ? entry(command) : name}`;
    }),
    ...tooMuch.map((name) => `${file}: remove ${name}, there is no such command`),
  ];
}

/** Returns the rows of the README's table of commands: name, Vietnamese, English, role. */
function readmeRows(): string[][] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const section = readme.split(/^## /m).find((one) => one.startsWith("What you can ask\n")) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.replaceAll("`", "").trim()));
}

function oldManifest(): string[] {
  const menu = registry.visibleTo("manager").map(({ name, summary }) => ({ name, summary: summary("vi") }));
  const printed = JSON.stringify(manifest({ locale: "vi", menu }));
  const stored = JSON.stringify(JSON.parse(readFileSync(join(root, "slack-manifest.json"), "utf8")));
  return printed === stored ? [] : ["slack-manifest.json: npm run --silent manifest > slack-manifest.json"];
}
