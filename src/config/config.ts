import { isIP } from "node:net";
import * as z from "zod";
import { parseDefaultRoles } from "../access/roles.ts";
import { AppError } from "../errors.ts";
import { LOCALES } from "../i18n/messages.ts";
import { isWeakSecret, isWeakToken } from "./weak-secret.ts";

/** `EX_CONFIG` of sysexits.h: a supervisor should not restart a process that a person must reconfigure. */
export const EXIT_MISCONFIGURED = 78;

const WEB = ["ANTCRM_BASE_URL", "SLACK_API_URL", "TELEGRAM_API_ROOT"] as const;

/** With these, and with `ssl=true`, the `pg` client encrypts (pg-connection-string, README.md "sslmode"). */
const ENCRYPTED = ["prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** Returns the value without blanks around it. An empty value, as in a copied `.env.example`, counts as not set. */
const tidy = (value: unknown) => (typeof value === "string" ? value.trim() || undefined : value);
const tidied = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(tidy, schema);
const optionalText = tidied(z.string().optional());
const url = (fallback: string) =>
  tidied(z.url({ protocol: /^https?$/, error: "must be an address like https://host" }).default(fallback));
const whole = (fallback: number, min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return tidied(z.coerce.number({ error }).int(error).min(min, error).max(max, error).default(fallback));
};

const MAKE_ONE = "make one with `openssl rand -hex 32`";
/** Telegram accepts these characters, and a proxy passes them on unchanged. */
const urlSecret = z.string().regex(/^[\w-]{16,256}$/, {
  error: `must be 16-256 characters of A-Z, a-z, 0-9, _ and -: ${MAKE_ONE}`,
  abort: true,
});
const token = z.string().regex(/^[\x21-\x7e]{16,256}$/, {
  error: `must be 16-256 letters, digits and signs without blanks: ${MAKE_ONE}`,
  abort: true,
});
const unguessable = (secret: z.ZodString) =>
  tidied(secret.refine((value) => !isWeakToken(value), `can be guessed: ${MAKE_ONE}`).optional());

/** What Slack's tokens are, by their beginning: https://docs.slack.dev/authentication/tokens */
const SLACK_TOKENS: readonly [start: string, hint: string][] = [
  ["xoxb-", "this is the bot token, which belongs in SLACK_BOT_TOKEN"],
  ["xapp-", "this is an app-level token, which belongs in SLACK_APP_TOKEN"],
  ["xoxp-", "this is a user token: copy the Bot User OAuth Token"],
];
/** Names the kind of a token that is in the wrong variable. The token itself is not quoted. */
const slackToken = (start: string) =>
  tidied(
    z
      .string()
      .startsWith(start, {
        error: ({ input }) => {
          const hint = SLACK_TOKENS.find(([other]) => String(input).startsWith(other))?.[1];
          return `must start with ${start}${hint === undefined ? "" : `; ${hint}`}`;
        },
      })
      .optional(),
  );

/** Every variable the bot knows, with its default. `.env.example` lists the same names; a test compares the two. */
export const EnvironmentShape = z.object({
  ANTCRM_BASE_URL: url("https://apiring.antbuddy.com"),
  // The key is sent in a header. Characters that no header can hold would fail each call, and make each write unclear.
  ANTCRM_API_KEY: tidied(
    z
      .string()
      .regex(/^[\x21-\x7e]+$/, "must be one word of plain letters, digits and signs, as AntBuddy gave it")
      .optional(),
  ),
  ANTCRM_MAX_IN_FLIGHT: whole(32, 1, 1_000),
  // The secret is the end of an address.
  ANTCRM_WEBHOOK_SECRET: tidied(urlSecret.optional()),
  SLACK_BOT_TOKEN: slackToken("xoxb-"),
  SLACK_APP_TOKEN: slackToken("xapp-"),
  SLACK_SIGNING_SECRET: optionalText,
  SLACK_API_URL: url("https://slack.com/api/"),
  TELEGRAM_BOT_TOKEN: tidied(
    z
      .string()
      .regex(/^\d+:[\w-]+$/, "must look like 123456:ABC-DEF, as BotFather shows it")
      .optional(),
  ),
  TELEGRAM_API_ROOT: url("https://api.telegram.org"),
  TELEGRAM_WEBHOOK_URL: tidied(
    z
      .url({ protocol: /^https?$/, error: "must be your public address, like https://bot.shop.vn" })
      .optional(),
  ),
  TELEGRAM_WEBHOOK_SECRET: unguessable(urlSecret),
  // src/store/open.ts checks it as well. Here its fault is listed with the others.
  DATABASE_URL: tidied(
    z
      .string()
      .regex(
        /^(?:postgres(?:ql)?:|file:|(?!\w+:\/\/))/,
        "must name a file, like file:./data/antcrm-chatops.db, or start with postgres://",
      )
      .default("file:./data/antcrm-chatops.db"),
  ),
  // src/store/sealing.ts checks it as well. Here its fault is listed with the others.
  BOT_SECRET_KEY: tidied(
    z
      .string()
      .refine(
        areSecrets,
        "must be 32 bytes in base64 (several: with commas, the newest first): make one with `openssl rand -base64 32`",
      )
      .refine(
        isRandom,
        "can be guessed: make a random one with `openssl rand -base64 32`, and list a key in use after it, with a comma",
      )
      .optional(),
  ),
  HOST: tidied(
    z
      .string()
      .default("0.0.0.0")
      .refine(isHost, "must be an address or a name without a port, which is PORT"),
  ),
  PORT: whole(3000, 0, 65_535),
  METRICS_TOKEN: unguessable(token),
  BOT_TIMEZONE: tidied(
    z.string().default("Asia/Ho_Chi_Minh").refine(isTimeZone, "must be a time zone like Asia/Ho_Chi_Minh"),
  ),
  BOT_LOCALE: tidied(z.enum(LOCALES, { error: "must be vi or en" }).default("vi")),
  BOT_ADMINS: tidied(
    z
      .string()
      .default("")
      .transform((list) =>
        list
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== ""),
      )
      .refine((list) => list.every(isPerson), "must be a list like slack:U0123,telegram:4567"),
  ),
  BOT_DEFAULT_ROLE: tidied(
    z
      .string()
      .default("none")
      .transform((value, context) => {
        const parsed = parseDefaultRoles(value);
        if ("roles" in parsed) return parsed.roles;
        context.addIssue({ code: "custom", message: parsed.fault });
        return z.NEVER;
      }),
  ),
  LOG_LEVEL: tidied(
    z
      .enum(["trace", "debug", "info", "warn", "error", "silent"], {
        error: "must be trace, debug, info, warn, error or silent",
      })
      .default("info"),
  ),
});

