import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import type { AppError } from "../../src/errors.ts";

/** Returns the errors that an admin sees for this environment, line by line. */
function errorsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: "AppError", fault: "misconfigured" });
    return (thrown as AppError).message.split("\n").slice(1);
  }
  return [];
}

const KEY = randomBytes(32).toString("base64");
const HEX = randomBytes(32).toString("hex");
const HTTPS = "must start with https://: Telegram posts to no other address";
const URL_SECRET =
  "must be 16-256 characters of A-Z, a-z, 0-9, _ and -: make one with `openssl rand -hex 32`";
const TOKEN = "must be 16-256 letters, digits and signs without blanks: make one with `openssl rand -hex 32`";

describe("the configuration", () => {
  it("has a default for every optional variable", () => {
    expect(readConfig({})).toMatchObject({
      ANTCRM_BASE_URL: "https://apiring.antbuddy.com",
      ANTCRM_MAX_IN_FLIGHT: 32,
      SLACK_API_URL: "https://slack.com/api/",
      TELEGRAM_API_ROOT: "https://api.telegram.org",
      DATABASE_URL: "file:./data/antcrm-chatops.db",
      HOST: "0.0.0.0",
      PORT: 3000,
      BOT_TIMEZONE: "Asia/Ho_Chi_Minh",
      BOT_LOCALE: "vi",
      BOT_ADMINS: [],
      BOT_DEFAULT_ROLE: { slack: "none" },
      LOG_LEVEL: "info",
    });
  });

  it("parses each value", () => {
    const config = readConfig({
      PORT: "8080",
      BOT_ADMINS: " slack:U0123, telegram:4567,,terminal:lan ",
      BOT_DEFAULT_ROLE: "slack:agent, Telegram:viewer",
      BOT_LOCALE: "en",
      ANTCRM_API_KEY: "  key  ",
    });
    expect(config.PORT).toBe(8080);
    expect(config.BOT_ADMINS).toEqual(["slack:U0123", "telegram:4567", "terminal:lan"]);
    expect(config).toMatchObject({
      BOT_DEFAULT_ROLE: { slack: "agent", telegram: "viewer" },
      BOT_LOCALE: "en",
      ANTCRM_API_KEY: "key",
    });
  });

  it.each(["short", "bm90IDMyIGJ5dGVz", `${KEY},`, `${KEY},short`])(
    "lists the secret key %j beside the other errors, and never quotes it",
    (secret) => {
      const faults = errorsOf({ BOT_SECRET_KEY: secret, PORT: "no" });
      expect(faults).toHaveLength(2);
      expect(faults.join("\n")).toMatch(/BOT_SECRET_KEY must be 32 bytes in base64/);
      expect(faults.join("\n")).not.toContain(secret);
    },
  );

  it("takes several secret keys", () => {
    expect(errorsOf({ BOT_SECRET_KEY: `${KEY}, ${KEY}` })).toEqual([]);
  });

  it.each(["half\nkey", "khoá-bí-mật", "two words"])(
    "lists the API key %j, which no header can contain",
    (key) => {
      const faults = errorsOf({ ANTCRM_API_KEY: key });
      expect(faults).toEqual([expect.stringContaining("ANTCRM_API_KEY must be one word")]);
      expect(faults.join("\n")).not.toContain(key);
    },
  );

  it("treats an empty or blank value as absent, as in a copied .env", () => {
    const blank = {
      PORT: "",
      SLACK_BOT_TOKEN: " ",
      ANTCRM_API_KEY: "\t",
      BOT_LOCALE: "  ",
      TELEGRAM_WEBHOOK_URL: "",
    };
    expect(readConfig(blank)).toEqual(readConfig({}));
  });

  it("accepts a value followed by a blank or a line end, as pasted from a page", () => {
    const pasted = readConfig({
      SLACK_BOT_TOKEN: "xoxb-1\n",
      SLACK_SIGNING_SECRET: " s ",
      TELEGRAM_BOT_TOKEN: "1:A ",
    });
    expect(pasted).toMatchObject({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_SIGNING_SECRET: "s",
      TELEGRAM_BOT_TOKEN: "1:A",
    });
  });

  it("ignores other environment variables", () => {
    expect(readConfig({ PATH: "/bin", NODE_ENV: "production" })).toEqual(readConfig({}));
  });
});

