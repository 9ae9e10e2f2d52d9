import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { type BenchFixture, IN_FLIGHT } from "./lookup.ts";
import { measure } from "./measure.ts";
import { type Program, SCRIPTS, start } from "./programs.ts";
import { createDraw } from "./questions.ts";
import { freePort } from "./wire.ts";

/** The parts of a V8 profile that are read here; the written file has all of it. */
interface CpuProfile {
  nodes: readonly ProfileNode[];
  samples: readonly number[];
  /** Microseconds since the previous sample. */
  timeDeltas: readonly number[];
}

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: readonly number[];
}

/** The part of V8's coverage that is read here. The first range of a function is the whole of it. */
interface Coverage {
  result: readonly {
    url: string;
    functions: readonly { functionName: string; ranges: readonly { count: number }[] }[];
  }[];
}

const WARM_UP = 3_000;
const COUNT = 4_000;
const FUNCTIONS = 35;
const COVERED = 12;

/** Profiles the CPU time of a look-up on each platform, by module and by function. Writes a `.cpuprofile` of each. */
export async function profileLookUps(fixture: BenchFixture): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "antcrm-chatops-profile-"));
  const sections: string[] = [];
  for (const platform of ["slack", "telegram"] as const) {
    const program = { ...fixture[platform].ours, script: SCRIPTS.botOfModules };
    const profile = await profileOf(program, fixture);
    const file = join(folder, `${platform}.cpuprofile`);
    await writeFile(file, JSON.stringify(profile));
    sections.push(`${platform}, ${COUNT} look-ups: ${file}\n${describe(profile)}`);
    sections.push(describeCode(platform, await codeOfOneLookUp(program, fixture)));
  }
  return sections.join("\n\n");
}

async function profileOf(program: Program, { environment, byPhone }: BenchFixture): Promise<CpuProfile> {
  const inspector = await freePort();
  const draw = createDraw(byPhone);
  const running = await start(program, environment, draw(), [`--inspect=127.0.0.1:${inspector}`]);
  try {
    const session = await openSession(inspector);
    await measure(running, draw, { inFlight: IN_FLIGHT, count: WARM_UP });
    await session.send("Profiler.enable");
    await session.send("Profiler.setSamplingInterval", { interval: 200 });
    await session.send("Profiler.start");
    await measure(running, draw, { inFlight: IN_FLIGHT, count: COUNT });
    const { profile } = await session.send<{ profile: CpuProfile }>("Profiler.stop");
    session.close();
    return profile;
  } finally {
    await running.stop();
  }
}

/** The bot's own code that one look-up of a warm process runs: each file with the functions that were called. */
type CalledCode = ReadonlyMap<string, readonly string[]>;

/** Takes the smallest of a few look-ups, because background work that falls into one adds its own code. */
async function codeOfOneLookUp(
  program: Program,
  { environment, byPhone }: BenchFixture,
): Promise<CalledCode> {
  const inspector = await freePort();
  const draw = createDraw(byPhone);
  const running = await start(program, environment, draw(), [`--inspect=127.0.0.1:${inspector}`]);
  try {
    const session = await openSession(inspector);
    await session.send("Profiler.enable");
    await session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await measure(running, draw, { inFlight: 1, count: COVERED });
    const seen: CalledCode[] = [];
    for (let look = 0; look < COVERED; look += 1) {
      await session.send("Profiler.takePreciseCoverage");
      await measure(running, draw, { inFlight: 1, count: 1 });
      seen.push(calledCode(await session.send<Coverage>("Profiler.takePreciseCoverage")));
    }
    session.close();
    return seen.reduce((least, code) => (countFunctions(code) < countFunctions(least) ? code : least));
  } finally {
    await running.stop();
  }
}

