/** A thing Slack tells the app, before it is known by which road. */
export interface Parcel {
  kind: "slash_commands" | "interactive" | "events_api";
  payload: Record<string, unknown>;
  /** Set on a repeated event: which repetition, and why. */
  retry?: { num: number; reason: string };
}

/** What came back: an acknowledgement, or the reason why there is none. */
export interface Answer {
  acked: boolean;
  /** HTTP status; null when no response came, and in Socket Mode. */
  status: number | null;
  /** The acknowledgement's payload: parsed JSON, else text; "" when empty. */
  body: unknown;
  /** From sending to the acknowledgement, or to giving up. */
  ackMs: number;
  /** Slack's word for the failure: `http_timeout`, `http_error`, `connection_failed`, `no_connection`; null when acked. */
  failure: string | null;
  /** The app asked not to be sent this again (`x-slack-no-retry: 1`). */
  noRetry: boolean;
}

/** The road to the app: HTTP requests to its address, or envelopes over its websocket. */
export interface Transport {
  send(parcel: Parcel): Promise<Answer>;
  close(): Promise<void>;
}
