/**
 * Builds the image's stages in an empty folder and starts the result as its user, once without a configuration and
 * once against the sandbox. It takes minutes and installs packages, so it is a program of `.ci/run`, not a test.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { freePort } from "../support/free-port.ts";
import { stagesOf } from "./instructions.ts";
import { buildLocally, type Image } from "./local-build.ts";

const EXIT_MISCONFIGURED = 78;
const TIMEOUT_MS = 30_000;
const context = join(import.meta.dirname, "..", "..");
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), "antcrm-chatops-image-"));
try {
  // The image's user is another one, and needs access to the folder.
  chmodSync(folder, 0o755);
  const stages = stagesOf(readFileSync(join(context, "Dockerfile"), "utf8"));
  const image = buildLocally({ stages, context, folder, say });
  holdsCompiledCodeAlone(image);
  pointsToTheDemo(image);
  await runsAndStops(image);
  say("The image builds, and its bot runs.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The build runs the bot, which may leave its compiled code, for its user to read, and nothing else. */
function holdsCompiledCodeAlone({ workdir, environment }: Image): void {
  must(readdirSync(join(workdir, "data")).length === 0, "the image holds data of a bot");
  const folder = join(workdir, environment.NODE_COMPILE_CACHE ?? "no folder is set");
  const stored = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const { name, parentPath } of stored) {
    const { uid, mode } = statSync(join(parentPath, name));
    must(uid === 0 && (mode & 0o222) === 0, `somebody may change ${name}`);
  }
  const modules = stored.filter((entry) => entry.isFile()).length;
  if ("enableCompileCache" in nodeModule) must(modules >= 5, `the image holds ${modules} compiled modules`);
  else say("compiled code: not checked, this version of Node stores none");
}

function pointsToTheDemo(image: Image): void {
  say("container: no configuration");
  const [program = "", ...rest] = image.cmd;
  const { status, stderr } = spawnSync(program, rest, { ...containerEnvironment(image), encoding: "utf8" });
  must(status === EXIT_MISCONFIGURED, `without a configuration the exit code is ${status}: ${stderr}`);
  must(stderr.includes("npm run demo"), `without a configuration it says: ${stderr}`);
}

async function runsAndStops(image: Image): Promise<void> {
  say("container: against the sandbox");
  const [antcrm, telegram, port] = await Promise.all([startAntcrm(), startTelegram(), freePort()]);
  const environment = {
    ANTCRM_BASE_URL: antcrm.url,
    ANTCRM_API_KEY: antcrm.apiKey,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    PORT: String(port),
  };
  await passesTheDoctor(image, environment);
  const bot = start(image, environment);
  try {
    await isUp(bot);
    await isHealthy(image, bot, port);
    await passesTheDoctor(image, environment);
    for (const file of ["antcrm-chatops.db", "secret.key"]) {
      must(existsSync(join(image.workdir, "data", file)), `data/${file} was not written`);
    }
    const gone = once(bot, "exit");
    bot.kill("SIGTERM");
    const [code] = await gone;
    must(code === 0, `after SIGTERM the exit code is ${code}`);
  } finally {
    if (bot.exitCode === null) bot.kill("SIGKILL");
    await Promise.all([antcrm.stop(), telegram.stop()]);
  }
}

/** Runs `node dist/cli/doctor.js` in the container. It asks the servers of this process, so this process must not block. */
async function passesTheDoctor(image: Image, environment: Readonly<Record<string, string>>): Promise<void> {
  const options = { ...containerEnvironment(image, environment), stdio: "inherit" } as const;
  const [code] = await once(spawn("node", ["dist/cli/doctor.js"], options), "close");
  must(code === 0, `the exit code of the doctor is ${code}`);
}

function start(image: Image, environment: Readonly<Record<string, string>>): ChildProcess {
  const [program = "", ...rest] = image.cmd;
  return spawn(program, rest, {
    ...containerEnvironment(image, environment),
    stdio: ["ignore", "inherit", "pipe"],
  });
}

/** Waits for the log line, because an earlier signal would end the process without a graceful stop. */
async function isUp(bot: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: bot.stderr ?? Readable.from([]) })) {
    say(line);
    if (line.includes("the bot is up")) return;
  }
  throw new Error(`the bot ended with exit code ${bot.exitCode}`);
}

/** Runs the image's own HEALTHCHECK until it succeeds. */
async function isHealthy(image: Image, bot: ChildProcess, port: number): Promise<void> {
  const [program = "", ...rest] = image.healthcheck;
  const until = Date.now() + TIMEOUT_MS;
  while (spawnSync(program, rest, containerEnvironment(image, { PORT: String(port) })).status !== 0) {
    must(bot.exitCode === null, `the bot ended with exit code ${bot.exitCode}`);
    must(Date.now() < until, "the health check never succeeded");
    await pause(100);
  }
}

/** Returns the environment of a container: the image's user and variables, and nothing of this process. */
function containerEnvironment(
  { workdir, environment, user }: Image,
  more: Readonly<Record<string, string>> = {},
) {
  return { cwd: workdir, env: { PATH: process.env.PATH, ...environment, ...more }, ...user };
}

function must(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(otherwise);
}
