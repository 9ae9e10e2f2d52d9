import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { STOP_WITHIN_MS } from "../src/app/start.ts";
import { EnvironmentShape, EXIT_MISCONFIGURED, readConfig } from "../src/config/config.ts";
import { ANTCRM_WEBHOOK_PATH } from "../src/features/alerts/webhook.ts";
import { SLACK_EVENTS_PATH } from "../src/platforms/slack/connection.ts";
import { LIMITS } from "../src/platforms/slack/limits.ts";
import { WEBHOOK_PATH } from "../src/platforms/telegram/webhook.ts";

const read = (file: string) => readFileSync(join(import.meta.dirname, "..", file), "utf8");

/** As far as the tests look at the files. */
interface Bot {
  environment: Record<string, string>;
  env_file: string;
  stop_grace_period: string;
  healthcheck: { test: string[] };
  networks: { default: { aliases: string[] } };
}
interface Compose {
  services: Record<"bot-1" | "bot-2", Bot> &
    Record<"proxy" | "postgres", { ports: string[]; healthcheck: { test: string[] } }> &
    Record<"postgres", { environment: Record<"POSTGRES_USER" | "POSTGRES_DB", string> }>;
}
interface Container {
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  envFrom: { secretRef: { name: string } }[];
  ports: { containerPort: number }[];
  startupProbe: { exec: { command: string[] }; periodSeconds: number; failureThreshold: number };
  readinessProbe: { httpGet: { path: string; port: string } };
  livenessProbe: { httpGet: { path: string; port: string } };
  lifecycle: { preStop: { exec: { command: string[] } } };
}
interface KubernetesObject {
  kind: string;
  spec: {
    template: { spec: { containers: [Container]; terminationGracePeriodSeconds: number } };
    rules: { http: { paths: { path: string }[] } }[];
  };
}

const compose: Compose = parse(read("compose.yaml"));
const objects: KubernetesObject[] = parseAllDocuments(read("deploy/kubernetes.yaml")).map((one) => {
  expect(one.errors).toEqual([]);
  return one.toJS();
});
const unit = read("deploy/antcrm-chatops@.service");
const nginx = read("deploy/nginx.conf");

const known = Object.keys(EnvironmentShape.shape);
const bots = [compose.services["bot-1"], compose.services["bot-2"]];
const deployment = objects.find(({ kind }) => kind === "Deployment")?.spec.template.spec;
const container = deployment?.containers[0];
const defaultPort = String(readConfig({}).PORT);
const publicPaths = [SLACK_EVENTS_PATH, WEBHOOK_PATH, ANTCRM_WEBHOOK_PATH].sort();
/** A stop closes its connections for 5 s more. */
const STOP_SECONDS = STOP_WITHIN_MS / 1_000 + 5;

describe("compose.yaml", () => {
  it("sets only variables of the bot, and all that Postgres needs", () => {
    for (const { environment } of bots) {
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
      const key = "3q0Nn3w1n7bI2fIuJ8u0cZ2r8tGZ4kq0xO7m1pVYw5E=";
      const filled = Object.entries(environment).map(([name, value]) => [
        name,
        value.replace(/\$\{POSTGRES_PASSWORD:\?.*?\}/, "s3cret").replace(/\$\{BOT_SECRET_KEY:\?.*\}/, key),
      ]);
      expect(readConfig(Object.fromEntries(filled))).toMatchObject({
        DATABASE_URL: "postgres://bot:s3cret@postgres:5432/bot",
        BOT_SECRET_KEY: key,
      });
    }
  });

  it("asks for each secret by a name that .env has or its first lines show", () => {
    const text = read("compose.yaml");
    const wanted = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = ""]) => name));
    expect([...wanted].sort()).toEqual(["BOT_SECRET_KEY", "POSTGRES_PASSWORD"]);
    expect(text.split("\nname:")[0]).toContain("POSTGRES_PASSWORD=");
  });

  it("gives a stop its time, and asks /readyz at the bot's port", () => {
    for (const { environment, stop_grace_period, healthcheck } of bots) {
      expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThanOrEqual(STOP_SECONDS);
      expect(healthcheck.test.join(" ")).toContain(`http://127.0.0.1:${environment.PORT}/readyz`);
    }
  });

  it("has a proxy that finds the bots by the name and port they have", () => {
    const [, host = "", port = ""] = /set \$bot http:\/\/([\w-]+):(\d+);/.exec(nginx) ?? [];
    for (const { environment, networks } of bots) {
      expect(networks.default.aliases).toContain(host);
      expect(environment.PORT).toBe(port);
    }
    const [, listen = ""] = /^ {4}listen (\d+);/m.exec(nginx) ?? [];
    expect(compose.services.proxy.ports[0]).toMatch(new RegExp(`:${listen}$`));
    expect(compose.services.proxy.healthcheck.test.join(" ")).toContain(`:${listen}/healthz`);
  });
});

