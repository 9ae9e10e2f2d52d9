import { createHmac } from "node:crypto";
import { createPendingAnswers } from "./pending-answers.ts";
import type { PlatformSide } from "./platform-side.ts";
import { listen, post } from "./wire.ts";

const SIGNING_SECRET = "bench-signing-secret";

/** Simulates Slack: signed `/crm` commands in a channel. The card comes to each command's `response_url`. */
export async function openSlackSide(): Promise<PlatformSide> {
  const pending = createPendingAnswers();
  const slack = await listen((path, body) => {
    if (!path.startsWith("/respond/")) return webApi(path);
    pending.receive(path, body);
    return { ok: true };
  });
  let asked = 0;

  return {
    env: {
      SLACK_API_URL: `${slack.url}/api/`,
      SLACK_BOT_TOKEN: "xoxb-bench",
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
    },
    async ask(port, agent, question) {
      asked += 1;
      const address = `/respond/${asked}`;
      const body = new URLSearchParams({
        command: "/crm",
        text: question.text,
        team_id: "T0BENCH",
        team_domain: "shop",
        channel_id: "C0SUPPORT",
        channel_name: "support",
        user_id: `U0AGENT${agent}`,
        user_name: `agent${agent}`,
        api_app_id: "A0BENCH",
        trigger_id: `${process.pid}.${asked}`,
        response_url: slack.url + address,
      }).toString();
      const answered = pending.wait(address, question);
      await deliver(port, body).catch((error: unknown) => {
        pending.forget(address);
        throw error;
      });
      await answered;
    },
    close: slack.close,
  };
}

function deliver(port: number, body: string): Promise<string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${signature}`,
  };
  return post(`http://127.0.0.1:${port}/slack/events`, headers, body);
}

function webApi(path: string): object {
  switch (path) {
    case "/api/auth.test":
      return { ok: true, team_id: "T0BENCH", user_id: "U0BOT", bot_id: "B0BOT", user: "antcrm" };
    case "/api/users.info":
      return { ok: true, user: { id: "U0AGENT", name: "agent", locale: "vi-VN" } };
    default:
      return { ok: true, ts: "1764032400.000100", channel: { id: "D0AGENT" }, view: { id: "V0BENCH" } };
  }
}