describe("an error of the configuration", () => {
  it.each([
    ["ANTCRM_BASE_URL", "apiring.antbuddy.com", "must be an address like https://host"],
    ["ANTCRM_BASE_URL", "ftp://host", "must be an address like https://host"],
    ["ANTCRM_MAX_IN_FLIGHT", "0", "must be a whole number from 1 to 1000"],
    ["ANTCRM_MAX_IN_FLIGHT", "many", "must be a whole number from 1 to 1000"],
    ["PORT", "65536", "must be a whole number from 0 to 65535"],
    ["PORT", "3000.5", "must be a whole number from 0 to 65535"],
    ["SLACK_BOT_TOKEN", "hello", "must start with xoxb-"],
    [
      "SLACK_BOT_TOKEN",
      "xoxp-1",
      "must start with xoxb-; this is a user token: copy the Bot User OAuth Token",
    ],
    [
      "SLACK_BOT_TOKEN",
      "xapp-1",
      "must start with xoxb-; this is an app-level token, which belongs in SLACK_APP_TOKEN",
    ],
    [
      "SLACK_APP_TOKEN",
      "xoxb-1",
      "must start with xapp-; this is the bot token, which belongs in SLACK_BOT_TOKEN",
    ],
    ["SLACK_BOT_TOKEN", "xoxb-…", "must be one word of plain letters, digits and signs, as Slack shows it"],
    ["SLACK_APP_TOKEN", "xapp-1 2", "must be one word of plain letters, digits and signs, as Slack shows it"],
    ["SLACK_SIGNING_SECRET", "bí-mật", "must be the Signing Secret that Slack shows under Basic Information"],
    [
      "SLACK_SIGNING_SECRET",
      "xapp-1",
      "must be the Signing Secret that Slack shows under Basic Information; this is an app-level token, which belongs in SLACK_APP_TOKEN",
    ],
    ["TELEGRAM_BOT_TOKEN", "AAH", "must look like 123456:ABC-DEF, as BotFather shows it"],
    ["TELEGRAM_WEBHOOK_URL", "bot.shop.vn", "must be your public address, like https://bot.shop.vn"],
    ["TELEGRAM_WEBHOOK_URL", "mailto:a@shop.vn", "must be your public address, like https://bot.shop.vn"],
    ["TELEGRAM_WEBHOOK_URL", "http://bot.shop.vn", HTTPS],
    ["TELEGRAM_WEBHOOK_URL", "HTTP://127.0.0.1:8443", HTTPS],
    [
      "TELEGRAM_WEBHOOK_URL",
      "https://bot.shop.vn:3000",
      "must have the port 443, 80, 88 or 8443: Telegram posts to no other port",
    ],
    ["TELEGRAM_WEBHOOK_SECRET", "with blanks in it", URL_SECRET],
    ["TELEGRAM_WEBHOOK_SECRET", "s", URL_SECRET],
    ["TELEGRAM_WEBHOOK_SECRET", "fifteen_signs-1", URL_SECRET],
    ["TELEGRAM_WEBHOOK_SECRET", `${HEX}${"-".repeat(193)}`, URL_SECRET],
    ["ANTCRM_WEBHOOK_SECRET", "fifteen_signs-1", URL_SECRET],
    ["METRICS_TOKEN", "s", TOKEN],
    ["METRICS_TOKEN", "with blanks in it", TOKEN],
    ["METRICS_TOKEN", "khoá-của-cửa-hàng", TOKEN],
    ["BOT_TIMEZONE", "Saigon", "must be a time zone like Asia/Ho_Chi_Minh"],
    ["BOT_LOCALE", "fr", "must be vi or en"],
    ["BOT_ADMINS", "U0123", "must be a list like slack:U0123,telegram:4567"],
    ["BOT_ADMINS", "slack:U0123,telegram:lan", "must be a list like slack:U0123,telegram:4567"],
    [
      "BOT_DEFAULT_ROLE",
      "admin",
      "must be none, viewer or agent for a platform, like slack:agent; name managers one by one",
    ],
    ["LOG_LEVEL", "loud", "must be trace, debug, info, warn, error or silent"],
    [
      "DATABASE_URL",
      "mysql://host/shop",
      "must name a file, like file:./data/antcrm-chatops.db, or start with postgres://",
    ],
  ])("names the variable and the valid values: %s=%s", (variable, value, what) => {
    expect(errorsOf({ [variable]: value })).toContain(`  - ${variable} ${what}`);
  });

  it("does not repeat the value, which may be a secret in the wrong place", () => {
    const faults = errorsOf({
      SLACK_APP_TOKEN: "xoxb-s3cret",
      TELEGRAM_BOT_TOKEN: "s3cret",
      METRICS_TOKEN: "s3cret",
      TELEGRAM_WEBHOOK_SECRET: "s3cret".repeat(4),
    }).join("\n");
    expect(faults).not.toContain("s3cret");
  });

  it.each([
    "postgres:/bot:s3cret@db/bot",
    "postgres//bot:s3cret@db/bot",
    "Postgres://bot:s3cret@db/bot",
    '"postgres://bot:s3cret@db/bot"',
    "url=postgres://bot:s3cret@db/bot",
    '"file:./data/bot.db"',
  ])("does not take the slip %s in an address for the path of a file", (address) => {
    const faults = errorsOf({ DATABASE_URL: address });
    expect(faults).toContainEqual(expect.stringContaining("DATABASE_URL must name a file"));
    expect(faults.join("\n")).not.toContain("s3cret");
  });

  it.each(["data/bot.db", "./data/shop:1.db", "/srv/bot@shop/bot.db", "file:///srv/bot.db", "bot.db"])(
    "takes %s for the path of a file",
    (path) => {
      expect(readConfig({ DATABASE_URL: path }).DATABASE_URL).toBe(path);
    },
  );

  it("is named if it is a port in the address to listen on", () => {
    expect(errorsOf({ HOST: "127.0.0.1:3000" })).toEqual([
      expect.stringContaining("without a port, which is PORT"),
    ]);
    for (const HOST of ["0.0.0.0", "::", "bot.local"]) expect(readConfig({ HOST })).toMatchObject({ HOST });
  });

  it("is listed together with all others, contradictions included", () => {
    const faults = errorsOf({
      PORT: "many",
      BOT_LOCALE: "fr",
      SLACK_BOT_TOKEN: "xoxb-1",
      TELEGRAM_WEBHOOK_URL: "https://bot.shop.vn",
      DATABASE_URL: "postgres://127.0.0.1/bot",
    });
    expect(faults.map((line) => /[A-Z]+_?[A-Z_]*/.exec(line)?.[0]).sort()).toEqual([
      "BOT_LOCALE",
      "BOT_SECRET_KEY",
      "PORT",
      "SLACK_BOT_TOKEN",
      "TELEGRAM_WEBHOOK_SECRET",
    ]);
  });
});

