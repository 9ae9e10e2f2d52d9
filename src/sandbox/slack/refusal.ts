/** A refusal by Slack. Any part of the simulator throws it; the answer is `{ok: false, error, response_metadata}`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** Slack's error name, e.g. "channel_not_found". */
  readonly error: string;
  /** For `response_metadata.messages`. */
  readonly messages: readonly string[];
  /** True when the request is invalid in every state of the workspace, which is a violation. */
  readonly isInvalidRequest: boolean;

  constructor(error: string, options: { messages?: readonly string[]; isInvalidRequest?: boolean } = {}) {
    super([error, ...(options.messages ?? [])].join(" "));
    this.error = error;
    this.messages = options.messages ?? [];
    this.isInvalidRequest = options.isInvalidRequest ?? false;
  }
}
