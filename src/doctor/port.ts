import { createServer } from "node:net";
import type { Config } from "../config/config.ts";
import { defineMessages } from "../i18n/messages.ts";
import { type CheckContext, type Finding, fail, ok, warn } from "./finding.ts";

const messages = defineMessages({
  en: {
    running: (port: number) => `Port: a bot runs at ${port} and is ready`,
    notReady: (port: number) => `Port: a bot runs at ${port} and is not ready`,
    readLog: "look in its log: a platform is not connected, or the database cannot be written",
    free: (port: number) => `Port: ${port} is free for the bot`,
    taken: (port: number) => `Port: another program uses ${port}`,
    otherPort: "set another PORT, or stop that program",
    unusable: (host: string, port: number, code: string) =>
      `Port: nobody can listen at ${host}:${port} (${code})`,
    otherHost: "set a HOST that is an address of this machine, and a PORT from 1024",
    monitor:
      "Port: /readyz and /metrics are for this machine alone; METRICS_TOKEN opens them to a monitor elsewhere",
  },
  vi: {
    running: (port) => `Cổng: bot đang chạy ở ${port} và sẵn sàng`,
    notReady: (port) => `Cổng: bot đang chạy ở ${port} nhưng chưa sẵn sàng`,
    readLog: "xem nhật ký của bot: một nền tảng chưa kết nối, hoặc không ghi được cơ sở dữ liệu",
    free: (port) => `Cổng: ${port} còn trống cho bot`,
    taken: (port) => `Cổng: chương trình khác đang dùng ${port}`,
    otherPort: "đặt PORT khác, hoặc dừng chương trình đó",
    unusable: (host, port, code) => `Cổng: không thể lắng nghe ở ${host}:${port} (${code})`,
    otherHost: "đặt HOST là một địa chỉ của máy này, và PORT từ 1024",
    monitor:
      "Cổng: /readyz và /metrics chỉ dành cho máy này; METRICS_TOKEN mở cho hệ thống giám sát ở máy khác",
  },
});

type Texts = (typeof messages)["en"];

/** What is at `PORT`: a bot, nothing, or what the system says when one listens there: `"EADDRINUSE"`. */
export type PortProbe = { bot: "ready" | "not ready" } | { code: string | null };

const TIMEOUT_MS = 2_000;

export async function probePort({ HOST: host, PORT: port }: Config): Promise<PortProbe> {
  const own =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  const get = (path: string) =>
    fetch(`http://${own}:${port}${path}`, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  // Port 0 means any free port.
  if (port === 0) return { code: null };
  try {
    const health = await get("/healthz");
    // The answer of src/http/server.ts
    if ((await health.text()) === "ok\n") return { bot: (await get("/readyz")).ok ? "ready" : "not ready" };
  } catch {
    // Nothing answers there, so listening tells more.
  }
  return { code: await listenCode(host, port) };
}

/** Listens for a moment. @returns null if that is possible, or the system's code */
function listenCode(host: string, port: number): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => done(null)));
  });
}

export function portFindings(probe: PortProbe, { config, faulty, locale }: CheckContext): Finding[] {
  const t = messages[locale];
  const hasToken = config.METRICS_TOKEN !== undefined || faulty.has("METRICS_TOKEN");
  const monitor = hasToken ? [] : [ok("port.metrics", t.monitor)];
  return [portFinding(probe, config, t), ...monitor];
}

function portFinding(probe: PortProbe, { HOST: host, PORT: port }: Config, t: Texts): Finding {
  if ("bot" in probe) {
    return probe.bot === "ready" ? ok("port", t.running(port)) : warn("port", t.notReady(port), t.readLog);
  }
  if (probe.code === null) return ok("port", t.free(port));
  if (probe.code === "EADDRINUSE") return fail("port", t.taken(port), t.otherPort);
  return fail("port", t.unusable(host, port, probe.code), t.otherHost);
}
