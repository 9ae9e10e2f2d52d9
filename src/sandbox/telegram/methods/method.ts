import type { BotApi } from "../keyboard.ts";
import type { Params } from "../params.ts";
import type { Webhook } from "../webhook.ts";
import type { World } from "../world.ts";

export interface Call {
  world: World;
  params: Params;
  webhook: Webhook;
  /** Aborted when the caller has closed the connection. */
  disconnected: AbortSignal;
}

/** One method of the Bot API. */
export interface Method {
  /** All documented parameters, also those without an effect here. Others are recorded as ignored. */
  params: readonly string[];
  /** Parameters newer than Bot API 7.1: an old server ignores them silently. */
  newerParams?: readonly string[];
  /** Whether the method is newer than Bot API 7.1: an old server answers 404. */
  isNewer?: boolean;
  run: (call: Call) => unknown;
}

export type Methods = Readonly<Record<string, Method>>;

/** Returns the parameters that a server of this version knows. */
export function knownParams(method: Method, botApi: BotApi): readonly string[] {
  return botApi === "7.1" ? method.params : [...method.params, ...(method.newerParams ?? [])];
}
