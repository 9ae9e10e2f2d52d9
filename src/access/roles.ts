/** From least to most; each may do what the one before it may. */
export const ROLES = ["none", "viewer", "agent", "manager", "admin"] as const;

export type Role = (typeof ROLES)[number];

export interface RoleBook {
  /** First admins, as configured: `["slack:U123", "telegram:456"]`. */
  admins: readonly string[];
  /** The role of people nobody has named. */
  defaultRole: Role;
}

/**
 * AntCRM has one key for everybody, so this is the gate: deny by default. Who is an admin by the configuration stays one
 * whatever is said in a chat.
 * @param given the role that an admin gave them, as it was kept: `"agent"`
 */
export function roleOf(person: string, book: RoleBook, given: string | null = null): Role {
  if (book.admins.includes(person)) return "admin";
  return ROLES.find((role) => role === given) ?? book.defaultRole;
}

/** Is `role` at least `needed`? */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
