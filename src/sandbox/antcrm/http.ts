import type { World } from "./world.ts";

/** One request to the API, read and decoded. `body` is the parsed JSON, undefined when there was none. */
export interface ApiCall {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  body: unknown;
}

export interface Answer {
  status: number;
  contentType: string;
  text: string;
  headers?: Record<string, string>;
}

export type Handler = (call: ApiCall, world: World) => Answer;

/** The calls of one resource: `{ "GET /contacts": listContacts }`. */
export type Group = Readonly<Record<`${"GET" | "POST" | "PUT" | "DELETE"} /${string}`, Handler>>;

/** Returns an answer in JSON. Every success is 200, creations included: src/crm/API.md#conventions */
export function json(value: unknown, status = 200): Answer {
  return { status, contentType: "application/json; charset=utf-8", text: JSON.stringify(value) };
}

export function plainText(text: string, status = 200): Answer {
  return { status, contentType: "text/plain; charset=utf-8", text };
}

/** A refusal of the API. Its text is the CRM's, in Vietnamese. */
export class Rejection extends Error {
  override readonly name = "Rejection";
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }

  /** Returns the error body. The real one is not documented. This one is inferred: src/crm/API.md#errors */
  toAnswer(): Answer {
    return json({ success: 0, message: this.message }, this.status);
  }
}
