/** Slack's no: thrown by any part of the simulator, answered as `{ok: false, error, response_metadata}`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** Slack's error name, e.g. "channel_not_found". */
  readonly error: string;
  /** For `response_metadata.messages`. */
  readonly messages: readonly string[];
  /** True when the request could never have been right, whatever the state of the workspace: a violation. */
  readonly neverRight: boolean;

  constructor(error: string, options: { messages?: readonly string[]; neverRight?: boolean } = {}) {
    super([error, ...(options.messages ?? [])].join(" "));
    this.error = error;
    this.messages = options.messages ?? [];
    this.neverRight = options.neverRight ?? false;
  }
}
