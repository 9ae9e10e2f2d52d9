import { randomBytes } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { misspeltVariables, readConfig } from "../../src/config/config.ts";
import { runBuilt } from "../support/built-program.ts";

// Some tests start processes, which is slow when many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

const asked = (environment: Record<string, string>) => misspeltVariables(environment).map(({ text }) => text);

/** Variables of shells, npm, Node, Docker, Kubernetes, CI and hosts, and of other programs for Slack and Telegram. */
const ORDINARY =
  `_ PATH HOME USER LOGNAME SHELL PWD OLDPWD TERM TERM_PROGRAM COLORTERM LANG LANGUAGE LC_ALL LC_CTYPE TZ
  EDITOR VISUAL PAGER HOSTNAME HOSTTYPE MACHTYPE OSTYPE SHLVL TMPDIR TEMP MAIL DISPLAY SSH_AUTH_SOCK SSH_CLIENT SSH_TTY
  XDG_RUNTIME_DIR XDG_SESSION_ID XDG_DATA_DIRS DBUS_SESSION_BUS_ADDRESS DEBIAN_FRONTEND HTTP_PROXY HTTPS_PROXY NO_PROXY
  http_proxy https_proxy no_proxy ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE INVOCATION_ID JOURNAL_STREAM
  SYSTEMD_EXEC_PID NOTIFY_SOCKET CREDENTIALS_DIRECTORY MAINPID NODE NODE_ENV NODE_OPTIONS NODE_VERSION NODE_PATH
  NODE_EXTRA_CA_CERTS NVM_DIR NVM_BIN YARN_VERSION INIT_CWD COLOR npm_config_cache npm_config_loglevel npm_config_prefix
  npm_config_user_agent npm_config_userconfig npm_config_node_gyp npm_config_registry npm_config_noproxy npm_execpath
  npm_node_execpath npm_lifecycle_event npm_lifecycle_script npm_package_json npm_package_name npm_package_version
  npm_command NPM_TOKEN NPM_CONFIG_LOGLEVEL DOCKER_HOST DOCKER_BUILDKIT COMPOSE_PROJECT_NAME COMPOSE_FILE container
  KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_PORT KUBERNETES_PORT_443_TCP_ADDR BOT_SERVICE_HOST
  BOT_SERVICE_PORT BOT_PORT BOT_PORT_3000_TCP BOT_NAME BOT_HOME BOT_TOKEN BOT_VERSION POD_NAME POD_NAMESPACE CI
  GITHUB_TOKEN GITHUB_ACTIONS GITHUB_API_URL GITHUB_SERVER_URL GITLAB_CI CI_JOB_TOKEN RAILWAY_ENVIRONMENT
  DATABASE_PRIVATE_URL DATABASE_PUBLIC_URL DATABASE_HOST DATABASE_PORT DATABASE_NAME DATABASE_USER DATABASE_PASSWORD
  DB_URL DB_HOST POSTGRES_URL POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB PGHOST PGPORT PGUSER PGPASSWORD PGDATA
  REDIS_URL AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY SENTRY_DSN LOG_FILE LOG_FORMAT LOG_DIR METRICS_PORT
  METRICS_PATH SECRET_KEY API_KEY TOKEN TIMEZONE LOCALE ADMINS SLACK_WEBHOOK_URL SLACK_CHANNEL SLACK_CLIENT_ID
  SLACK_CLIENT_SECRET SLACK_USER_TOKEN SLACK_APP_ID SLACK_TEAM_ID TELEGRAM_CHAT_ID TELEGRAM_API_ID TELEGRAM_API_HASH
  TELEGRAM_BOT_NAME TELEGRAM_BOT_USERNAME ANTCRM_USER ANTCRM_DOMAIN HOSTS POST SPORT PORTS REPORT`
    .trim()
    .split(/\s+/);

