import { z } from "zod";
import { ROLES } from "./access/roles.ts";
import { AppError } from "./errors.ts";
import { LOCALES } from "./i18n/phrases.ts";

const flagless = (value: unknown) => (value === "" ? undefined : value);
const optionalText = z.preprocess(flagless, z.string().trim().optional());
const url = (fallback: string) =>
  z.preprocess(
    flagless,
    z.url({ protocol: /^https?$/, error: "must be an address like https://host" }).default(fallback),
  );
const whole = (fallback: number, min: number, max: number) =>
  z.preprocess(
    flagless,
    z.coerce
      .number({ error: "must be a number" })
      .int("must be a whole number")
      .min(min)
      .max(max)
      .default(fallback),
  );

/**
 * Every variable the bot knows, with its default. `.env.example` lists the same names; a test holds the two together.
 */
export const EnvironmentShape = z.object({
  ANTCRM_BASE_URL: url("https://apiring.antbuddy.com"),
  ANTCRM_API_KEY: optionalText,
  ANTCRM_MAX_IN_FLIGHT: whole(32, 1, 1_000),
  SLACK_BOT_TOKEN: z.preprocess(flagless, z.string().startsWith("xoxb-", "must start with xoxb-").optional()),
  SLACK_APP_TOKEN: z.preprocess(flagless, z.string().startsWith("xapp-", "must start with xapp-").optional()),
  SLACK_SIGNING_SECRET: optionalText,
  SLACK_API_URL: url("https://slack.com/api/"),
  TELEGRAM_BOT_TOKEN: z.preprocess(
    flagless,
    z
      .string()
      .regex(/^\d+:[\w-]+$/, "must look like 123456:ABC-DEF, as BotFather shows it")
      .optional(),
  ),
  TELEGRAM_API_ROOT: url("https://api.telegram.org"),
  TELEGRAM_WEBHOOK_URL: z.preprocess(
    flagless,
    z.url({ error: "must be your public address, like https://bot.shop.vn" }).optional(),
  ),
  TELEGRAM_WEBHOOK_SECRET: z.preprocess(
    flagless,
    z
      .string()
      .regex(/^[\w-]{1,256}$/, "must be 1-256 characters of A-Z, a-z, 0-9, _ and -")
      .optional(),
  ),
  DATABASE_URL: z.preprocess(flagless, z.string().default("file:./data/antcrm-chatops.db")),
  BOT_SECRET_KEY: optionalText,
  HOST: z.preprocess(flagless, z.string().default("0.0.0.0")),
  PORT: whole(3000, 0, 65_535),
  METRICS_TOKEN: optionalText,
  BOT_TIMEZONE: z.preprocess(
    flagless,
    z.string().default("Asia/Ho_Chi_Minh").refine(isTimeZone, "must be a time zone like Asia/Ho_Chi_Minh"),
  ),
  BOT_LOCALE: z.preprocess(flagless, z.enum(LOCALES, { error: "must be vi or en" }).default("vi")),
  BOT_ADMINS: z.preprocess(
    flagless,
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
  BOT_DEFAULT_ROLE: z.preprocess(
    flagless,
    z.enum(ROLES.slice(0, 3), { error: "must be none, viewer or agent" }).default("none"),
  ),
  LOG_LEVEL: z.preprocess(
    flagless,
    z
      .enum(["trace", "debug", "info", "warn", "error", "silent"], {
        error: "must be debug, info, warn or error",
      })
      .default("info"),
  ),
});

/** The configuration, checked: every default filled in. */
export type Config = z.output<typeof EnvironmentShape>;

/**
 * Reads the environment once.
 * @throws AppError `misconfigured` with every fault in one message, each with its variable and what to put there
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = EnvironmentShape.safeParse(environment);
  const faults = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  if (!parsed.success || faults.length > 0) {
    throw new AppError(
      "misconfigured",
      `The configuration has faults:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
  }
  return parsed.data;
}

/** What each value allows alone, but not together. */
function contradictions(config: Config): string[] {
  const faults: string[] = [];
  if (config.SLACK_BOT_TOKEN && !config.SLACK_APP_TOKEN && !config.SLACK_SIGNING_SECRET) {
    faults.push(
      "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it",
    );
  }
  if (!config.SLACK_BOT_TOKEN && (config.SLACK_APP_TOKEN || config.SLACK_SIGNING_SECRET)) {
    faults.push("SLACK_BOT_TOKEN is missing: Slack shows it under OAuth & Permissions, it starts with xoxb-");
  }
  if (config.TELEGRAM_WEBHOOK_URL && !config.TELEGRAM_WEBHOOK_SECRET) {
    faults.push("TELEGRAM_WEBHOOK_SECRET is missing: with a webhook, anybody could post updates without it");
  }
  if (config.DATABASE_URL.startsWith("postgres") && !config.BOT_SECRET_KEY) {
    faults.push("BOT_SECRET_KEY is required with Postgres: make one with `openssl rand -base64 32`");
  }
  return faults;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isPerson(text: string): boolean {
  return /^(slack:[UW][A-Z0-9]+|telegram:\d+|terminal:.+)$/.test(text);
}
