/** The platforms whose people can be given a role together. Nobody else uses the terminal. */
export const DEFAULT_ROLE_PLATFORMS = ["slack", "telegram"] as const;

/** What a whole platform may be given: a manager or an admin is named one by one. */
const ALLOWED = ["none", "viewer", "agent"] as const;
/** From least to most; each may do what the one before it may. */
export const ROLES = ["none", "viewer", "agent", "manager", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** The role of everybody on a platform whom nobody has given one: `{ slack: "agent" }`. Absent means `none`. */
export type DefaultRoles = Readonly<Partial<Record<"slack" | "telegram" | "terminal", Role>>>;

export interface RoleBook {
  /** First admins, as configured: `["slack:U123", "telegram:456"]`. */
  admins: readonly string[];
  defaultRoles: DefaultRoles;
}

/**
 * AntCRM has one key for everybody, so this is the gate: deny by default. Who is an admin by the configuration stays one
 * whatever is said in a chat.
 * @param given   the role that an admin gave them, as it was kept: `"agent"`
 * @param isGuest a guest of the team's workspace: a default role is for its members
 */
export function roleOf(person: string, book: RoleBook, given: string | null = null, isGuest = false): Role {
  if (book.admins.includes(person)) return "admin";
  return ROLES.find((role) => role === given) ?? (isGuest ? "none" : defaultRoleOf(person, book));
}

function defaultRoleOf(person: string, { defaultRoles }: RoleBook): Role {
  const found = Object.entries(defaultRoles).find(([platform]) => person.startsWith(`${platform}:`));
  return found?.[1] ?? "none";
}

/** May somebody of this role use the bot at all? */
export function hasAccess(role: Role): boolean {
  return reaches(role, "viewer");
}

/** Is `role` at least `needed`? */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Has nobody given them a role, neither an admin nor the configuration? */
export function hasDefaultRole(
  { person, role }: { person: string; role: string | null },
  roles: RoleBook,
): boolean {
  return role === null && !roles.admins.includes(person);
}

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
