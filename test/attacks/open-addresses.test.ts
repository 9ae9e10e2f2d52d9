import { expect, it, onTestFinished } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { insecureAddresses, readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";

const warned = (environment: Record<string, string>) => insecureAddresses(readConfig(environment));
const KEY = "nH0Zk1q2bqYV5o0mH2Jp0d4yqfVdJr3pQF1b3l3r0sA=";
const postgres = (url: string) => warned({ DATABASE_URL: url, BOT_SECRET_KEY: KEY });

it.each([
  ["ANTCRM_BASE_URL", "http://apiring.shop.vn"],
  ["SLACK_API_URL", "http://10.0.0.7:8080/api/"],
  ["TELEGRAM_API_ROOT", "http://telegram-bot-api:8081"],
  ["TELEGRAM_API_ROOT", "http://localhost.shop.vn"],
])(
  "the start warns of keys and customers that travel unencrypted to another machine: %s=%s",
  (variable, url) => {
    expect(warned({ [variable]: url })).toEqual([variable]);
  },
);

it.each([
  "https://apiring.shop.vn",
  "http://localhost:3000",
  "http://127.0.0.2",
  "http://[::1]:80",
  "http://crm.localhost",
])("the start does not warn of an encrypted address, or of one on this machine: %s", (url) => {
  expect(warned({ ANTCRM_BASE_URL: url })).toEqual([]);
});

it.each([
  "postgres://bot:s3cret@db.shop.vn/bot",
  "postgresql://bot@10.0.0.7:5432/bot?sslmode=disable",
  "postgres:///bot?host=db.shop.vn",
])("the start warns of a database on another machine without TLS: %s", (url) => {
  expect(postgres(url)).toEqual(["DATABASE_URL"]);
});

it.each([
  "postgres://bot:s3cret@db.shop.vn/bot?sslmode=verify-full",
  "postgres://bot:s3cret@db.shop.vn/bot?ssl=true",
  "postgres://bot:s3cret@localhost/bot",
  "postgres://%2Fvar%2Frun%2Fpostgresql/bot",
  "postgres:///bot?host=/var/run/postgresql",
])("the start does not warn of a database with TLS, or on this machine: %s", (url) => {
  expect(postgres(url)).toEqual([]);
});

it("the start warns once per variable, with advice and without the address", async () => {
  const lines: string[] = [];
  const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const config = readConfig({
    ...{ ANTCRM_API_KEY: "key", TELEGRAM_BOT_TOKEN: "1:A", BOT_SECRET_KEY: KEY },
    ANTCRM_BASE_URL: "http://crm.invalid",
    TELEGRAM_API_ROOT: "http://telegram.invalid",
    // Nothing listens on this port, so the start fails there.
    DATABASE_URL: "postgres://bot:s3cret@0.0.0.0:9/bot",
  });
  await expect(startBot(config, log, { stopping: stopping.signal })).rejects.toMatchObject({
    fault: "unavailable",
  });
  const variables = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
  const notified = "names another machine without encryption: use";
  expect(variables.map(({ variable, msg }) => `${variable} ${msg}`)).toEqual([
    `ANTCRM_BASE_URL ${notified} https`,
    `TELEGRAM_API_ROOT ${notified} https`,
    `DATABASE_URL ${notified} sslmode=verify-full`,
  ]);
  expect(lines.join("\n")).not.toMatch(/s3cret|invalid/);
});