describe("the README's commands for Compose", () => {
  const commands = [...read("README.md").matchAll(/docker compose (exec|stop) (?:-T )?(.+)/g)].map(
    ([, command, rest = ""]) => ({ command, words: rest.split(" ") }),
  );

  it("name services, and the user and database of Postgres", () => {
    const { POSTGRES_USER, POSTGRES_DB } = compose.services.postgres.environment;
    for (const { command, words } of commands) {
      const names = command === "stop" ? words : words.slice(0, 1);
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(names));
      const user = words.indexOf("-U");
      if (user > 0) expect(words[user + 1]).toBe(POSTGRES_USER);
    }
    const restored = commands.find(({ words }) => words.includes("pg_restore"))?.words.join(" ");
    expect(restored).toContain(`-d ${POSTGRES_DB} < bot.dump`);
  });
});

describe("the proxies", () => {
  it("hand on the paths of the platforms, and neither /readyz nor /metrics", () => {
    const locations = [...nginx.matchAll(/location (?:= )?(\S+) \{ proxy_pass/g)].map(
      ([, path = ""]) => path,
    );
    expect(locations.sort()).toEqual([...publicPaths, "/healthz"].sort());
    const ingress = objects.find(({ kind }) => kind === "Ingress")?.spec.rules[0]?.http.paths;
    expect(ingress?.map(({ path }) => path).sort()).toEqual(publicPaths);
  });

  it("ban no process that has stopped, because the next update stops the other one", () => {
    const [, servers = ""] = /upstream bot \{ (.*?) \}/.exec(read("README.md")) ?? [];
    expect(servers.match(/server [^;]+;/g)).toHaveLength(2);
    expect(servers.match(/server [^;]+ max_fails=0;/g)).toHaveLength(2);
  });

  it("wait for a form that is checked and then stored", () => {
    const [, seconds = "0"] = /proxy_read_timeout (\d+)s;/.exec(nginx) ?? [];
    const storingMs = 500;
    expect(Number(seconds) * 1_000).toBeGreaterThanOrEqual(LIMITS.formCheckMs + storingMs);
    expect(Number(seconds) * 1_000).toBeGreaterThanOrEqual(LIMITS.suggestionsMs + storingMs);
  });
});

describe("the systemd unit", () => {
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";

  it("does not restart a bot whose configuration is faulty, and gives a stop its time", () => {
    expect(Number(setting("RestartPreventExitStatus"))).toBe(EXIT_MISCONFIGURED);
    expect(Number(setting("TimeoutStopSec"))).toBeGreaterThanOrEqual(STOP_SECONDS);
  });

  it("sets only variables of the bot, and a port of its own for each", () => {
    const set = [...setting("ExecStart").matchAll(/\s([A-Za-z_]\w*)=/g)].map(([, name = ""]) => name);
    expect(set.filter((name) => name !== "NODE_ENV" && !known.includes(name))).toEqual([]);
    expect(setting("ExecStart")).toContain("PORT=%i");
    const database = /DATABASE_URL=(\S+)/.exec(unit)?.[1];
    expect(readConfig({ DATABASE_URL: database }).DATABASE_URL).toBe(database);
  });
});

describe("the Kubernetes manifests", () => {
  it("have the objects of a deployment that is updated one by one", () => {
    expect(objects.map(({ kind }) => kind)).toEqual([
      "Deployment",
      "PodDisruptionBudget",
      "Service",
      "Ingress",
    ]);
  });

  it("set only variables of the bot, and probe it at its port", () => {
    const set = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? []);
    expect(Object.keys(set).filter((name) => !known.includes(name))).toEqual([]);
    expect(set.PORT).toBe(defaultPort);
    expect(container?.ports[0]?.containerPort).toBe(Number(set.PORT));
    expect(container?.startupProbe.exec.command.join(" ")).toContain(`http://127.0.0.1:${set.PORT}/readyz`);
    expect(read("Dockerfile")).toContain(`EXPOSE ${set.PORT}`);
  });

  it("keep a pod that serves one platform while the other is away, and wait for a long migration", () => {
    expect(container?.readinessProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(container?.livenessProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
    const { periodSeconds = 0, failureThreshold = 0 } = container?.startupProbe ?? {};
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(600);
  });

  it("start no pod without the database that all of them share", () => {
    const database = container?.env.find(({ name }) => name === "DATABASE_URL")?.valueFrom?.secretKeyRef;
    expect(database).toEqual({ name: container?.envFrom[0]?.secretRef.name, key: "DATABASE_URL" });
  });

  it("give a stop its time after the Service has stopped sending", () => {
    const [, pause = "0"] = container?.lifecycle.preStop.exec.command ?? [];
    expect(deployment?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(pause) + STOP_SECONDS);
  });
});
