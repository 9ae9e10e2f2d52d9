/** Parameters of some errors: `{ retry_after: 5 }`, `{ migrate_to_chat_id: -1001 }`. */
export interface ErrorParameters {
  retry_after?: number;
  migrate_to_chat_id?: number;
}

/** An error in Telegram's form: `{ ok: false, error_code: 400, description: "Bad Request: chat not found" }`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;
  /** True when the request can never succeed: a mistake of the bot, unlike a deleted message, for example. */
  readonly isMistake: boolean;

  constructor(
    code: number,
    description: string,
    options: { parameters?: ErrorParameters; mistake?: boolean } = {},
  ) {
    super(description);
    this.code = code;
    this.parameters = options.parameters;
    this.isMistake = options.mistake ?? false;
  }
}

/** Returns 400 for an invalid request, which the simulator also records as a violation. */
export function mistake(description: string): ApiError {
  return new ApiError(400, `Bad Request: ${description}`, { mistake: true });
}

/** Returns 400 for a valid request that fails in the current state: the message is deleted, too old or unchanged. */
export function refusal(description: string, parameters?: ErrorParameters): ApiError {
  return new ApiError(400, `Bad Request: ${description}`, parameters ? { parameters } : {});
}

export function forbidden(description: string): ApiError {
  return new ApiError(403, `Forbidden: ${description}`);
}
