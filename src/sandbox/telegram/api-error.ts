/** What Telegram adds to some refusals: `{ retry_after: 5 }`, `{ migrate_to_chat_id: -1001 }`. */
export interface ErrorParameters {
  retry_after?: number;
  migrate_to_chat_id?: number;
}

/** A refusal in Telegram's own words: `{ ok: false, error_code: 400, description: "Bad Request: chat not found" }`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;
  /** The request could never succeed: a mistake of the bot, not a circumstance such as a deleted message. */
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

/** 400 for a request that is wrong in itself; the simulator also lists it among the bot's violations. */
export function mistake(description: string): ApiError {
  return new ApiError(400, `Bad Request: ${description}`, { mistake: true });
}

/** 400 for a request that only came at the wrong moment: gone, too old, unchanged. */
export function refusal(description: string, parameters?: ErrorParameters): ApiError {
  return new ApiError(400, `Bad Request: ${description}`, parameters ? { parameters } : {});
}

export function forbidden(description: string): ApiError {
  return new ApiError(403, `Forbidden: ${description}`);
}