function calledCode({ result }: Coverage): CalledCode {
  const code = new Map<string, string[]>();
  for (const { url, functions } of result) {
    if (!isOursUrl(url)) continue;
    const called = functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0);
    const names = called.map(({ functionName }) => functionName);
    if (names.length > 0) code.set(url.replace(/^.*\/dist\//, ""), names);
  }
  return code;
}

function countFunctions(code: CalledCode): number {
  return [...code.values()].flat().length;
}

function describeCode(platform: string, code: CalledCode): string {
  const files = [...code]
    .map(([file, names]) => `${String(names.length).padStart(6)}  ${file}`)
    .sort()
    .reverse();
  return [
    `${platform}: one look-up runs ${countFunctions(code)} functions in ${code.size} files`,
    ...files,
  ].join("\n");
}

interface Session {
  send<T>(method: string, params?: object): Promise<T>;
  close(): void;
}

/** Uses the inspector, so that a profile contains the look-ups and not the start; `--cpu-prof` would mix them. */
async function openSession(port: number): Promise<Session> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? "");
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map<number, (result: unknown) => void>();
  socket.on("message", (data) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let calls = 0;
  return {
    send<T>(method: string, params: object = {}) {
      calls += 1;
      const id = calls;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise<T>((resolve) => waiting.set(id, (result) => resolve(result as T)));
    },
    close: () => socket.close(),
  };
}

function describe(profile: CpuProfile): string {
  const own = new Map<string, number>();
  const charged = new Map<string, number>();
  const functions = new Map<string, number>();
  const chargedTo = chargedModules(profile.nodes);
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const node = byId.get(id);
    const us = profile.timeDeltas[index] ?? 0;
    if (node === undefined || node.callFrame.functionName === "(idle)") continue;
    total += us;
    add(own, moduleOf(node), us);
    add(charged, chargedTo.get(id) ?? "", us);
    add(functions, nameOf(node), us);
  }
  return [
    `CPU a look-up: ${Math.round(total / COUNT)} µs, while being watched`,
    "by module: its own code, and its callees (packages, Node)",
    ...ranked(charged, total, 20),
    "by the module of the code",
    ...ranked(own, total, 24),
    "by function, its own time",
    ...ranked(functions, total, FUNCTIONS),
  ].join("\n");
}

/** Maps each node to the module of the bot that called it: the nearest frame of the bot's own code above it. */
function chargedModules(nodes: readonly ProfileNode[]): Map<number, string> {
  const charged = new Map<number, string>();
  // V8 lists parents before their children.
  for (const node of nodes) {
    const module = isOurs(node)
      ? moduleOf(node)
      : (charged.get(node.id) ?? "(none: event loop, garbage collector)");
    charged.set(node.id, module);
    for (const child of node.children ?? []) charged.set(child, module);
  }
  return charged;
}

function isOurs({ callFrame }: ProfileNode): boolean {
  return isOursUrl(callFrame.url);
}

function isOursUrl(url: string): boolean {
  return url.includes("/dist/") && !url.includes("/node_modules/");
}

/** Returns the module: `"crm"`, `"platforms/slack"`, `"package undici"`, `"Node"`, `"(garbage collector)"`. */
function moduleOf({ callFrame: { url, functionName } }: ProfileNode): string {
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (inPackage !== undefined) return `package ${inPackage}`;
  const ours = /\/dist\/((?:platforms\/)?[^/]+)/.exec(url)?.[1];
  if (ours !== undefined) return ours;
  return url.startsWith("node:") ? "Node" : functionName.startsWith("(") ? functionName : "V8 and C++";
}

function nameOf(node: ProfileNode): string {
  const { functionName, url, lineNumber } = node.callFrame;
  const file = url.replace(/^.*\/(?:node_modules|dist)\//, "");
  return file === ""
    ? functionName || "(anonymous)"
    : `${functionName || "(anonymous)"}  ${file}:${lineNumber + 1}`;
}

function add(sums: Map<string, number>, key: string, us: number): void {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

function ranked(sums: ReadonlyMap<string, number>, total: number, count: number): string[] {
  const line = ([name, us]: [string, number]) =>
    `${((us / total) * 100).toFixed(1).padStart(6)} %  ${String(Math.round(us / COUNT)).padStart(5)} µs  ${name}`;
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(line);
}
