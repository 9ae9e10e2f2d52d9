import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { metricsOfIdleBot } from "./support/metrics.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const readme = read("README.md");
const dashboard = JSON.parse(read("deploy/grafana-dashboard.json"));
const alerts = read("deploy/alerts.yaml");

interface Panel {
  title: string;
  type: string;
  datasource?: { uid: string };
  targets?: { expr: string }[];
}
const panels: Panel[] = dashboard.panels;
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
/** One text for each rule, from its name to the next. */
const rules = alerts.split(/^ {6}- alert: /m).slice(1);
const expressions = rules.map((rule) => /expr:(.*?)\n {8}for:/s.exec(rule)?.[1]?.trim() ?? "");

/** Prometheus makes it for each process. */
const ADDED_METRIC = "up";
/** Labels that Prometheus adds, and that of a histogram's buckets. */
const ADDED = ["job", "instance", "le"];

/** Returns the metrics of a query, with the labels that it uses of each: those in braces, and those it groups by. */
function used(query: string): { metric: string; labels: string[] }[] {
  const grouped = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(/,\s*/));
  const selectors = query.matchAll(/\b((?:antcrm_chatops|process|nodejs)_\w+|up\b)(?:\{([^}]*)\})?/g);
  return [...selectors].map(([, metric = "", braces = ""]) => ({
    metric: metric.replace(/_bucket$/, ""),
    labels: [...grouped, ...[...braces.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, name = ""]) => name)],
  }));
}

/** By metric of the README, the labels in its table. */
const documented = new Map(
  [...readme.matchAll(/^\| `(antcrm_chatops_\w+?)(?:\{([\w,]+)\})?`/gm)].map(([, name = "", labels = ""]) => [
    name,
    labels === "" ? [] : labels.split(","),
  ]),
);

describe("the dashboard and the alert rules", () => {
  /** What `/metrics` shows of a bot that has just started. */
  let exposed: string;
  beforeAll(async () => {
    exposed = await metricsOfIdleBot().text();
  });

  it.each([...queries, ...expressions])("use metrics and labels that exist: %s", (query) => {
    const found = used(query);
    expect(found.length).toBeGreaterThan(0);
    for (const { metric, labels } of found) {
      if (metric !== ADDED_METRIC) expect(exposed).toContain(`# HELP ${metric} `);
      const own = labels.filter((label) => !ADDED.includes(label));
      expect(documented.get(metric) ?? []).toEqual(expect.arrayContaining(own));
    }
  });

  it("each rule has a time, a severity, a summary and a runbook that exists", () => {
    expect(expressions).toHaveLength(rules.length);
    for (const rule of rules) {
      expect(rule).toMatch(/ {8}for: \d+[sm]\n {8}labels: \{ severity: (critical|warning) \}\n/);
      expect(rule).toMatch(/ {10}summary: .{20,}\n/);
      expect(rule).toContain("runbook: README.md#when-an-alert-fires");
    }
    const explained = [...readme.matchAll(/^\| `(AntcrmChatops\w+)`/gm)].map(([, name]) => name);
    expect(explained).toEqual(rules.map((rule) => rule.split("\n")[0]));
    expect(readme).toContain("\n### When an alert fires\n");
  });

  it("the example of the README reads each process of compose.yaml, as the job that a rule watches", () => {
    const [, example = ""] = /^ {2}```yaml\n(.*?)^ {2}```$/ms.exec(readme) ?? [];
    const [job] = parse(example).scrape_configs;
    expect(expressions).toContain(`up{job="${job.job_name}"} == 0`);
    const bots = Object.entries<{ environment?: { PORT?: string } }>(
      parse(read("compose.yaml"), { merge: true }).services,
    ).flatMap(([name, { environment }]) => (environment?.PORT ? [`${name}:${environment.PORT}`] : []));
    expect(job.static_configs[0].targets).toEqual(bots);
  });

  it("every panel of the dashboard reads from the Prometheus that is chosen, and has a place of its own", () => {
    const [variable] = dashboard.templating.list;
    expect(variable).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
    const drawn = panels.filter(({ type }) => type !== "row");
    for (const { datasource } of drawn) expect(datasource?.uid).toMatch(/^\$\{datasource\}$/);
    const places = dashboard.panels.map(({ gridPos }: { gridPos: object }) => JSON.stringify(gridPos));
    expect(new Set(places).size).toBe(panels.length);
    expect(new Set(dashboard.panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
  });

  it("show every metric of the bot somewhere", () => {
    const shown = new Set([...queries, ...expressions].flatMap(used).map(({ metric }) => metric));
    expect([...documented.keys()].filter((metric) => !shown.has(metric))).toEqual([]);
  });
});
