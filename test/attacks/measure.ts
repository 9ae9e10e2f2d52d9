/**
 * Attacks the built bot and measures how long other people wait. One row per case; a bot that dies or hangs is a
 * result.
 * It is one file, so that it can be copied beside an older version of the bot and measure that version too.
 * Usage: npm run build && npx tsx test/attacks/measure.ts [case…]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setMaxListeners } from "node:events";
import { existsSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:http";
import { connect, type Socket } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { type SlackSandbox, startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram, type TelegramSandbox } from "../../src/sandbox/telegram/server.ts";
import { cpuSeconds, residentMb } from "../bench/process-figures.ts";
import { workbook } from "../features/imports/workbook-file.ts";
import { freePort } from "../support/free-port.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const START_MS = 30_000;
/** How long to wait for look-ups that began before an attack ended. */
const GRACE_MS = 5_000;
const COLLEAGUES = 12;
const CUSTOMERS = 600;

type Role = "none" | "viewer" | "agent";
type Colleague = (customer: number) => Promise<void>;

/** A new bot with its environment. The colleagues are admins; all others have the default role. */
interface Fixture {
  port: number;
  child: ChildProcess;
  /** Returns null while the bot runs, and after that how it ended. */
  ended(): string | null;
  slack: SlackSandbox;
  telegram: TelegramSandbox;
  admin: { slack: ReturnType<SlackSandbox["addUser"]>; telegram: ReturnType<TelegramSandbox["addUser"]> };
  colleagues: { slack: readonly Colleague[]; telegram: readonly Colleague[] };
  close(): Promise<void>;
}

interface Attack {
  name: string;
  defaultRole: Role;
  /** Attacks, and describes what happened. `signal` aborts when the bot has died. */
  run(fixture: Fixture, signal: AbortSignal): Promise<string>;
}

const phoneOf = (customer: number) => `090${1_000_000 + (customer % CUSTOMERS)}`;
const nameOf = (customer: number) => `Khách ${phoneOf(customer).slice(-5)}`;

/** Returns the default roles. An older version, beside which this file may be copied, has one for all platforms. */
function defaultRoles(role: Role): string {
  const config = readFileSync(join(import.meta.dirname, "../../src/config/config.ts"), "utf8");
  const isPerPlatform = config.includes("parseDefaultRoles");
  return isPerPlatform ? `slack:${role},telegram:${role}` : role;
}

