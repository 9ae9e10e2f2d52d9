import { ApiError } from "./api-error.ts";

/** A fault to inject into the next `times` matching calls, by default one. */
export interface FaultRule {
  /** Only this method, e.g. `"sendMessage"`. */
  method?: string;
  /** Only calls with this `chat_id`. */
  chat?: number;
  /**
   * - `429` flood control, with `retryAfter` seconds (default 1)
   * - `500` a server error of Telegram
   * - `cut` the connection ends without an answer
   * - `hang` no answer until the caller gives up
   * - `403 blocked` the person has blocked the bot
   */
  kind: "429" | "500" | "cut" | "hang" | "403 blocked";
  retryAfter?: number;
  times?: number;
  /** `cut` and `hang` only: `after` lets the call take effect first, so that only its answer is lost. */
  when?: "before" | "after";
  /** Called for each call that meets the fault, when the call has arrived. */
  onTaken?: () => void;
}

export class Faults {
  private readonly rules: { rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.rules.push({ rule, left: rule.times ?? 1 });
  }

  /** Returns the first matching rule, and counts it as used once. */
  take(method: string, chat: number): FaultRule | undefined {
    const found = this.rules.find(
      ({ rule, left }) =>
        left > 0 &&
        (rule.method === undefined || rule.method.toLowerCase() === method.toLowerCase()) &&
        (rule.chat === undefined || rule.chat === chat),
    );
    if (found) {
      found.left -= 1;
      found.rule.onTaken?.();
    }
    return found?.rule;
  }
}

export function tooManyRequests(seconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, {
    parameters: { retry_after: seconds },
  });
}
