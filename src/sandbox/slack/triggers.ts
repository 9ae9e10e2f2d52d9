import type { Identifiers } from "./identifiers.ts";
import { TIME_LIMITS } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** A trigger opens one view for one person within three seconds: src/platforms/slack/LIMITS.md#triggers */
export interface Triggers {
  issue(userId: string): string;
  /**
   * Marks the trigger as used. @returns the person it belongs to
   * @throws Refusal `invalid_trigger_id`, `exchanged_trigger_id` (used before), `expired_trigger_id`
   */
  exchange(id: string): string;
}

export function createTriggers(ids: Identifiers, now: () => number): Triggers {
  const issued = new Map<string, { userId: string; until: number; used: boolean }>();

  return {
    issue(userId) {
      const id = `${Math.floor(now())}.${ids.next("")}.sandbox`;
      issued.set(id, { userId, until: now() + TIME_LIMITS.triggerMs, used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (!trigger) throw new Refusal("invalid_trigger_id", { isInvalidRequest: true });
      if (trigger.used) throw new Refusal("exchanged_trigger_id", { isInvalidRequest: true });
      if (now() > trigger.until) throw new Refusal("expired_trigger_id", { isInvalidRequest: true });
      trigger.used = true;
      return trigger.userId;
    },
  };
}