async function createFixture(defaultRole: Role): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), "attack-"));
  const [crm, slack, telegram, port] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "http", echo: false }),
    startTelegram(),
    freePort(),
  ]);
  addCustomers(crm);
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const slackUsers = Array.from({ length: COLLEAGUES + 1 }, (_, at) =>
    slack.addUser({ name: `lan${at}`, locale: "vi-VN" }),
  );
  const telegramUsers = Array.from({ length: COLLEAGUES + 1 }, (_, at) =>
    telegram.addUser({ first_name: `Lan ${at}`, language_code: "vi" }),
  );
  const admins = [
    ...slackUsers.map(({ id }) => `slack:${id}`),
    ...telegramUsers.map(({ id }) => `telegram:${id}`),
  ];
  const log = openSync(join(folder, "bot.log"), "w");
  const child = spawn(process.execPath, ["--max-old-space-size=512", MAIN], {
    env: {
      PATH: process.env.PATH,
      ANTCRM_BASE_URL: crm.url,
      ANTCRM_API_KEY: crm.apiKey,
      DATABASE_URL: join(folder, "bot.db"),
      HOST: "127.0.0.1",
      PORT: String(port),
      BOT_DEFAULT_ROLE: defaultRoles(defaultRole),
      BOT_ADMINS: admins.join(","),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
    },
    stdio: ["ignore", log, log],
  });
  let end: string | null = null;
  const exit = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      end = signal ?? `exit ${code}`;
      resolve();
    });
  });
  const [slackAdmin, ...slackRest] = slackUsers;
  const [telegramAdmin, ...telegramRest] = telegramUsers;
  if (!slackAdmin || !telegramAdmin) throw new Error("there are no colleagues");
  const fixture: Fixture = {
    port,
    child,
    ended: () => end,
    slack,
    telegram,
    admin: { slack: slackAdmin, telegram: telegramAdmin },
    colleagues: {
      slack: slackRest.map(({ id }) => slackLookUp(slack, id)),
      telegram: telegramRest.map((user) => telegramLookUp(telegram, user.id, user.id)),
    },
    async close() {
      child.kill("SIGKILL");
      await exit;
      await Promise.all([crm.stop(), slack.stop(), telegram.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  await untilReady(fixture);
  return fixture;
}

function addCustomers({ world }: AntcrmSandbox): void {
  for (let at = 0; at < CUSTOMERS; at += 1) world.addCustomer({ name: nameOf(at), phones: [phoneOf(at)] });
}

async function untilReady(fixture: Fixture): Promise<void> {
  const untilMs = performance.now() + START_MS;
  while ((await statusOf(fixture.port, "/readyz", 1_000)) !== 200) {
    if (fixture.ended() !== null || performance.now() > untilMs) throw new Error("the bot did not come up");
    await pause(50);
  }
}

function statusOf(port: number, path: string, timeoutMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const call = get({ port, path, host: "127.0.0.1", agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    call.on("timeout", () => call.destroy(new Error("no answer")));
    call.on("error", () => resolve(null));
  });
}

/** Asks for a customer in the chat with the bot; resolves when the card is visible. */
function slackLookUp(slack: SlackSandbox, user: string): Colleague {
  const person = slack.person(user);
  return async (customer) => {
    const dm = slack.dm(user);
    const { acked } = await person.directMessage(phoneOf(customer));
    if (!acked) throw new Error("the bot did not take the message");
    await person.nextMessage(dm, shows(customer), { timeoutMs: 120_000 });
  };
}

/** Does the same on Telegram, in that chat. There too, the simulator shows private messages to their recipient. */
function telegramLookUp(telegram: TelegramSandbox, user: number, chat: number): Colleague {
  const person = telegram.person(user);
  return async (customer) => {
    await person.says(chat, chat === user ? phoneOf(customer) : `/customer ${phoneOf(customer)}`);
    await person.nextMessage(chat, shows(customer), { timeoutMs: 120_000 });
  };
}

function shows(customer: number): (message: { text: string; read?: string }) => boolean {
  return ({ text, read = text }) => read.includes(nameOf(customer));
}

/** Counts the different customers that the attacker saw. */
function shownTo(messages: readonly { text: string; read?: string }[]): number {
  const names = messages.flatMap(({ text, read = text }) => read.match(/Khách \d{5}/g) ?? []);
  return new Set(names).size;
}

const CASES: readonly Attack[] = [
  {
    name: "quota: a viewer asks 10 times a second for 20 s, on each platform",
    defaultRole: "viewer",
    async run({ slack, telegram }, signal) {
      const slackUser = slack.addUser({ name: "viewer", locale: "vi-VN" });
      const telegramUser = telegram.addUser({ first_name: "Viewer", language_code: "vi" });
      await everyMs(100, 20_000, signal, (at) => {
        slack.person(slackUser.id).directMessage(phoneOf(at)).catch(ignore);
        telegram.person(telegramUser.id).says(telegramUser.id, phoneOf(at)).catch(ignore);
      });
      const onSlack = shownTo(slack.person(slackUser.id).sees(slack.dm(slackUser.id)).filter(isFromApp));
      const onTelegram = shownTo(
        telegram
          .person(telegramUser.id)
          .sees(telegramUser.id)
          .filter(({ isFromBot }) => isFromBot),
      );
      return `customers shown a minute: ${onSlack * 3} on Slack, ${onTelegram * 3} on Telegram`;
    },
  },
  {
    name: "group flood: 60 commands of a stranger, then a colleague's look-up there",
    defaultRole: "none",
    run: floodGroup,
  },
  {
    name: "colleague flood: the same 60 commands by an agent",
    defaultRole: "agent",
    run: floodGroup,
  },
  {
    name: "parser: ten texts of 39 kB by ten people without rights",
    defaultRole: "none",
    async run({ slack, port }, signal) {
      // Posted past the simulator, because its own search for links would be measured as well.
      const sent = HOSTILE_PATTERNS.map((pattern, at) => {
        const user = slack.addUser({ name: `stranger${at}`, locale: "vi-VN" });
        const text = `x${pattern.repeat(Math.floor(38_998 / pattern.length))}x`;
        return postMessage(slack, port, user.id, text).catch(ignore);
      });
      await Promise.race([Promise.all(sent), aborted(signal)]);
      return settled(port, signal, 30_000);
    },
  },
  {
    name: "file: a workbook of one cell, 190 kB packed",
    defaultRole: "none",
    run: (fixture, signal) => uploadFile(fixture, signal, "khach.xlsx", oneCell()),
  },
  {
    name: "file: 19 MB of line ends as CSV",
    defaultRole: "none",
    run: (fixture, signal) => uploadFile(fixture, signal, "khach.csv", Buffer.alloc(19_000_000, "\n")),
  },
  {
    name: "file: a zip bomb of 150 MB of rows",
    defaultRole: "none",
    run: (fixture, signal) => uploadFile(fixture, signal, "khach.xlsx", manyRows()),
  },
  {
    name: "slow posts: 300 forged posts of 1 MB, sent slowly and never finished",
    defaultRole: "none",
    async run({ port }, signal) {
      const posts = openPosts(port, 300);
      const piece = Buffer.alloc(45_000, "x");
      await everyMs(1_000, 19_000, signal, () => {
        for (const { socket } of posts) if (socket.writable) socket.write(piece);
      });
      const open = posts.filter(({ socket }) => !socket.destroyed && !socket.readableEnded).length;
      const answered = posts.filter(({ received }) => /^HTTP\/1\.1 [45]/.test(received())).length;
      for (const { socket } of posts) socket.destroy();
      return `after 20 s ${open} still open, ${answered} refused`;
    },
  },
  {
    name: "fast posts: forged posts of 1 MB, 64 at a time for 10 s",
    defaultRole: "none",
    async run({ port }, signal) {
      const piece = Buffer.alloc(1_000_000, "x");
      const untilMs = performance.now() + 10_000;
      let refused = 0;
      let sent = 0;
      const post = async () => {
        while (performance.now() < untilMs && !signal.aborted) {
          const [one] = openPosts(port, 1, sent);
          if (!one) return;
          one.socket.write(piece);
          sent += 1;
          const closed = new Promise((resolve) => one.socket.once("close", resolve).once("data", resolve));
          await Promise.race([closed, pause(5_000), aborted(signal)]);
          if (/^HTTP\/1\.1 [45]/.test(one.received())) refused += 1;
          one.socket.destroy();
        }
      };
      await Promise.all(Array.from({ length: 64 }, post));
      return `${sent} posts, ${refused} refused`;
    },
  },
];

async function floodGroup({ telegram, admin }: Fixture, signal: AbortSignal): Promise<string> {
  const stranger = telegram.addUser({ first_name: "Flooder", language_code: "vi" });
  const group = telegram.addGroup({ title: "CSKH", members: [stranger, admin.telegram] });
  await Promise.all([stranger, admin.telegram].map(({ id }) => telegram.person(id).startsBot()));
  await pause(2_000);
  for (let at = 0; at < 60; at += 1)
    await telegram.person(stranger.id).says(group, `/customer ${phoneOf(at)}`);
  const startedMs = performance.now();
  const person = telegram.person(admin.telegram.id);
  const customer = CUSTOMERS - 1;
  await person.says(group, `/customer ${phoneOf(customer)}`);
  // The card may appear in the group or in the person's private chat.
  const places = [group.id, admin.telegram.id].map((place) =>
    person.nextMessage(place, shows(customer), { timeoutMs: 45_000 }),
  );
  const seen = await Promise.race([
    Promise.any(places).then(
      () => true,
      () => false,
    ),
    aborted(signal),
  ]);
  const sent = telegram.requests.filter(
    ({ method, params }) => method === "sendMessage" && String(params.chat_id) === String(group.id),
  );
  const waited = seen ? seconds(performance.now() - startedMs) : "more than 45 s";
  return `the look-up there waited ${waited}; ${sent.length} messages to the group`;
}

async function uploadFile({ slack, admin, port }: Fixture, signal: AbortSignal, name: string, bytes: Buffer) {
  const person = slack.person(admin.slack.id);
  const dm = slack.dm(admin.slack.id);
  const startedMs = performance.now();
  const uploaded = person.dropsFiles("bot", [{ name, bytes }], "nhập khách hàng").catch(ignore);
  const answer = person.nextMessage(
    dm,
    ({ fromApp, read }) => fromApp && !/^(?:⏳|Đang|Bot đang)/u.test(read),
    {
      timeoutMs: 30_000,
    },
  );
  const seen = await Promise.race([answer.catch(() => null), aborted(signal)]);
  await Promise.race([uploaded, pause(1_000), aborted(signal)]);
  const notified = seen
    ? `answered after ${seconds(performance.now() - startedMs)}: ${firstLine(seen.read)}`
    : "no answer";
  return `${notified}; ${await settled(port, signal, 10_000)}`;
}

/** The slowest of about twenty parser inputs at 10 kB. */
const HOSTILE_PATTERNS = ["0", "1.", "0.0", "0-", " ", "cho ", "a ", "0 ", "a.", "a@"];

/** Posts a direct message as Slack does. */
async function postMessage(slack: SlackSandbox, port: number, user: string, text: string): Promise<void> {
  const ts = `${Math.floor(Date.now() / 1_000)}.000100`;
  const channel = slack.dm(user).id;
  const event = { type: "message", user, text, ts, channel, channel_type: "im" };
  const body = JSON.stringify({ type: "event_callback", team_id: "T1", event_id: `EvATTACK${user}`, event });
  const headers = { "content-type": "application/json", ...slack.sign(body) };
  await fetch(`http://127.0.0.1:${port}/slack/events`, { method: "POST", body, headers });
}

function oneCell(): Buffer {
  return workbook({
    rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>${"x".repeat(190_000_000)}</t></is></c></row>`,
  });
}

function manyRows(): Buffer {
  const row = `<row><c t="inlineStr"><is><t>${"x".repeat(100)}</t></is></c></row>`;
  return workbook({ rows: row.repeat(Math.floor(150_000_000 / row.length)) });
}

/** Opens unfinished posts of 1 MB: half without a signature, half with a current time and a false signature. */
function openPosts(port: number, count: number, from = 0): { socket: Socket; received(): string }[] {
  return Array.from({ length: count }, (_, at) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.setEncoding("utf8").on("data", (text) => {
      received += text;
    });
    socket.on("error", ignore);
    const time = Math.floor(Date.now() / 1_000);
    const forged = `x-slack-request-timestamp: ${time}\r\nx-slack-signature: v0=${"0".repeat(64)}\r\n`;
    socket.write(
      `POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n${
        (from + at) % 2 ? forged : ""
      }\r\n`,
    );
    return { socket, received: () => received };
  });
}

/** Waits until the bot answers five times in a row within 100 ms. */
async function settled(port: number, signal: AbortSignal, withinMs: number): Promise<string> {
  const startedMs = performance.now();
  for (let quick = 0; quick < 5 && !signal.aborted; ) {
    const askedMs = performance.now();
    const status = await statusOf(port, "/healthz", withinMs);
    quick = status === 200 && performance.now() - askedMs < 100 ? quick + 1 : 0;
    if (performance.now() - startedMs > withinMs) return `not quiet after ${seconds(withinMs)}`;
    await pause(100);
  }
  return signal.aborted ? "it died" : `quiet after ${seconds(performance.now() - startedMs)}`;
}

/** Calls at this interval for this time, until the signal aborts. */
async function everyMs(intervalMs: number, forMs: number, signal: AbortSignal, act: (at: number) => void) {
  const startedMs = performance.now();
  for (let at = 0; performance.now() - startedMs < forMs && !signal.aborted; at += 1) {
    act(at);
    await pause(Math.max(0, startedMs + (at + 1) * intervalMs - performance.now()));
  }
}

/** How long the other people waited, in milliseconds. */
interface Waits {
  asked: number;
  waitsMs: number[];
}

interface Row {
  name: string;
  slack: Waits;
  telegram: Waits;
  healthMs: number;
  healthMissed: number;
  rssMb: number;
  /** The bot's CPU use, as a share of a core: more reliable than durations on a busy machine. */
  cpuSeconds: number;
  ownDelayMs: number;
  happened: string;
}

async function measure({ name, defaultRole, run }: Attack): Promise<Row> {
  const fixture = await createFixture(defaultRole);
  const died = new AbortController();
  setMaxListeners(0, died.signal);
  fixture.child.once("exit", () => died.abort());
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, died.signal]);
  const own = monitorEventLoopDelay({ resolution: 10 });
  own.enable();
  const slack: Waits = { asked: 0, waitsMs: [] };
  const telegram: Waits = { asked: 0, waitsMs: [] };
  const health = { worstMs: 0, missed: 0, rssMb: 0, cpuSeconds: 0, askedMs: Number.POSITIVE_INFINITY };
  const cpuBefore = cpuSeconds(fixture.child.pid ?? 0);
  const open = new Set<Promise<unknown>>();

  const ask = (otherPeople: Waits, colleagues: readonly Colleague[], at: number) => {
    const askedMs = performance.now();
    const colleague = colleagues[at % colleagues.length];
    if (!colleague) return;
    otherPeople.asked += 1;
    const asked: Promise<unknown> = colleague(100 + at)
      .then(() => otherPeople.waitsMs.push(performance.now() - askedMs))
      .catch(ignore)
      .finally(() => open.delete(asked));
    open.add(asked);
  };
  const asking = everyMs(1_000, Number.POSITIVE_INFINITY, stop, (at) => {
    ask(slack, fixture.colleagues.slack, at);
    ask(telegram, fixture.colleagues.telegram, at);
  });
  const polling = (async () => {
    while (!stop.aborted) {
      const askedMs = performance.now();
      health.askedMs = askedMs;
      const status = await statusOf(fixture.port, "/healthz", 60_000);
      health.askedMs = Number.POSITIVE_INFINITY;
      if (stop.aborted && status === null) break;
      if (status === 200) health.worstMs = Math.max(health.worstMs, performance.now() - askedMs);
      else health.missed += 1;
      health.rssMb = residentMb(fixture.child.pid ?? 0).peak || health.rssMb;
      health.cpuSeconds = cpuSeconds(fixture.child.pid ?? 0) - cpuBefore || health.cpuSeconds;
      await pause(100);
    }
  })();

  try {
    await pause(1_000);
    const happened = await run(fixture, died.signal).catch((error: Error) => firstLine(error.message));
    over.abort();
    await Promise.race([Promise.all([asking, ...open]), pause(GRACE_MS), aborted(died.signal)]);
    const end = fixture.ended();
    const rssMb = residentMb(fixture.child.pid ?? 0).peak || health.rssMb;
    return {
      name,
      slack,
      telegram,
      // The last one may never end when the bot hangs.
      healthMs: Math.max(health.worstMs, performance.now() - health.askedMs),
      healthMissed: health.missed,
      rssMb,
      cpuSeconds: cpuSeconds(fixture.child.pid ?? 0) - cpuBefore || health.cpuSeconds,
      ownDelayMs: own.max / 1e6,
      happened: end === null ? happened : `THE BOT DIED (${end}); ${happened}`,
    };
  } finally {
    over.abort();
    await fixture.close();
    await polling;
  }
}

function line({
  name,
  slack,
  telegram,
  healthMs,
  healthMissed,
  rssMb,
  ownDelayMs,
  happened,
  ...row
}: Row): string {
  const missed = healthMissed > 0 ? `, ${healthMissed} without an answer` : "";
  const cells = [
    name,
    waits(slack),
    waits(telegram),
    `${ms(healthMs)}${missed}`,
    `${Math.round(rssMb)} MB`,
    `${row.cpuSeconds.toFixed(1)} s`,
    ms(ownDelayMs),
    happened,
  ];
  return `| ${cells.join(" | ")} |`;
}

const HEAD = [
  "| attack | others on Slack: p50/p99/max | others on Telegram | /healthz worst | RSS peak | CPU of the bot | own delay | what happened |",
  "|---|---|---|---|---|---|---|---|",
].join("\n");

function waits({ asked, waitsMs }: Waits): string {
  const sorted = [...waitsMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const open = asked - sorted.length;
  const never = open > 0 ? `, ${open} of ${asked} not answered` : "";
  return sorted.length === 0
    ? `none of ${asked} answered`
    : `${ms(at(0.5))}/${ms(at(0.99))}/${ms(at(1))}${never}`;
}

const ms = (value: number) => `${Math.round(value)} ms`;
const seconds = (valueMs: number) => `${(valueMs / 1_000).toFixed(1)} s`;
const firstLine = (text: string) => text.split("\n", 1)[0]?.slice(0, 120) ?? "";
const ignore = () => null;
const isFromApp = ({ fromApp }: { fromApp: boolean }) => fromApp;

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}

const wanted = process.argv.slice(2);
const chosen = CASES.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

if (chosen.length === 0) {
  console.error(`There is no such case. There are:\n${CASES.map(({ name }) => `  ${name}`).join("\n")}`);
  process.exitCode = 1;
} else if (!existsSync(MAIN)) {
  console.error("There is no built bot to attack: npm run build");
  process.exitCode = 1;
} else {
  console.log(
    `Node ${process.version}, load of the machine ${loadavg()[0]?.toFixed(1)}; heap limit 512 MB\n${HEAD}`,
  );
  for (const one of chosen) console.log(line(await measure(one)));
  // A simulator's wait for a card that never came would keep the process alive.
  process.exit();
}
