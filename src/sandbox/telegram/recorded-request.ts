/** One API call of the bot, with its answer. */
export interface RecordedRequest {
  method: string;
  /** The received values: JSON values, or text from a form. */
  params: Readonly<Record<string, unknown>>;
  /** Files of a multipart body by part name. */
  files: readonly { field: string; name: string; size: number }[];
  /** Parameters that this server does not know. Telegram ignores them silently, which has leaked messages. */
  ignoredParameters: readonly string[];
  /** Sandbox clock, milliseconds. */
  at: number;
  /** 200, or Telegram's error code; 0 while there is no answer, or when the answer was lost. */
  status: number;
  description?: string;
  result?: unknown;
}
