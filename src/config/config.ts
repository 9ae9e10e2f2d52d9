import { isIP } from "node:net";
import * as z from "zod";
import { parseDefaultRoles } from "../access/roles.ts";
import { AppError } from "../errors.ts";
import { LOCALES, type Locale } from "../i18n/messages.ts";
import { type ConfigTexts, configMessages } from "./messages.ts";
import { misspeltNames } from "./misspelt-names.ts";
import { isWeakSecret, isWeakToken } from "./weak-secret.ts";

/** `EX_CONFIG` of sysexits.h: a supervisor should not restart a process that a person must reconfigure. */
export const EXIT_MISCONFIGURED = 78;

const WEB = ["ANTCRM_BASE_URL", "SLACK_API_URL", "TELEGRAM_API_ROOT"] as const;

const DATABASE = /^(?:postgres(?:ql)?:\/\/|file:)/;
/** A slip in an address. As a path, its password would be the name of a folder, which the log and the doctor name. */
const NO_PATH = /^["'`]|^postgres(?:ql)?:|:\/\/|:[^/@:]*@/i;

/** With these, and with `ssl=true`, the `pg` client encrypts (pg-connection-string, README.md "sslmode"). */
const ENCRYPTED = ["prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** Returns the value without blanks around it. An empty value, as in a copied `.env.example`, counts as not set. */
const tidy = (value: unknown) => (typeof value === "string" ? value.trim() || undefined : value);
const tidied = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(tidy, schema);
const url = (fallback: string, error: string) =>
  tidied(z.url({ protocol: /^https?$/, error }).default(fallback));
const whole = (fallback: number, min: number, max: number, t: ConfigTexts) => {
  const error = t.whole(min, max);
  return tidied(z.coerce.number({ error }).int(error).min(min, error).max(max, error).default(fallback));
};

/** Telegram accepts these characters, and a proxy passes them on unchanged. */
const urlSecret = (t: ConfigTexts) =>
  z.string().regex(/^[\w-]{16,256}$/, { error: t.urlSecret, abort: true });
const token = (t: ConfigTexts) => z.string().regex(/^[\x21-\x7e]{16,256}$/, { error: t.token, abort: true });
const unguessable = (secret: z.ZodString, t: ConfigTexts) =>
  tidied(secret.refine((value) => !isWeakToken(value), t.guessable).optional());
/** Characters that a header can hold. Others would fail each call, and make each write unclear. */
const PLAIN_WORD = /^[\x21-\x7e]+$/;

/** Says what a token of Slack is, by its beginning. @see https://docs.slack.dev/authentication/tokens */
function slackKind(value: unknown, t: ConfigTexts): string | undefined {
  const kinds = [
    ["xoxb-", t.isBotToken],
    ["xapp-", t.isAppToken],
    ["xoxp-", t.isUserToken],
  ] as const;
  return kinds.find(([start]) => String(value).startsWith(start))?.[1];
}

/** Adds the kind of a token that is in the wrong variable. The token itself is not quoted. */
function misplaced(must: string, value: unknown, t: ConfigTexts): string {
  return [must, slackKind(value, t) ?? []].flat().join("; ");
}

const slackToken = (start: string, t: ConfigTexts) =>
  tidied(
    z
      .string()
      .startsWith(start, { error: ({ input }) => misplaced(t.slackStart(start), input, t), abort: true })
      .regex(PLAIN_WORD, t.slackPlain)
      .optional(),
  );

/** Slack's form of the secret is not documented, so only what it cannot be is refused. */
const signingSecret = (t: ConfigTexts) =>
  tidied(
    z
      .string()
      .refine((value) => PLAIN_WORD.test(value) && slackKind(value, t) === undefined, {
        error: ({ input }) => misplaced(t.signingSecret, input, t),
      })
      .optional(),
  );

/** Returns every variable the bot knows, with its default. Its faults are named in the language of the texts. */
const shapeIn = (locale: Locale, t: ConfigTexts) =>
  z.object({
    ANTCRM_BASE_URL: url("https://apiring.antbuddy.com", t.address),
    ANTCRM_API_KEY: tidied(z.string().regex(PLAIN_WORD, t.apiKey).optional()),
    ANTCRM_MAX_IN_FLIGHT: whole(32, 1, 1_000, t),
    // The secret is the end of an address.
    ANTCRM_WEBHOOK_SECRET: tidied(urlSecret(t).optional()),
    SLACK_BOT_TOKEN: slackToken("xoxb-", t),
    SLACK_APP_TOKEN: slackToken("xapp-", t),
    SLACK_SIGNING_SECRET: signingSecret(t),
    SLACK_API_URL: url("https://slack.com/api/", t.address),
    TELEGRAM_BOT_TOKEN: tidied(
      z
        .string()
        .regex(/^\d+:[\w-]+$/, t.telegramToken)
        .optional(),
    ),
    TELEGRAM_API_ROOT: url("https://api.telegram.org", t.address),
    TELEGRAM_WEBHOOK_URL: tidied(z.url({ protocol: /^https?$/, error: t.webhookUrl }).optional()),
    TELEGRAM_WEBHOOK_SECRET: unguessable(urlSecret(t), t),
    // src/store/open.ts checks it as well. Here its fault is listed with the others.
    DATABASE_URL: tidied(
      z
        .string()
        .refine((address) => DATABASE.test(address) || !NO_PATH.test(address), t.database)
        .default("file:./data/antcrm-chatops.db"),
    ),
    // src/store/sealing.ts checks it as well. Here its fault is listed with the others.
    BOT_SECRET_KEY: tidied(
      z.string().refine(areSecrets, t.secretKey).refine(isRandom, t.guessableKey).optional(),
    ),
    HOST: tidied(z.string().default("0.0.0.0").refine(isHost, t.host)),
    PORT: whole(3000, 0, 65_535, t),
    METRICS_TOKEN: unguessable(token(t), t),
    BOT_TIMEZONE: tidied(z.string().default("Asia/Ho_Chi_Minh").refine(isTimeZone, t.timeZone)),
    BOT_LOCALE: tidied(z.enum(LOCALES, { error: t.locale }).default("vi")),
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
        .refine((list) => list.every(isPerson), t.admins),
    ),
    BOT_DEFAULT_ROLE: tidied(
      z
        .string()
        .default("none")
        .transform((value, context) => {
          const parsed = parseDefaultRoles(value);
          if ("roles" in parsed) return parsed.roles;
          context.addIssue({ code: "custom", message: parsed.fault[locale] });
          return z.NEVER;
        }),
    ),
    LOG_LEVEL: tidied(
      z
        .enum(["trace", "debug", "info", "warn", "error", "silent"], {
          error: t.logLevel,
        })
        .default("info"),
    ),
  });

/** Every variable the bot knows, with its default. `.env.example` lists the same names; a test compares the two. */
export const EnvironmentShape = shapeIn("en", configMessages.en);

/** The checked configuration, with every default filled in. */
export type Config = z.output<typeof EnvironmentShape>;

export type Variable = keyof Config;

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable: `{ variable: "PORT", text: "must be a whole number …" }`. */
interface Fault {
  variable: Variable;
  text: string;
  /** True if the value can be used all the same, and something beside it is missing. */
  isUsable?: boolean;
}

export interface CheckedEnvironment {
  /** Present if there is no fault. */
  config?: Config;
  /** All faults: `["PORT must be a whole number …"]`. */
  faults: string[];
  /** The configuration as far as it can be used; each faulty variable counts as not set. */
  usable: Config;
  faulty: ReadonlySet<Variable>;
}

/**
 * Reads the environment once.
 * @param forStart  true if what `npm start` needs must be there
 * @throws AppError `misconfigured` with every fault in one message, each with its variable and what to put there
 */
export function readConfig(environment: Environment, { forStart = false } = {}): Config {
  const { config, faults, usable, faulty } = checkEnvironment(environment);
  const missing = forStart ? missingForStart(usable, { faulty }) : [];
  if (config !== undefined && missing.length === 0) return config;
  const all = [...faults, ...missing, ...misspeltVariables(environment).map(({ text }) => text)];
  throw new AppError(
    "misconfigured",
    [
      "The configuration has faults:",
      ...all.map((fault) => `  - ${fault}`),
      ...(faults.length === 0 ? [configMessages.en.tryDemo] : []),
    ].join("\n"),
  );
}

/** Returns variables that the bot does not read, but whose names are close to known ones, with a question about each. */
export function misspeltVariables(
  environment: Environment,
  locale: Locale = "en",
): { variable: string; text: string }[] {
  return misspeltNames(environment, Object.keys(EnvironmentShape.shape)).map(({ given, meant }) => ({
    variable: given,
    text: configMessages[locale].misspelt(given, meant),
  }));
}

/** Reads the environment, and names its faults in this language. */
export function checkEnvironment(environment: Environment, locale: Locale = "en"): CheckedEnvironment {
  // Only the doctor names faults in Vietnamese, so a start builds one shape.
  const shape = locale === "en" ? EnvironmentShape : shapeIn(locale, configMessages[locale]);
  const parsed = shape.safeParse(environment);
  const malformed = parsed.error?.issues.map(({ path, message }) => ({
    variable: String(path[0]) as Variable,
    text: message,
  }));
  const found: Fault[] = [...(malformed ?? []), ...contradictions(environment, configMessages[locale])];
  const faults = found.map(({ variable, text }) => `${variable} ${text}`);
  const faulty = new Set(found.filter(({ isUsable }) => !isUsable).map(({ variable }) => variable));
  const rest = Object.entries(environment).filter(([name]) => !faulty.has(name as Variable));
  const usable = EnvironmentShape.parse(Object.fromEntries(rest));
  return { faults, usable, faulty, ...(parsed.success && faults.length === 0 && { config: parsed.data }) };
}

/** Returns what `npm start` needs and the terminal does not, as far as it is missing. */
export function missingForStart(
  config: Config,
  { locale = "en", faulty = new Set() }: { locale?: Locale; faulty?: ReadonlySet<Variable> } = {},
): string[] {
  const t = configMessages[locale];
  const isNamed = (...names: Variable[]) => names.some((name) => config[name] || faulty.has(name));
  const hasPlatform = isNamed(
    ...(["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "TELEGRAM_BOT_TOKEN"] as const),
  );
  return [...(isNamed("ANTCRM_API_KEY") ? [] : [t.noApiKey]), ...(hasPlatform ? [] : [t.noPlatform])];
}

/** Returns faults of values that are allowed alone, but not together. A malformed value does not hide such a fault. */
function contradictions(environment: Environment, t: ConfigTexts): Fault[] {
  const given = (name: Variable) => environment[name]?.trim() ?? "";
  const has = (name: Variable) => given(name) !== "";
  const faults: Fault[] = [];
  if (has("SLACK_BOT_TOKEN") && !has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET")) {
    faults.push({ variable: "SLACK_BOT_TOKEN", text: t.needsEvents, isUsable: true });
  }
  if (!has("SLACK_BOT_TOKEN") && (has("SLACK_APP_TOKEN") || has("SLACK_SIGNING_SECRET"))) {
    faults.push({ variable: "SLACK_BOT_TOKEN", text: t.noBotToken });
  }
  if (has("TELEGRAM_WEBHOOK_URL") && !has("TELEGRAM_WEBHOOK_SECRET")) {
    faults.push({ variable: "TELEGRAM_WEBHOOK_SECRET", text: t.noWebhookSecret });
  }
  // A local Bot API server also posts to HTTP: https://core.telegram.org/bots/api#using-a-local-bot-api-server
  if (/^http:/i.test(given("TELEGRAM_WEBHOOK_URL")) && !has("TELEGRAM_API_ROOT")) {
    faults.push({ variable: "TELEGRAM_WEBHOOK_URL", text: t.https });
  }
  if (!has("TELEGRAM_API_ROOT") && !isTelegramPort(given("TELEGRAM_WEBHOOK_URL"))) {
    faults.push({ variable: "TELEGRAM_WEBHOOK_URL", text: t.telegramPort });
  }
  if (given("DATABASE_URL").startsWith("postgres") && !has("BOT_SECRET_KEY")) {
    faults.push({ variable: "BOT_SECRET_KEY", text: t.noSecretKey });
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
