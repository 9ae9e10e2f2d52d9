import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type App, createApp, openCrm } from "../app/app.ts";
import { systemClock } from "../bot/context.ts";
import { type Config, EXIT_MISCONFIGURED, misspeltVariables, readConfig } from "../config/config.ts";
import { AppError, toAppError } from "../errors.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { maskSecrets } from "../logging/secrets.ts";
import { createTerminal } from "../platforms/terminal/app.ts";
import { localFiles } from "../platforms/terminal/files.ts";
import type { Seat } from "../platforms/terminal/read.ts";
import { inert } from "../platforms/terminal/render.ts";
import { startAntcrm } from "../sandbox/antcrm/server.ts";
import { createSettingsBook } from "../settings/settings.ts";
import { openStore, type Store } from "../store/open.ts";

/** `npm run chat`: the bot in the terminal, on the sandbox until it is given an `ANTCRM_API_KEY`. */
const USAGE = `Usage: npm run chat -- ["what you ask"] [--yes] [--json] [--as slack:U123]

  without a text    a conversation; type a button's number to press it, Ctrl-D to leave
  from a pipe       the input is one question: echo "customer 0900000001" | npm run -s chat
  a file last       is dropped: npm run chat -- "import customers khach.csv"
  --yes             confirm a write without asking, unless its question warns (delete, forget, role of a manager or admin)
  --json            print the neutral card
  --as PERSON       speak as somebody else, slack:U123 or telegram:456 (sandbox only)

Exit codes: 0 answered, 1 a failure, 2 something is asked back.`;

/** A person as `BOT_ADMINS` names them. A name without a platform would be another person, with an unintended role. */
const PERSON = /^(slack:[UW][A-Z0-9]+|telegram:\d+|terminal:.+)$/;

/** How often a minute the customer index may read the sandbox: the most that the setting allows. */
const SANDBOX_CALLS = 6_000;

/** A message on Slack or Telegram is rarely longer. */
const QUESTION_MAX = 4_000;

