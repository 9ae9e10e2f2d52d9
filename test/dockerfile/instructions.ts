/** One instruction: `RUN npm ci` is `{ name: "RUN", flags: {}, rest: "npm ci" }`. */
export interface Instruction {
  name: string;
  /** `--from=build` is `{ from: "build" }`. */
  flags: Readonly<Record<string, string>>;
  rest: string;
}

/** The instructions between one `FROM` and the next. */
export interface Stage {
  /** `"build"` of `FROM base AS build`; the last stage has none. */
  name: string | null;
  /** An earlier stage's name, or an image's. */
  base: string;
  instructions: readonly Instruction[];
}

/**
 * Parses a Dockerfile into its stages. Supports what the project uses: comments, lines continued by a backslash,
 * flags; no heredocs, no ARG.
 */
export function stagesOf(dockerfile: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const text of logicalLines(dockerfile)) {
    const instruction = readInstruction(text);
    if (instruction.name === "FROM") {
      const [base = "", , name = null] = instruction.rest.split(/\s+/);
      stages.push({ name, base, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

function logicalLines(dockerfile: string): string[] {
  return dockerfile
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((text) => text.trim())
    .filter((text) => text !== "");
}

function readInstruction(text: string): Instruction {
  const [, name = "", flagText = "", rest = ""] = /^(\w+)((?:\s+--[\w-]+=\S+)*)\s+(.*)$/.exec(text) ?? [];
  const flags = [...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, key = "", value = ""]) => [key, value]);
  return { name: name.toUpperCase(), flags: Object.fromEntries(flags), rest };
}

/** Returns the exec form: `["node", "dist/main.js"]`. In HEALTHCHECK it follows the word CMD. */
export function execForm({ rest }: Instruction): string[] {
  return JSON.parse(rest.replace(/^CMD\s+/, ""));
}
