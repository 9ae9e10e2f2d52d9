import { createHmac } from "node:crypto";
import { type Listening, listen, post } from "./wire.ts";

const SIGNING_SECRET = "bench-signing-secret";

/** The environment that connects a program to this Slack. */
export function slackEnvironment(url: string): Record<string, string> {
  return {
    SLACK_API_URL: `${url}/api/`,
    SLACK_BOT_TOKEN: "xoxb-bench",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
  };
}

/** The methods that show a message without a `response_url`: outcomes that are told later. */
const POSTING = new Set(["/api/chat.postMessage", "/api/chat.postEphemeral"]);

/**
 * Starts Slack's side of the wire. Web API calls are answered with `ok`.
 * @param receive  takes each message that is shown: the path it came to, `"/respond/17"` or `"/api/chat.postMessage"`,
 *   and its JSON
 */
export function listenAsSlack(receive: (path: string, body: string) => void): Promise<Listening> {
  return listen((path, body) => {
    if (POSTING.has(path)) receive(path, messageOf(body));
    if (!path.startsWith("/respond/")) return webApi(path);
    receive(path, body);
    return { ok: true };
  });
}

/** Returns the JSON of a message that came as the form of a Web API call, in which `blocks` is JSON. */
function messageOf(form: string): string {
  const { blocks = "[]", ...fields } = Object.fromEntries(new URLSearchParams(form));
  return JSON.stringify({ ...fields, blocks: JSON.parse(blocks) });
}

interface Typed {
  agent: number;
  text: string;
  /** Unique for each command. */
  trigger: string;
  responseUrl: string;
}

/** Returns the body of a `/crm` command in a channel. */
export function slashCommand({ agent, text, trigger, responseUrl }: Typed): string {
  return new URLSearchParams({
    command: "/crm",
    text,
    team_id: "T0BENCH",
    team_domain: "shop",
    channel_id: "C0SUPPORT",
    channel_name: "support",
    user_id: `U0AGENT${agent}`,
    user_name: `agent${agent}`,
    api_app_id: "A0BENCH",
    trigger_id: trigger,
    response_url: responseUrl,
  }).toString();
}

/** Returns the body of a press on a button of an ephemeral message in that channel. */
export function buttonPress(
  { agent, trigger, responseUrl }: Omit<Typed, "text">,
  button: { action_id: string; block_id?: string; value?: string },
): string {
  const payload = {
    type: "block_actions",
    team: { id: "T0BENCH", domain: "shop" },
    user: { id: `U0AGENT${agent}`, username: `agent${agent}`, name: `agent${agent}`, team_id: "T0BENCH" },
    api_app_id: "A0BENCH",
    container: {
      type: "message",
      message_ts: "1764032400.000100",
      channel_id: "C0SUPPORT",
      is_ephemeral: true,
    },
    channel: { id: "C0SUPPORT", name: "support" },
    trigger_id: trigger,
    response_url: responseUrl,
    state: { values: {} },
    actions: [{ type: "button", block_id: "buttons", ...button, action_ts: "1764032401.000100" }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** Delivers a signed body to a program. @throws Error when it was not acknowledged (in time) */
export function deliverAsSlack(port: number, body: string, timeoutMs?: number): Promise<string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${signature}`,
  };
  return post(`http://127.0.0.1:${port}/slack/events`, headers, body, timeoutMs);
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
