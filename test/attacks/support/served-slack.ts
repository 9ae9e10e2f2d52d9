import { onTestFinished } from "vitest";
import { createRequestGuard, type GuardLimits } from "../../../src/http/request-guard.ts";
import { createHttpServer, type ServerLimits } from "../../../src/http/server.ts";
import { createLogger } from "../../../src/logging/logger.ts";
import { createSlack } from "../../../src/platforms/slack/app.ts";
import { startSlack } from "../../../src/sandbox/slack/server.ts";
import { testClock } from "../../support/clock.ts";

export interface Limits {
  server?: Partial<ServerLimits>;
  guard?: Partial<GuardLimits>;
}

/** Starts the bot's server with Slack's route as `npm start` does, with an inbox in memory. */
export async function servedSlack(limits: Limits = {}) {
  const slack = await startSlack({ mode: "http" });
  const clock = testClock();
  const lines: string[] = [];
  const stored: string[] = [];
  let forged = 0;
  const log = createLogger({ level: "info", write: (line) => lines.push(line) });
  const guard = createRequestGuard({
    log,
    now: clock.now,
    onForged: () => {
      forged += 1;
    },
    ...(limits.guard && { limits: limits.guard }),
  });
  const platform = createSlack({
    botToken: slack.botToken,
    signingSecret: slack.signingSecret,
    apiUrl: slack.apiUrl,
    bot: { async *answer() {}, checkForm: async () => null, menu: () => [] },
    inbox: {
      accept: async ({ id }) => {
        if (stored.includes(id)) return false;
        stored.push(id);
        return true;
      },
      handle: (_id, work) => work(() => {}),
      isHeld: async () => true,
    },
    log,
    now: clock.now,
    defaultLocale: "vi",
    guard,
  });
  if (!platform.http) throw new Error("Slack has no route");
  const server = createHttpServer({
    events: new Map([[platform.http.path, platform.http.listener]]),
    ready: async () => true,
    metrics: async () => ({ contentType: "text/plain", text: "calls_total 1\n" }),
    token: undefined,
    ...(limits.server && { limits: limits.server }),
  });
  const port = await server.listen("127.0.0.1", 0);
  await platform.start();
  onTestFinished(async () => {
    await platform.stop();
    await server.close();
    await slack.stop();
  });
  return {
    slack,
    clock,
    lines,
    stored,
    server,
    port,
    forged: () => forged,
    nowMs: () => clock.now().getTime(),
    health: async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).status,
  };
}

/** Returns a direct message as Slack posts it. */
export function directMessage(eventId: string, text = "0867 123 456"): string {
  const event = {
    type: "message",
    user: "U1",
    text,
    ts: "1700000000.000100",
    channel: "D1",
    channel_type: "im",
  };
  return JSON.stringify({ type: "event_callback", team_id: "T1", event_id: eventId, event });
}