describe("a variable that the bot does not know", () => {
  it.each([
    ["ANTCRM_APIKEY", "ANTCRM_API_KEY"],
    ["ANTCRM_KEY", "ANTCRM_API_KEY"],
    ["SLACK_BOT_TOKN", "SLACK_BOT_TOKEN"],
    ["slack_bot_token", "SLACK_BOT_TOKEN"],
    ["SLACK_TOKEN", "SLACK_BOT_TOKEN or SLACK_APP_TOKEN"],
    ["SLACK_SINGING_SECRET", "SLACK_SIGNING_SECRET"],
    ["TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"],
    ["TELEGRAM-BOT-TOKEN", "TELEGRAM_BOT_TOKEN"],
    ["BOT_TIMEZON", "BOT_TIMEZONE"],
    ["BOT_ADMIN", "BOT_ADMINS"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["LOGLEVEL", "LOG_LEVEL"],
  ])("is asked about if its name is a slip: %s", (given, meant) => {
    expect(asked({ [given]: "s3cret" })).toEqual([
      `The bot knows no variable ${given}. Did you mean ${meant}?`,
    ]);
  });

  it("is not asked about if the one it is close to is set, or if it is empty", () => {
    expect(asked({ TELEGRAM_TOKEN: "of another bot", TELEGRAM_BOT_TOKEN: "1:A" })).toEqual([]);
    expect(asked({ TELEGRAM_TOKEN: " " })).toEqual([]);
    expect(asked({ TELEGRAM_TOKEN: "1:A", TELEGRAM_BOT_TOKEN: " " })).toHaveLength(1);
  });

  it("is not asked about if it is an ordinary one of a shell, npm, Docker or another program", () => {
    expect(ORDINARY.length).toBeGreaterThan(150);
    expect(asked(Object.fromEntries(ORDINARY.map((name) => [name, "value"])))).toEqual([]);
  });

  it("is not shown if its name could move the cursor", () => {
    expect(asked({ "SLACK_BOT_TOKEN\u001b": "1" })).toEqual([]);
  });

  it("is no fault, but is named beside faults", () => {
    expect(readConfig({ BOT_TIMEZON: "UTC" })).toEqual(readConfig({}));
    expect(() => readConfig({ BOT_TIMEZON: "UTC", PORT: "many" })).toThrow(
      "  - The bot knows no variable BOT_TIMEZON. Did you mean BOT_TIMEZONE?",
    );
  });
});

describe("a slip in a variable's name is named, without the value,", () => {
  const slips = { ANTCRM_APIKEY: "s3cret", SLACK_BOT_TOKN: "xoxb-s3cret" };

  it("by a start that fails for it", async () => {
    const { code, said } = await runBuilt("main.js", [], slips).ended;
    expect({ code, said: said.split("\n") }).toEqual({
      code: 78,
      said: [
        "The configuration has faults:",
        "  - ANTCRM_API_KEY is missing: ask AntBuddy for your ApiRing key.",
        "  - No platform is configured: set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN.",
        "  - The bot knows no variable ANTCRM_APIKEY. Did you mean ANTCRM_API_KEY?",
        "  - The bot knows no variable SLACK_BOT_TOKN. Did you mean SLACK_BOT_TOKEN?",
        "To try the bot without any account: npm run demo",
      ],
    });
  });

  it("in the log of a start that succeeds as far as its configuration", async () => {
    const { said } = await runBuilt("main.js", [], {
      ...{ ANTCRM_API_KEY: "key", TELEGRAM_BOT_TOKEN: "1:A", TELEGRAM_API_ROOT: "http://127.0.0.1:9" },
      ...{ BOT_TIMEZON: "s3cret", DATABASE_URL: "postgres://bot@127.0.0.1:9/bot" },
      BOT_SECRET_KEY: randomBytes(32).toString("base64"),
    }).ended;
    expect(said).toContain('"variable":"BOT_TIMEZON"');
    expect(said).toContain("Did you mean BOT_TIMEZONE?");
    expect(said).not.toContain("s3cret");
  });

  it("by the doctor, in its language, and by the terminal", async () => {
    const [doctor, chat] = await Promise.all([
      runBuilt("cli/doctor.js", [], { ...slips, DATABASE_URL: "file:/nowhere/bot.db" }).ended,
      runBuilt("cli/chat.js", ["status"], slips).ended,
    ]);
    expect(doctor.said).toMatch(
      /^warn — Cấu hình: Bot không biết biến SLACK_BOT_TOKN\. Có phải ý bạn là SLACK_BOT_TOKEN\? — sửa/m,
    );
    expect(chat.said).toContain("Did you mean ANTCRM_API_KEY?");
    expect(doctor.said + chat.said).not.toContain("s3cret");
  });
});
