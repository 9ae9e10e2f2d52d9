import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { imageCommand, nodeOptions } from "./dockerfile/image-command.ts";
import { execForm, stagesOf } from "./dockerfile/instructions.ts";

const root = join(import.meta.dirname, "..");
const stages = stagesOf(readFileSync(join(root, "Dockerfile"), "utf8"));
const final = stages.at(-1);
const all = stages.flatMap(({ instructions }) => instructions);
const last = (name: string) => final?.instructions.filter((one) => one.name === name).at(-1);

describe("the image", () => {
  it("copies only files of the project that exist and are not ignored", () => {
    const ignored = readFileSync(join(root, ".dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const sources = all
      .filter(({ name, flags }) => name === "COPY" && flags.from === undefined)
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(sources).toContain("src");
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(sources.filter((path) => ignored.some((name) => `${path}/`.startsWith(`${name}/`)))).toEqual([]);
    expect(ignored).toEqual(expect.arrayContaining([".env", "data"]));
  });

  it("uses base images that are pinned by their digest", () => {
    const names = new Set(stages.map(({ name }) => name));
    const outside = stages.map(({ base }) => base).filter((base) => !names.has(base));
    expect(outside.length).toBeGreaterThan(0);
    for (const base of outside) expect(base).toMatch(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
  });

  it("leaves compilers and development packages in the build stage", () => {
    const build = stages.find(({ name }) => name === "build");
    const commands = build?.instructions.filter(({ name }) => name === "RUN").map(({ rest }) => rest) ?? [];
    expect(commands.at(-1)).toBe("npm prune --omit=dev");
    expect(final?.base).not.toBe("build");
    expect(final?.instructions.map(({ rest }) => rest).join("\n")).not.toMatch(/apt-get|npm (ci|install)/);
  });

  it("runs the bot as a user other than root, who owns data/", () => {
    expect(imageCommand).toEqual(["node", ...nodeOptions, "dist/main.js"]);
    expect(last("USER")?.rest).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(last("VOLUME")?.rest).toBe("/app/data");
    expect(last("STOPSIGNAL")?.rest).toBe("SIGTERM");
  });

  it("runs the bot with the options of Node that npm start and systemd use, also where it stores the compiled code", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const unit = readFileSync(join(root, "deploy/antcrm-chatops@.service"), "utf8");
    const compiles = final?.instructions.find(({ name, rest }) => name === "RUN" && rest.startsWith("node"));
    const starts = [scripts.start, unit, compiles?.rest].map(
      (text) => /node (?:--\S+ )*dist\/main\.js/.exec(text)?.[0],
    );
    expect(nodeOptions).toEqual([
      expect.stringMatching(/^--min-semi-space-size=\d+$/),
      expect.stringMatching(/^--max-semi-space-size=\d+$/),
      expect.stringMatching(/^--heap-growing-percent=\d+$/),
    ]);
    for (const start of starts) expect(start?.split(" ")).toEqual(expect.arrayContaining(imageCommand));
  });

  it.each([
    [200, 0],
    [503, 1],
  ])("treats an answer of %i from /healthz as exit code %i", async (status, code) => {
    const paths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      response.writeHead(status).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    expect(await health((server.address() as AddressInfo).port)).toBe(code);
    expect(paths).toEqual(["/healthz"]);
  });

  it("is unhealthy when nothing listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expect(await health(port)).toBe(1);
  });
});

/** Runs the image's own HEALTHCHECK, and returns its exit code. */
async function health(port: number): Promise<number> {
  const [program = "", ...rest] = execForm(last("HEALTHCHECK") ?? { name: "", flags: {}, rest: "[]" });
  const [code] = await once(
    spawn(program, rest, { env: { PATH: process.env.PATH, PORT: String(port) } }),
    "exit",
  );
  return code;
}
