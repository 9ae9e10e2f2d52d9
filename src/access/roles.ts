import type { Label } from "../i18n/messages.ts";

/** The platforms whose people can be given a role together. A terminal has only one person. */
export const DEFAULT_ROLE_PLATFORMS = ["slack", "telegram"] as const;

/** The roles that a whole platform may have. Managers and admins are named one by one. */
const ALLOWED = ["none", "viewer", "agent"] as const;
/** From the fewest rights to the most. Each role may also do what the roles before it may. */
export const ROLES = ["none", "viewer", "agent", "manager", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** The role of everybody on a platform to whom nobody has given one: `{ slack: "agent" }`. Absent means `none`. */
export type DefaultRoles = Readonly<Partial<Record<"slack" | "telegram" | "terminal", Role>>>;

export interface RoleBook {
  /** First admins, as configured: `["slack:U123", "telegram:456"]`. */
  admins: readonly string[];
  defaultRoles: DefaultRoles;
}

/**
 * Returns the role of a person. AntCRM has one key for everybody, so the bot itself limits access, and denies by
 * default. An admin of the configuration stays an admin, whatever role a chat gives them.
 * @param given   the role that an admin gave them, as it is stored: `"agent"`
 * @param isGuest true for a guest of the team's workspace; only its members get a default role
 */
export function roleOf(person: string, book: RoleBook, given: string | null = null, isGuest = false): Role {
  if (book.admins.includes(person)) return "admin";
  return ROLES.find((role) => role === given) ?? (isGuest ? "none" : defaultRoleOf(person, book));
}

function defaultRoleOf(person: string, { defaultRoles }: RoleBook): Role {
  const found = Object.entries(defaultRoles).find(([platform]) => person.startsWith(`${platform}:`));
  return found?.[1] ?? "none";
}

/** True if a person with this role may use the bot at all. */
export function hasAccess(role: Role): boolean {
  return reaches(role, "viewer");
}

/** True if `role` is at least `needed`. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** True if neither an admin nor the configuration has given this person a role. */
export function hasDefaultRole(
  { person, role }: { person: string; role: string | null },
  roles: RoleBook,
): boolean {
  return role === null && !roles.admins.includes(person);
}

const PLATFORMS_ONLY: Label = {
  en: "must name the platforms slack and telegram only, like slack:agent,telegram:viewer",
  vi: "chỉ được ghi nền tảng slack và telegram, như slack:agent,telegram:viewer",
};
const LOW_ROLES_ONLY: Label = {
  en: "must be none, viewer or agent for a platform, like slack:agent; name managers one by one",
  vi: "phải là none, viewer hoặc agent cho mỗi nền tảng, như slack:agent; quản lý thì ghi từng người",
};

/**
 * Reads the value of `BOT_DEFAULT_ROLE`. A role without a platform is for Slack, because only members write in a
 * workspace. Any Telegram account in the world can write to a bot.
 * @example parseDefaultRoles("agent,telegram:viewer") // { roles: { slack: "agent", telegram: "viewer" } }
 * @returns the roles, or a fault if the value cannot be read; the fault does not contain the value
 */
export function parseDefaultRoles(value: string): { roles: DefaultRoles } | { fault: Label } {
  const roles: { -readonly [P in keyof DefaultRoles]: DefaultRoles[P] } = {};
  for (const part of value.split(",").map((one) => one.trim().toLowerCase())) {
    const colon = part.indexOf(":");
    const name = colon < 0 ? "slack" : part.slice(0, colon).trim();
    const roleName = part.slice(colon + 1).trim();
    const platform = DEFAULT_ROLE_PLATFORMS.find((one) => one === name);
    const role = ALLOWED.find((one) => one === roleName);
    if (platform === undefined) {
      return { fault: PLATFORMS_ONLY };
    }
    if (role === undefined) {
      return { fault: LOW_ROLES_ONLY };
    }
    if (roles[platform] !== undefined) {
      return {
        fault: {
          en: `must name ${platform} once: a role without a platform counts for slack`,
          vi: `chỉ được ghi ${platform} một lần: vai trò không kèm nền tảng được tính cho slack`,
        },
      };
    }
    roles[platform] = role;
  }
  return { roles };
}