/** What a conversation needs, and how to remove it afterwards. */
interface Ground {
  apiKey: string;
  config: Config;
  seat: Seat;
  storeUrl: string;
  /** On the sandbox nothing can be broken, so the person at the terminal is an admin. With `--as`: `BOT_ADMINS`. */
  admins: readonly string[];
  isSandbox: boolean;
  clear(): Promise<void>;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (thrown) {
  const error = toAppError(thrown);
  process.stderr.write(`${inert(maskSecrets(error.message))}\n`);
  process.exitCode = error.fault === "misconfigured" ? EXIT_MISCONFIGURED : 1;
}

async function run(argv: string[]): Promise<number> {
  const { values, positionals } = readArguments(argv);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const text = positionals.join(" ") || (process.stdin.isTTY ? "" : await readQuestion(process.stdin));
  const config = readConfig(process.env);
  for (const { text } of misspeltVariables(process.env)) process.stderr.write(`${text}\n`);
  // A person at a terminal reads the answer, so at the level `info` only errors are logged.
  const log = createLogger({ level: config.LOG_LEVEL === "info" ? "error" : config.LOG_LEVEL });
  const ground = config.ANTCRM_API_KEY
    ? realGround(config, config.ANTCRM_API_KEY, values.as)
    : await sandboxGround(config, values.as);
  try {
    return await converse(ground, log, text, values);
  } finally {
    await ground.clear();
  }
}

/** @throws AppError `invalid` an option is unknown; the message shows the usage */
function readArguments(argv: string[]) {
  try {
    const parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        yes: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        as: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    const { as } = parsed.values;
    if (as !== undefined && !PERSON.test(as)) throw new Error(`--as ${as} names no platform`);
    return parsed;
  } catch (thrown) {
    const { message } = toAppError(thrown);
    throw new AppError("invalid", `${message}\n\n${USAGE}`, { cause: thrown });
  }
}

/**
 * Reads the whole input as one question.
 * @throws AppError `invalid` there is none, or it is too long for one
 */
async function readQuestion(input: NodeJS.ReadStream): Promise<string> {
  let question = "";
  input.setEncoding("utf8");
  for await (const part of input) {
    question += part;
    if (question.length > QUESTION_MAX + 2) break;
  }
  question = question.replace(/\r?\n$/, "");
  if (question.length > QUESTION_MAX) {
    const most = QUESTION_MAX.toLocaleString("en");
    throw new AppError(
      "invalid",
      `The question on standard input is longer than ${most} characters: shorten it.`,
    );
  }
  if (question.trim() === "") {
    throw new AppError("invalid", `There is no question on standard input.\n\n${USAGE}`);
  }
  return question;
}

async function converse(
  { apiKey, config, seat, storeUrl, admins, isSandbox }: Ground,
  log: Logger,
  text: string,
  { yes, json }: { yes: boolean; json: boolean },
): Promise<number> {
  const store = await openStore({
    url: storeUrl,
    log,
    shared: true,
    ...(config.BOT_SECRET_KEY ? { secretKey: config.BOT_SECRET_KEY } : {}),
  });
  const crm = openCrm(config, apiKey, log);
  const bot = createApp({
    store,
    crm,
    clock: systemClock,
    log,
    roles: { admins, defaultRoles: config.BOT_DEFAULT_ROLE },
    timeZone: config.BOT_TIMEZONE,
    defaultLocale: config.BOT_LOCALE,
    filesOf: () => localFiles,
    health: async () => ({ crm: crm.health(), platforms: [], store: await store.ready() }),
  });
  const closing = new AbortController();
  try {
    const terminal = createTerminal(bot, seat, process.stdout);
    const filled = isSandbox ? fillIndexes(bot, store, closing.signal) : Promise.resolve();
    if (text !== "") {
      await filled;
      return await terminal.once(text, { yes, json });
    }
    await terminal.talk(process.stdin);
    return 0;
  } finally {
    closing.abort();
    await crm.close();
    await store.close();
  }
}

/** Reads the customers, products and tickets of the sandbox at once. For a real AntCRM the running bot does it in the background. */
async function fillIndexes(bot: App, store: Store, signal: AbortSignal): Promise<void> {
  await createSettingsBook(store.settings, systemClock.now).set("index.calls", SANDBOX_CALLS);
  try {
    await bot.indexFill.sweep(signal);
    await bot.productFill.sweep(signal);
    await bot.ticketIndex.sweep(signal);
  } catch {
    // Without an index the newest customers are searched, and `status` says that it is off.
  }
}

function realGround(config: Config, apiKey: string, as: string | undefined): Ground {
  if (as !== undefined) {
    throw new AppError("misconfigured", "--as works on the sandbox alone: unset ANTCRM_API_KEY to use it");
  }
  return {
    apiKey,
    config,
    seat: terminalSeat(),
    storeUrl: config.DATABASE_URL,
    admins: config.BOT_ADMINS,
    isSandbox: false,
    clear: async () => {},
  };
}

async function sandboxGround(config: Config, as: string | undefined): Promise<Ground> {
  const [sandbox, folder] = await Promise.all([startAntcrm(), mkdtemp(join(tmpdir(), "antcrm-chatops-"))]);
  process.stderr.write(
    "No ANTCRM_API_KEY in the environment (.env is not read here): talking to the sandbox, whose customers are invented.\n",
  );
  const seat = as === undefined ? terminalSeat() : { person: as, name: as };
  return {
    apiKey: sandbox.apiKey,
    config: { ...config, ANTCRM_BASE_URL: sandbox.url },
    seat,
    storeUrl: join(folder, "chat.db"),
    admins: as === undefined ? [seat.person] : config.BOT_ADMINS,
    isSandbox: true,
    async clear() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function terminalSeat(): Seat {
  const { username } = userInfo();
  return { person: `terminal:${username}`, name: username };
}
