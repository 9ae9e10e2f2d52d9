/** One API call of the bot and what it was told. */
export interface RecordedRequest {
  method: string;
  /** As they came: JSON values, or text from a form. */
  params: Readonly<Record<string, unknown>>;
  /** Files of a multipart body by part name. */
  files: readonly { field: string; name: string; size: number }[];
  /** Parameters that this server does not know. Telegram ignores them without a word, which has leaked messages. */
  ignoredParameters: readonly string[];
  /** Sandbox clock, milliseconds. */
  at: number;
  /** 200, or Telegram's error code; 0 while there is no answer, or when the answer was cut. */
  status: number;
  description?: string;
  result?: unknown;
}
