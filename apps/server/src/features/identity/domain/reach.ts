import { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES, type Role } from "@wopr/contracts";

/** A role that somebody holds somewhere. */
export interface HeldRole {
  readonly role: string;
  /** `*`, `area:…`, or one thing: `org:…`, `site:…`, `namespace:…`, `device:…` */
  readonly scope: string;
}

/** What somebody may do everywhere, and what only for some things. */
export interface Reach {
  readonly everywhere: ReadonlySet<Permission>;
  /** Scopes per permission that is held for those things alone. */
  readonly within: ReadonlyMap<Permission, readonly string[]>;
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Adds up roles: those for everything or for a whole area, and those for single things. Unknown roles count for nothing. */
export function reachOf(held: readonly HeldRole[]): Reach {
  const everywhere = new Set<Permission>();
  const within = new Map<Permission, string[]>();
  for (const { role, scope } of held) {
    if (!isRole(role)) continue;
    const [kind, name = ""] = scope.split(/:(.*)/s);
    for (const permission of ROLE_PERMISSIONS[role]) {
      if (scope === "*" || (kind === "area" && permission.split(":")[0] === name)) everywhere.add(permission);
      else if (kind !== "area") within.set(permission, [...(within.get(permission) ?? []), scope]);
    }
  }
  return { everywhere, within };
}

/** Cuts a reach to permissions that are named (an API key) and, unless that is `*`, to one scope. */
export function narrowed(reach: Reach, named: readonly string[], scope: string): Reach {
  const isNamed = (permission: Permission) => named.includes(permission);
  const kept = PERMISSIONS.filter((permission) => isNamed(permission) && reach.everywhere.has(permission));
  if (scope === "*") {
    const within = new Map([...reach.within].filter(([permission]) => isNamed(permission)));
    return { everywhere: new Set(kept), within };
  }
  const [kind, name = ""] = scope.split(/:(.*)/s);
  if (kind === "area") {
    return { everywhere: new Set(kept.filter((permission) => permission.split(":")[0] === name)), within: new Map() };
  }
  return { everywhere: new Set(), within: new Map(kept.map((permission) => [permission, [scope]])) };
}
