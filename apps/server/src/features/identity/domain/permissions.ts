import { PERMISSIONS, type Permission, ROLE_PERMISSIONS, type Role } from "@wopr/contracts";

/** What a role may do. */
export const permissionsOfRole = (role: Role): ReadonlySet<Permission> => new Set(ROLE_PERMISSIONS[role]);

/**
 * What a key may do: what it names, as far as its maker still may it. A maker who loses a right takes it from their
 * keys at once. Names that no longer exist count for nothing.
 */
export function permissionsOfKey(named: readonly string[], makerRole: Role): ReadonlySet<Permission> {
  const maker = permissionsOfRole(makerRole);
  return new Set(PERMISSIONS.filter((permission) => named.includes(permission) && maker.has(permission)));
}

/** Permissions asked for that the maker of a key does not have. */
export const notHeld = (asked: readonly Permission[], held: ReadonlySet<Permission>): readonly Permission[] =>
  asked.filter((permission) => !held.has(permission));
