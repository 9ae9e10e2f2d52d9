import { randomBytes } from "node:crypto";
import { on } from "node:events";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { expect, it, onTestFinished, vi } from "vitest";
import { examine } from "../../src/doctor/doctor.ts";
import type { SlackOptions } from "../../src/sandbox/slack/server.ts";
import { openStore } from "../../src/store/open.ts";
import { canLimitFileSize, respectingModes, withFileSize } from "../faults/support/prlimit.ts";
import { runBuilt } from "../support/built-program.ts";
import { clockOff } from "../support/clock-off.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { doctor, faultyLines, KEY, OTHER_KEY, type World, world } from "./doctor-fixture.ts";

// Each test starts processes, which is slow when many tests run at once.
vi.setConfig({ testTimeout: 90_000 });

const HOUR_MS = 3_600_000;

it("finds nothing wrong before the first start, asks with reads alone, and leaves no file", async () => {
  const { environment, antcrm, telegram, slack, folder } = await world();
  const { code, said } = await doctor(environment);
  expect({ code, faulty: faultyLines(said) }).toEqual({ code: 0, faulty: [] });
  expect(said).toContain("ok   — AntCRM: key accepted, 9 lists answer, the slowest in ");
  expect(said).toContain("ok   — Slack: the bot token is that of @antcrm in Sandbox");
  expect(said).toContain("ok   — Database: there is none yet; the first start makes it");

  expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(telegram.requests.map(({ method }) => method)).toEqual(["getMe", "getWebhookInfo", "getMyCommands"]);
  expect(slack.requests.map(({ method }) => method).sort()).toEqual([
    "api.test",
    "apps.connections.open",
    "auth.test",
  ]);
  expect([...slack.violations, ...telegram.violations]).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

it("speaks Vietnamese unless told otherwise, and prints the findings as data with --json", async () => {
  const { environment } = await world();
  const { BOT_LOCALE: _, ...vietnamese } = environment;
  const { code, said } = await runBuilt("cli/doctor.js", ["--json"], vietnamese).ended;
  expect(code).toBe(0);
  const findings: { result: string; check: string; what: string }[] = JSON.parse(said);
  expect(findings.map(({ result }) => result)).not.toContain("fail");
  expect(findings).toContainEqual({ result: "ok", check: "slack.scopes", what: "Slack: đủ quyền (scope)" });
});

interface Case {
  /** The fault. */
  name: string;
  /** What one line of the report holds. */
  line: RegExp;
  code: number;
  slack?: SlackOptions;
  arrange?: (world: World) => unknown;
  environment?: (world: World) => Record<string, string>;
  options?: Parameters<typeof runBuilt>[3];
}

const FAULTS: Case[] = [
  {
    name: "a wrong key of AntCRM",
    line: /^fail — AntCRM: ANTCRM_API_KEY is not accepted \(401\) — copy the key/,
    code: 1,
    environment: () => ({ ANTCRM_API_KEY: "another-key" }),
  },
  {
    name: "AntCRM away",
    line: /^fail — AntCRM: cannot be reached \(no connection \(ECONNREFUSED\)\) — look at ANTCRM_BASE_URL/,
    code: 1,
    environment: () => ({ ANTCRM_BASE_URL: "http://127.0.0.1:1" }),
  },
  {
    name: "a list of AntCRM that fails",
    line: /^fail — AntCRM: these lists do not answer: \/rating \(500\), \/tasks \(500\) — ask AntBuddy/,
    code: 1,
    arrange: ({ antcrm }) => {
      for (const path of ["/rating", "/tasks"]) antcrm.fault({ kind: "500", path });
    },
  },
  {
    name: "a missing scope of Slack",
    line: /^fail — Slack: the bot lacks scopes: files:read, reactions:write — add them: .*Reinstall/,
    code: 1,
    slack: {
      botScopes:
        "app_mentions:read chat:write commands files:write im:history im:write users:read users:read.email".split(
          " ",
        ),
    },
  },
  {
    name: "a revoked token of Slack",
    line: /^fail — Slack: SLACK_BOT_TOKEN is not accepted \(token_revoked\) — copy the Bot User OAuth Token/,
    code: 1,
    arrange: ({ slack }) => slack.fault({ method: "auth.test", kind: "error", error: "token_revoked" }),
  },
  {
    name: "an app token of another app",
    line: /^fail — Slack: SLACK_APP_TOKEN is not accepted \(invalid_auth\) — make an app-level token/,
    code: 1,
    environment: () => ({ SLACK_APP_TOKEN: "xapp-of-another-app" }),
  },
  {
    name: "an app token in the variable of the bot token",
    line: /^fail — Configuration: SLACK_BOT_TOKEN must start with xoxb-; this is an app-level token/,
    code: 78,
    environment: ({ slack }) => ({ SLACK_BOT_TOKEN: slack.appToken }),
  },
  {
    name: "a missing key of AntCRM, beside the other findings",
    line: /^fail — Configuration: ANTCRM_API_KEY is missing/,
    code: 78,
    environment: () => ({ ANTCRM_API_KEY: "" }),
  },
  {
    name: "a token that Telegram does not know",
    line: /^fail — Telegram: TELEGRAM_BOT_TOKEN is not accepted \(401: Unauthorized\) — get the current one/,
    code: 1,
    environment: () => ({ TELEGRAM_BOT_TOKEN: "7000000001:AAof-another-bot-which-is-not-known-here" }),
  },
  {
    name: "somebody else's webhook, without its path",
    line: /^warn — Telegram: updates go to another address, at other\.example\.com — a start of the bot/,
    code: 0,
    arrange: (world) => setWebhook(world, "https://other.example.com/hook/s3cret"),
  },
  {
    name: "a wrong secret key",
    line: /^fail — Database: BOT_SECRET_KEY \(or secret\.key\) is not the key this database was sealed with/,
    code: 1,
    arrange: ({ makeDatabase }) => makeDatabase(OTHER_KEY),
  },
  {
    name: "a database of a newer version",
    line: /^fail — Database: a newer version of the bot has changed it \(999-later\) — start that version/,
    code: 1,
    async arrange({ makeDatabase, database }) {
      await makeDatabase();
      const db = new Database(database);
      db.exec("insert into migrations (name, at) values ('999-later', 1)");
      db.close();
    },
  },
  {
    name: "a clock that is an hour ahead",
    line: /^fail — Clock: this machine is 3[56]\d\d s ahead of Slack — switch on time synchronisation/,
    code: 1,
    options: { preload: [clockOff(HOUR_MS)] },
  },
  {
    name: "a clock that is an hour behind",
    line: /^fail — Clock: this machine is 3[56]\d\d s behind AntCRM — switch on time synchronisation/,
    code: 1,
    options: { preload: [clockOff(-HOUR_MS)] },
  },
  {
    name: "a folder without the right to write",
    line: /^fail — Disk: .*locked cannot be written \(EACCES.* — give the bot's user the folder/,
    code: 1,
    async arrange({ folder }) {
      await mkdir(join(folder, "locked"));
      await chmod(join(folder, "locked"), 0o500);
    },
    environment: ({ folder }) => ({ DATABASE_URL: join(folder, "locked", "bot.db") }),
    options: { runThrough: respectingModes },
  },
  {
    name: "a key that others may read",
    line: /^warn — Disk: others may read .*secret\.key \(mode 644\) — chmod 600 \S+secret\.key$/,
    code: 0,
    async arrange({ folder, database }) {
      const store = await openStore({ url: database, log: silentLogger() });
      await store.close();
      await chmod(join(folder, "secret.key"), 0o644);
    },
    environment: () => ({ BOT_SECRET_KEY: "" }),
  },
  {
    name: "Postgres away, without its password",
    line: /^fail — Database: cannot be used: DATABASE_URL: Postgres cannot be reached now \(connect ECONNREFUSED/,
    code: 1,
    environment: () => ({ DATABASE_URL: "postgres://bot:s3cret@127.0.0.1:1/bot" }),
  },
];

it.each(FAULTS)("finds $name", async ({ line, code, slack, arrange, environment, options }) => {
  const here = await world(slack);
  await arrange?.(here);
  const given = { ...here.environment, ...environment?.(here) };
  const ended = await doctor(given, options);
  expect(faultyLines(ended.said)).toContainEqual(expect.stringMatching(line));
  expect(ended.code).toBe(code);
  for (const secret of [
    given.SLACK_BOT_TOKEN,
    given.SLACK_APP_TOKEN,
    given.TELEGRAM_BOT_TOKEN,
    KEY,
    "s3cret",
  ])
    expect(ended.said).not.toContain(secret);
});

it("names the faults of every part in one run, those that need the network among them", async () => {
  const here = await world();
  const { code, said } = await doctor({
    ...here.environment,
    ANTCRM_API_KEY: "another-key",
    SLACK_BOT_TOKEN: "xoxb-of-another-app",
    SLACK_APP_TOKEN: "s3cret",
    TELEGRAM_BOT_TOKEN: "7000000001:AAof-another-bot-which-is-not-known-here",
    METRICS_TOKEN: "s3cret",
    BOT_ADMINS: "s3cret",
  });
  expect(code).toBe(78);
  expect(faultyLines(said).map((line) => line.split(" — ")[1])).toEqual([
    "Configuration: SLACK_APP_TOKEN must start with xapp-",
    expect.stringMatching(/^Configuration: METRICS_TOKEN must be 16-256/),
    "Configuration: BOT_ADMINS must be a list like slack:U0123,telegram:4567",
    "AntCRM: ANTCRM_API_KEY is not accepted (401)",
    "Slack: SLACK_BOT_TOKEN is not accepted (invalid_auth)",
    "Telegram: TELEGRAM_BOT_TOKEN is not accepted (401: Unauthorized)",
  ]);
  expect(said).not.toContain("s3cret");
  expect(said).not.toMatch(/HTTP mode|METRICS_TOKEN opens/);
});

it("asks nobody with a value that is at fault, or with a default in its place", async () => {
  const here = await world();
  const { code, said } = await doctor({
    ...here.environment,
    ANTCRM_BASE_URL: "antcrm",
    SLACK_BOT_TOKEN: "s3cret",
    TELEGRAM_API_ROOT: "telegram",
    BOT_SECRET_KEY: "s3cret",
  });
  expect(code).toBe(78);
  expect(faultyLines(said)).toHaveLength(4);
  expect(said).not.toMatch(/AntCRM:|Slack:|Telegram:|Database:|Clock:/);
  expect([here.antcrm, here.slack, here.telegram].flatMap(({ requests }) => [...requests])).toEqual([]);
});

it("names faults of values and missing variables in the language of BOT_LOCALE", async () => {
  const { environment } = await world();
  const { ANTCRM_API_KEY: _, ...given } = {
    ...environment,
    BOT_LOCALE: "vi",
    PORT: "many",
    BOT_DEFAULT_ROLE: "admin",
  };
  const { code, said } = await doctor(given);
  expect(code).toBe(78);
  expect(faultyLines(said).map((line) => line.split(" — ")[1])).toEqual([
    "Cấu hình: PORT phải là số nguyên từ 0 đến 65535",
    expect.stringMatching(/^Cấu hình: BOT_DEFAULT_ROLE phải là none, viewer hoặc agent/),
    "Cấu hình: ANTCRM_API_KEY còn thiếu: hỏi AntBuddy khoá ApiRing của bạn.",
  ]);
});

it.skipIf(!canLimitFileSize)("finds a full disk", async () => {
  const { environment } = await world();
  const { code, said } = await doctor(environment, { runThrough: withFileSize(1) });
  expect(faultyLines(said)).toContainEqual(
    expect.stringMatching(/^fail — Disk: .* cannot be written \(EFBIG/),
  );
  expect(code).toBe(1);
});

it("finds another program at the port", async () => {
  const here = await world();
  const other = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await expect.poll(() => other.listening).toBe(true);
  const { port } = other.address() as AddressInfo;
  const { said } = await doctor({ ...here.environment, PORT: String(port) });
  expect(faultyLines(said)).toEqual([
    `fail — Port: another program uses ${port} — set another PORT, or stop that program`,
  ]);
});

it("tells of a webhook that was taken from a running bot, and of failed deliveries", async () => {
  const here = await world();
  const environment = {
    ...here.environment,
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${here.environment.PORT}`,
    TELEGRAM_WEBHOOK_SECRET: randomBytes(32).toString("hex"),
  };
  const bot = runBuilt("main.js", [], environment);
  for await (const [line] of on(createInterface({ input: bot.child.stderr }), "line"))
    if (line.includes("the bot is up")) break;
  const menus = () => here.telegram.requests.filter(({ method }) => method === "setMyCommands");
  await expect.poll(menus).toHaveLength(9);
  expect(faultyLines((await doctor(environment)).said)).toEqual([]);

  await setWebhook(here, "http://127.0.0.1:1/somebody-else");
  const user = here.telegram.addUser({ first_name: "Lan" });
  await here.telegram.person(user.id).says(here.telegram.privateChat(user), "trợ giúp");
  await here.telegram.redeliver();
  const { code, said } = await doctor(environment);
  expect(code).toBe(1);
  expect(faultyLines(said)).toEqual([
    expect.stringMatching(
      /^fail — Telegram: updates go to another address, at 127\.0\.0\.1:1 — restart the bot/,
    ),
    expect.stringMatching(/^warn — Telegram: its last delivery failed 0 min ago: Connection failed/),
  ]);
});

it("tells what time it is where the days of its digests begin", async () => {
  const { environment } = await world();
  const { said } = await doctor({ ...environment, BOT_TIMEZONE: "UTC" });
  expect(said).toMatch(/^ok +— Configuration: complete\. .* follow UTC, where it is \d\d?:\d\d/m);
});

it("goes on without a check that hangs", async () => {
  const here = await world();
  here.antcrm.fault({ kind: "hang", path: "/contacts" });
  const { findings } = await examine(here.environment, {
    log: silentLogger(),
    now: Date.now,
    timeoutMs: 3_000,
  });
  expect(findings.filter(({ result }) => result !== "ok")).toEqual([
    {
      result: "fail",
      check: "antcrm",
      what: "The check “antcrm” has no result after 3 s",
      advice: "look at the network and at the server that it asks",
    },
  ]);
});

it("shows its usage for an unknown option, and with --help", async () => {
  const { environment } = await world();
  const [unknown, help] = await Promise.all(
    ["--fix", "--help"].map((option) => runBuilt("cli/doctor.js", [option], environment).ended),
  );
  expect(unknown).toMatchObject({ code: 64, said: expect.stringContaining("Usage: npm run doctor") });
  expect(help).toMatchObject({ code: 0, said: expect.stringContaining("Exit codes: 0 nothing failed") });
});

async function setWebhook({ telegram }: World, url: string): Promise<void> {
  const answer = await fetch(
    `${telegram.url}/bot${telegram.token}/setWebhook?url=${encodeURIComponent(url)}`,
  );
  expect(answer.status).toBe(200);
}
