import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { execForm, type Instruction, type Stage } from "./instructions.ts";

/** The result of a stage: a folder as the image's file system, and how a container of it starts. */
export interface Image {
  root: string;
  /** The folder in which commands run, below `root`. */
  workdir: string;
  environment: Readonly<Record<string, string>>;
  user: { uid: number; gid: number } | null;
  cmd: readonly string[];
  healthcheck: readonly string[];
}

export interface LocalBuildOptions {
  stages: readonly Stage[];
  /** The build context. */
  context: string;
  /** An empty folder. */
  folder: string;
  say(line: string): void;
}

/**
 * Builds the stages on this machine, without a container engine. An image is a folder, and `/app` is a folder in it.
 * COPY copies files, and RUN runs a shell. Unlike the real build, it uses this machine's Node and system instead of the
 * base image's. It runs apt-get only if a package's program is missing here.
 * @returns the last stage
 * @throws Error the step that failed
 */
export function buildLocally({ stages, context, folder, say }: LocalBuildOptions): Image {
  const built = new Map<string, Image>();
  let last: Image | undefined;
  for (const [index, stage] of stages.entries()) {
    const root = join(folder, stage.name ?? `stage-${index}`);
    last = startFrom(built.get(stage.base), root);
    for (const instruction of stage.instructions) {
      say(`${stage.name ?? "final"}: ${instruction.name} ${instruction.rest}`);
      last = step(last, instruction, { built, context });
    }
    if (stage.name !== null) built.set(stage.name, last);
  }
  if (last === undefined) throw new Error("the Dockerfile has no FROM");
  return last;
}

function startFrom(base: Image | undefined, root: string): Image {
  mkdirSync(root, { recursive: true });
  if (base === undefined)
    return { root, workdir: root, environment: {}, user: null, cmd: [], healthcheck: [] };
  cpSync(base.root, root, { recursive: true, verbatimSymlinks: true });
  return { ...base, root, workdir: join(root, base.workdir.slice(base.root.length)) };
}

interface BuildState {
  built: ReadonlyMap<string, Image>;
  context: string;
}

function step(image: Image, instruction: Instruction, surroundings: BuildState): Image {
  switch (instruction.name) {
    case "WORKDIR": {
      const workdir = inside(image, instruction.rest);
      mkdirSync(workdir, { recursive: true });
      return { ...image, workdir };
    }
    case "ENV": {
      const [name = "", value = ""] = instruction.rest.split("=");
      return { ...image, environment: { ...image.environment, [name]: value } };
    }
    case "USER": {
      const [uid = Number.NaN, gid = uid] = instruction.rest.split(":").map(Number);
      return { ...image, user: { uid, gid } };
    }
    case "COPY":
      copy(image, instruction, surroundings);
      return image;
    case "RUN":
      run(image, instruction.rest);
      return image;
    case "CMD":
      return { ...image, cmd: execForm(instruction) };
    case "HEALTHCHECK":
      return { ...image, healthcheck: execForm(instruction) };
    case "EXPOSE":
    case "STOPSIGNAL":
    case "VOLUME":
      return image;
    default:
      throw new Error(`the local build does not support ${instruction.name}`);
  }
}

/** Converts a path inside the image to a path on this machine. */
function inside({ root, workdir }: Image, path: string): string {
  return path.startsWith("/") ? join(root, path) : join(workdir, path);
}

function copy(image: Image, { flags, rest }: Instruction, { built, context }: BuildState): void {
  const paths = rest.split(/\s+/);
  const target = paths.pop() ?? "";
  const from = flags.from === undefined ? null : built.get(flags.from);
  if (from === undefined) throw new Error(`COPY --from=${flags.from}: unknown stage`);
  for (const path of paths) {
    const source = from === null ? join(context, path) : inside(from, path);
    const to = target.endsWith("/") ? join(inside(image, target), path) : inside(image, target);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(source, to, { recursive: true, verbatimSymlinks: true });
  }
}

function run({ workdir, environment, user }: Image, command: string): void {
  if (command.startsWith("apt-get") && isInstalledHere(command)) return;
  const { status } = spawnSync("sh", ["-c", command], {
    cwd: workdir,
    // A user of the image runs the bot, which must not see the variables of a bot that is configured here.
    env: user === null ? { ...process.env, ...environment } : { PATH: process.env.PATH, ...environment },
    ...user,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error(`RUN ${command}: exit code ${status}`);
}

/** True if the program is installed here. These packages have the names of their programs: python3, make, g++. */
function isInstalledHere(command: string): boolean {
  const packages = /install\s+((?:-\S+\s+)*)([^&]+)/.exec(command)?.[2]?.trim().split(/\s+/) ?? [];
  return packages.every((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0);
}
