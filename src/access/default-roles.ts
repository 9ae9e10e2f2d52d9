import type { DefaultRoles } from "./roles.ts";

/** The platforms whose people can be given a role together. Nobody else uses the terminal. */
export const DEFAULT_ROLE_PLATFORMS = ["slack", "telegram"] as const;
/** What a whole platform may be given: a manager or an admin is named one by one. */
const ALLOWED = ["none", "viewer", "agent"] as const;

/**
 * Reads the value of `BOT_DEFAULT_ROLE`. A role without a platform counts for Slack, whose workspace has members; any
 * Telegram account in the world can write to a bot.
 * @example parseDefaultRoles("agent,telegram:viewer") // { roles: { slack: "agent", telegram: "viewer" } }
 * @returns a fault without the value where it cannot be read
 */
export function parseDefaultRoles(value: string): { roles: DefaultRoles } | { fault: string } {
  const roles: { -readonly [P in keyof DefaultRoles]: DefaultRoles[P] } = {};
  for (const part of value.split(",").map((one) => one.trim().toLowerCase())) {
    const colon = part.indexOf(":");
    const name = colon < 0 ? "slack" : part.slice(0, colon).trim();
    const roleName = part.slice(colon + 1).trim();
    const platform = DEFAULT_ROLE_PLATFORMS.find((one) => one === name);
    const role = ALLOWED.find((one) => one === roleName);
    if (platform === undefined) {
      return { fault: "must name the platforms slack and telegram only, like slack:agent,telegram:viewer" };
    }
    if (role === undefined) {
      return {
        fault: "must be none, viewer or agent for a platform, like slack:agent; name managers one by one",
      };
    }
    if (roles[platform] !== undefined) {
      return { fault: `must name ${platform} once: a role without a platform counts for slack` };
    }
    roles[platform] = role;
  }
  return { roles };
}
