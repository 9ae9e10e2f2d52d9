import { Agent, type IncomingMessage, request } from "node:http";
import { signatureHeaders } from "./signature.ts";
import type { Answer, AppRequest, Transport } from "./transport.ts";

/** Delivers by signed HTTP requests to the app's request URL, each with a time limit. */
export function createHttpTransport(options: {
  /** The app's request URL, e.g. "http://127.0.0.1:3000/slack/events"; undefined while none is set. */
  target: () => string | undefined;
  signingSecret: string;
  ackMs: number;
}): Transport {
  // A new connection each time: a reused one that the app has just closed would look like a lost delivery.
  const agent = new Agent({ keepAlive: false });

  function send(appRequest: AppRequest): Promise<Answer> {
    const url = options.target();
    if (url === undefined) return Promise.resolve(unanswered("no_connection"));
    const { body, contentType } = encode(appRequest);
    const headers: Record<string, string> = {
      "content-type": contentType,
      "content-length": String(Buffer.byteLength(body)),
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      ...signatureHeaders(options.signingSecret, body, Date.now()),
    };
    if (appRequest.retry) {
      headers["x-slack-retry-num"] = String(appRequest.retry.num);
      headers["x-slack-retry-reason"] = appRequest.retry.reason;
    }
    return post({ url, headers, body, agent, ackMs: options.ackMs });
  }

  return {
    send,
    async close() {
      agent.destroy();
    },
  };
}

/** Encodes commands as a form, interactivity as a form with one JSON field, events as JSON. */
function encode({ kind, payload }: AppRequest): { body: string; contentType: string } {
  const form = "application/x-www-form-urlencoded";
  switch (kind) {
    case "slash_commands":
      return { body: new URLSearchParams(payload as Record<string, string>).toString(), contentType: form };
    case "interactive":
      return {
        body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
        contentType: form,
      };
    case "events_api":
      return { body: JSON.stringify(payload), contentType: "application/json" };
  }
}

function post(outgoing: {
  url: string;
  headers: Record<string, string>;
  body: string;
  agent: Agent;
  ackMs: number;
}): Promise<Answer> {
  const { url, headers, body, agent, ackMs } = outgoing;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const call = request(url, { method: "POST", headers, agent }, (response) => {
      void readBody(response).then(
        (text) => finish(answered(response, text)),
        () => finish(unanswered("connection_failed")),
      );
    });
    const timer = setTimeout(() => {
      finish(unanswered("http_timeout"));
      call.destroy();
    }, ackMs);
    function finish(answer: Answer): void {
      clearTimeout(timer);
      resolve({ ...answer, ackMs: Math.round(performance.now() - startedAt) });
    }
    call.on("error", () => finish(unanswered("connection_failed")));
    call.end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function answered(response: IncomingMessage, text: string): Answer {
  const status = response.statusCode ?? 0;
  const acked = status >= 200 && status < 300;
  return {
    acked,
    status,
    body: parse(text),
    ackMs: 0,
    failure: acked ? null : "http_error",
    noRetry: response.headers["x-slack-no-retry"] === "1",
  };
}

function parse(text: string): unknown {
  if (text === "") return "";
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unanswered(failure: string): Answer {
  return { acked: false, status: null, body: "", ackMs: 0, failure, noRetry: false };
}
