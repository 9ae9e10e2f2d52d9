/** From least to most; each may do what the one before it may. */
export const ROLES = ["none", "viewer", "agent", "manager", "admin"] as const;

export type Role = (typeof ROLES)[number];

export interface RoleBook {
  /** First admins, as configured: `["slack:U123", "telegram:456"]`. */
  admins: readonly string[];
  /** The role of people nobody has named. */
  defaultRole: Role;
}

/** AntCRM has one key for everybody, so this is the gate: deny by default. */
export function roleOf(person: string, book: RoleBook): Role {
  return book.admins.includes(person) ? "admin" : book.defaultRole;
}

/** Is `role` at least `needed`? */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
