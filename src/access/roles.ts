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
