import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { readArguments } from "./body.ts";
import { chat } from "./chat.ts";
import { conversations } from "./conversations.ts";
import { defineMethod, type Method } from "./method.ts";
import { people } from "./people.ts";
import { reactions } from "./reactions.ts";
import { views } from "./views.ts";

/** One call and its result, recorded for tests. */
export interface RecordedRequest {
  /** e.g. "chat.postMessage", or "response_url" */
  method: string;
  /** Without the token; structures parsed. */
  args: Record<string, unknown>;
  /** Epoch milliseconds. */
  at: number;
  ok: boolean;
  /** Slack's error name; null on success. */
  error: string | null;
}

export interface WebApi {
  /** Runs one call. @returns the body of the answer, `ok` included; never throws. */
  call(
    method: string,
    request: IncomingMessage,
  ): Promise<{
    answer: Record<string, unknown>;
    headers: Record<string, string>;
    record: RecordedRequest;
  }>;
}

/** Runs Web API calls. `more` adds methods to the ones defined beside this file. */
export function createWebApi(
  world: World,
  tokens: { bot: string; app: string; botScopes: readonly string[] },
  more: Record<string, Method>,
): WebApi {
  const methods: Record<string, Method> = {
    ...chat,
    ...views,
    ...conversations,
    ...people,
    ...reactions,
    ...more,
    "api.test": defineMethod({ error: z.string().optional() }, (_world, args) => {
      if (args.error) throw new Refusal(args.error);
      return { args };
    }),
  };

  function run(
    name: string,
    token: string | undefined,
    args: Record<string, unknown>,
  ): Record<string, unknown> {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method) throw new Refusal("unknown_method", { isInvalidRequest: true });
    if (name !== "api.test") checkToken(method, token);
    return { ok: true, ...method.run(world, args) };
  }

  function checkToken(method: Method, token: string | undefined): void {
    if (!token) throw new Refusal("not_authed");
    if (token !== tokens.bot && token !== tokens.app) throw new Refusal("invalid_auth");
    if (token !== tokens[method.token]) throw new Refusal("not_allowed_token_type");
  }

  /**
   * Slack names the scopes of the token in each answer to it. `WebClient` of @slack/web-api reads them from there, as
   * `response_metadata.scopes`: https://docs.slack.dev/tools/node-slack-sdk/reference/web-api/interfaces/WebAPICallResult
   */
  const headersFor = (token: string | undefined): Record<string, string> =>
    token === tokens.bot ? { "x-oauth-scopes": tokens.botScopes.join(",") } : {};

  return {
    async call(method, request) {
      const record: RecordedRequest = { method, args: {}, at: world.now(), ok: false, error: null };
      let headers: Record<string, string> = {};
      try {
        const { token, ...args } = await readArguments(request);
        record.args = parseStructures(args);
        const given = bearer(request) ?? asText(token);
        headers = headersFor(given);
        const answer = run(method, given, args);
        record.ok = true;
        return { answer, headers, record };
      } catch (error) {
        const refusal = toRefusal(error);
        record.error = refusal.error;
        if (refusal.isInvalidRequest) world.recordViolation(`${method}: ${refusal.message}`);
        return { answer: refusalBody(refusal), headers, record };
      }
    },
  };
}

/** Returns `{ok: false, error, response_metadata: {messages}}`. */
export function refusalBody({ error, messages }: Refusal): Record<string, unknown> {
  return { ok: false, error, ...(messages.length > 0 ? { response_metadata: { messages } } : {}) };
}

export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof SyntaxError) return new Refusal("invalid_json", { isInvalidRequest: true });
  throw error;
}

function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Parses structures that a form contains as JSON text, so that tests can read them. */
function parseStructures(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, parseStructure(value)]));
}

function parseStructure(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