describe("a contradiction", () => {
  const webhook = { TELEGRAM_BOT_TOKEN: "1:A", TELEGRAM_WEBHOOK_URL: "https://bot.shop.vn" };

  it.each([
    [
      "Slack without a way to receive events",
      { SLACK_BOT_TOKEN: "xoxb-1" },
      "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN",
    ],
    ["Socket Mode without a bot", { SLACK_APP_TOKEN: "xapp-1" }, "SLACK_BOT_TOKEN is missing"],
    ["HTTP mode without a bot", { SLACK_SIGNING_SECRET: "s" }, "SLACK_BOT_TOKEN is missing"],
    ["a webhook that anybody can post to", webhook, "TELEGRAM_WEBHOOK_SECRET is missing"],
    ["Postgres without a key", { DATABASE_URL: "postgresql://127.0.0.1/bot" }, "BOT_SECRET_KEY is required"],
  ])("is reported: %s", (_, environment, fault) => {
    const faults = errorsOf(environment);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it.each([
    ["Slack in Socket Mode", { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" }],
    ["Slack in HTTP mode", { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" }],
    ["Telegram by polling", { TELEGRAM_BOT_TOKEN: "1:A" }],
    ["Telegram by webhook", { ...webhook, TELEGRAM_WEBHOOK_SECRET: HEX }],
    [
      "Telegram by webhook on another of its ports",
      { ...webhook, TELEGRAM_WEBHOOK_URL: "https://bot.shop.vn:8443", TELEGRAM_WEBHOOK_SECRET: HEX },
    ],
    [
      "Telegram by webhook from the shop's own Bot API server",
      {
        ...webhook,
        TELEGRAM_API_ROOT: "http://api:8081",
        TELEGRAM_WEBHOOK_URL: "http://bot:3000",
        TELEGRAM_WEBHOOK_SECRET: HEX,
      },
    ],
    ["a token in base64", { METRICS_TOKEN: KEY }],
    ["Postgres with a key", { DATABASE_URL: "postgres://127.0.0.1/bot", BOT_SECRET_KEY: KEY }],
  ])("is not reported: %s", (_, environment) => {
    expect(errorsOf(environment)).toEqual([]);
  });
});
