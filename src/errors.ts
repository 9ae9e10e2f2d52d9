/**
 * What can go wrong, as far as a person is concerned. The list is closed: each fault has its words in
 * `i18n/faults.ts` for every language, and a fault without words does not compile.
 */
export const FAULTS = [
  "invalid", // what was typed cannot be used; nothing was asked of AntCRM
  "forbidden", // this person may not do this
  "unidentified", // the platform does not say at the moment who this person is; nothing was shown or done
  "not-yours", // a button, a form or a question was made for somebody else
  "not-found", // the record that was named does not exist
  "changed", // the record has changed since the question was asked; nothing was sent
  "refused", // AntCRM clearly refused; nothing was changed
  "busy", // AntCRM asked us to slow down (429): nothing was changed, trying later is safe
  "unavailable", // AntCRM could not be asked: for a write this means that nothing was sent
  "unclear", // a write was sent and no readable answer came back: it may or may not have happened
  "storage", // the bot's own database cannot be used: what was asked for may have been stored
  "misconfigured", // AntCRM does not accept our key: only the admin can fix it
  "tampered", // somebody else changed what the bot has stored: it is not used
  "expired", // a button or a form is too old, or was used already
  "over-quota", // this person has looked at as many customers as they may for now; nothing was shown
  "costly", // it needs more calls to AntCRM than the bot makes without asking
  "bug", // an unexpected error of the bot
] as const;

export type Fault = (typeof FAULTS)[number];

export interface AppErrorOptions {
  cause?: unknown;
  /** The other side's own words, as short plain text that may be shown: `"Số điểm không đủ"`. */
  quote?: string | undefined;
  /** For `not-found`: the number by which the person named the bot's own record, such as an alert. */
  number?: number | undefined;
  /** For `busy`: how long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** A failure that we expect. `fault` selects the text for the reader; `message` is only for the log. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly fault: Fault;
  readonly quote: string | undefined;
  readonly number: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(fault: Fault, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.fault = fault;
    this.quote = options.quote;
    this.number = options.number;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Returns what was thrown as an AppError. An unexpected error becomes a `bug`, and keeps its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError("bug", message, { cause: thrown });
}
