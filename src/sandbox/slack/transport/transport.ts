/** A request from Slack to the app, independent of the transport. */
export interface AppRequest {
  kind: "slash_commands" | "interactive" | "events_api";
  payload: Record<string, unknown>;
  /** Set on a repeated event: the number and the reason of the retry. */
  retry?: { num: number; reason: string };
}

/** The app's acknowledgement, or the reason why there is none. */
export interface Answer {
  acked: boolean;
  /** HTTP status; null when no response came, and in Socket Mode. */
  status: number | null;
  /** The acknowledgement's payload: parsed JSON, else text; "" when empty. */
  body: unknown;
  /** The time from sending to the acknowledgement, or to the time-out. */
  ackMs: number;
  /** Null when acked, else Slack's name: `http_timeout`, `http_error`, `connection_failed`, `no_connection`. */
  failure: string | null;
  /** Whether the app asked for no retry (`x-slack-no-retry: 1`). */
  noRetry: boolean;
}

/** Sends to the app, by HTTP requests to its address or by envelopes over its websocket. */
export interface Transport {
  send(appRequest: AppRequest): Promise<Answer>;
  close(): Promise<void>;
}