/** The checked configuration, with every default filled in. */
export type Config = z.output<typeof EnvironmentShape>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment once.
 * @throws AppError `misconfigured` with every fault in one message, each with its variable and what to put there
 */
export function readConfig(environment: Environment): Config {
  const { config, faults } = checkEnvironment(environment);
  if (config !== undefined) return config;
  throw new AppError(
    "misconfigured",
    `The configuration has faults:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
  );
}

/** Reads the environment. Returns the configuration, or all its faults: `["PORT must be a whole number …"]`. */
export function checkEnvironment(environment: Environment): { config?: Config; faults: string[] } {
  const parsed = EnvironmentShape.safeParse(environment);
  const malformed = parsed.error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) ?? [];
  const faults = [...malformed, ...contradictions(environment)];
  return parsed.success && faults.length === 0 ? { config: parsed.data, faults } : { faults };
}

/** Returns what `npm start` needs and the terminal does not, as far as it is missing. */
export function missingForStart(config: Config): string[] {
  return [
    config.ANTCRM_API_KEY ? null : "ANTCRM_API_KEY is missing: ask AntBuddy for your ApiRing key.",
    config.SLACK_BOT_TOKEN || config.TELEGRAM_BOT_TOKEN
      ? null
      : "No platform is configured: set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN.",
  ].filter((fault) => fault !== null);
}

/** Returns faults of values that are allowed alone, but not together. A malformed value does not hide such a fault. */
function contradictions(environment: Environment): string[] {
  const given = (name: keyof Config) => environment[name]?.trim() ?? "";
  const has = (name: keyof Config) => given(name) !== "";
  const faults: string[] = [];
  if (has("SLACK_BOT_TOKEN") && !has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET")) {
    faults.push(
      "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it",
    );
  }
  if (!has("SLACK_BOT_TOKEN") && (has("SLACK_APP_TOKEN") || has("SLACK_SIGNING_SECRET"))) {
    faults.push("SLACK_BOT_TOKEN is missing: Slack shows it under OAuth & Permissions, it starts with xoxb-");
  }
  if (has("TELEGRAM_WEBHOOK_URL") && !has("TELEGRAM_WEBHOOK_SECRET")) {
    faults.push(
      `TELEGRAM_WEBHOOK_SECRET is missing: with a webhook, anybody could post updates without it; ${MAKE_ONE}`,
    );
  }
  // A local Bot API server also posts to HTTP: https://core.telegram.org/bots/api#using-a-local-bot-api-server
  if (/^http:/i.test(given("TELEGRAM_WEBHOOK_URL")) && !has("TELEGRAM_API_ROOT")) {
    faults.push("TELEGRAM_WEBHOOK_URL must start with https://: Telegram posts to no other address");
  }
  if (!has("TELEGRAM_API_ROOT") && !isTelegramPort(given("TELEGRAM_WEBHOOK_URL"))) {
    faults.push(
      "TELEGRAM_WEBHOOK_URL must have the port 443, 80, 88 or 8443: Telegram posts to no other port",
    );
  }
  if (given("DATABASE_URL").startsWith("postgres") && !has("BOT_SECRET_KEY")) {
    faults.push("BOT_SECRET_KEY is required with Postgres: make one with `openssl rand -base64 32`");
  }
  return faults;
}

/** True for the ports of https://core.telegram.org/bots/api#setwebhook, and if there is no address to look at. */
function isTelegramPort(url: string): boolean {
  return !URL.canParse(url) || ["", "443", "80", "88", "8443"].includes(new URL(url).port);
}

function isThisMachine(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}

/** True for `"0.0.0.0"`, `"::1"` and `"bot.local"`. */
function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[\w.-]+$/.test(text);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // Intl throws a RangeError for an unknown time zone.
    return false;
  }
}

function isPerson(text: string): boolean {
  return /^(slack:[UW][A-Z0-9]+|telegram:\d+|terminal:.+)$/.test(text);
}

/** True if the newest key, which seals, cannot be guessed. */
function isRandom(text: string): boolean {
  return !areSecrets(text) || !isWeakSecret(Buffer.from(text.split(",")[0] ?? "", "base64"));
}

function areSecrets(text: string): boolean {
  return text.split(",").every((part) => Buffer.from(part.trim(), "base64").length === 32);
}

/** Returns the variables that name another machine without encryption, so that others can read keys and customers. */
export function insecureAddresses(config: Config): string[] {
  const web = WEB.filter((variable) => {
    const address = config[variable];
    return address !== undefined && isOpenWeb(new URL(address));
  });
  return isOpenPostgres(config.DATABASE_URL) ? [...web, "DATABASE_URL"] : web;
}

function isOpenWeb({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !isThisMachine(hostname);
}

function isOpenPostgres(address: string): boolean {
  if (!/^postgres(ql)?:/.test(address) || !URL.canParse(address)) return false;
  const { hostname, searchParams } = new URL(address);
  const host = searchParams.get("host") ?? decodeURIComponent(hostname);
  const isEncrypted =
    ENCRYPTED.includes(searchParams.get("sslmode") ?? "") ||
    ["true", "1"].includes(searchParams.get("ssl") ?? "");
  // A path names a socket of this machine.
  return !isEncrypted && host !== "" && !host.startsWith("/") && !isThisMachine(host);
}
