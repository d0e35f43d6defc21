/** What somebody may do: `area:verb` (platform.md 6.3). */
export const PERMISSIONS = [
  "people:read",
  "people:admin",
  "owners:admin",
  "keys:read",
  "keys:write",
  "devices:read",
  "devices:write",
  "secrets:read",
  "secrets:admin",
  "audit:read",
  "audit:operate",
  "audit:admin",
  "notifications:read",
  "notifications:write",
  "notifications:admin",
  "metrics:read",
  "backup:read",
  "backup:operate",
  "jobs:read",
  "jobs:operate",
  "events:read",
  "media:read",
  "system:read",
  "system:operate",
  "status:read",
  "status:operate",
  "status:write",
  "config:read",
  "config:write",
  "config:publish",
  "config:approve",
  "config:consume",
  "rollouts:read",
  "rollouts:operate",
  "rollouts:approve",
  "tabletop:read",
  "tabletop:write",
  "tabletop:operate",
  "life:read",
  "life:write",
  "life_health:read",
  "life_award:write",
] as const;

/** One permission. */
export type Permission = (typeof PERMISSIONS)[number];

/**
 * What a route asks for. `public`: anybody. `signed_in`: any known caller, whatever the role
 * (what is seen then depends on who it is, e.g. `GET /me`).
 */
export type Scope = Permission | "public" | "signed_in";

/** Roles as data (platform.md 6.3). `service` holds only what its key names. */
export const ROLES = ["owner", "admin", "operator", "approver", "member", "viewer", "service"] as const;

/** One role. */
export type Role = (typeof ROLES)[number];

/** What only an owner may: make owners, take the whole history along. */
const OWNER_ONLY: readonly Permission[] = ["owners:admin", "audit:admin"];

const readAll = PERMISSIONS.filter((permission) => permission.endsWith(":read"));

/** The own day: everybody who lives here has one, and nobody reads another's, whatever the role. */
const OWN_LIFE: readonly Permission[] = ["life:read", "life:write", "life_health:read", "life_award:write"];

/** Which role may do what. The generated route × role test compares every route with this table. */
export const ROLE_PERMISSIONS: { readonly [R in Role]: readonly Permission[] } = {
  owner: PERMISSIONS,
  admin: PERMISSIONS.filter((permission) => !OWNER_ONLY.includes(permission)),
  operator: [
    ...readAll.filter((permission) => permission !== "people:read"),
    "jobs:operate",
    "keys:write",
    "devices:write",
    "notifications:write",
    "backup:operate",
    "status:operate",
    "status:write",
    "config:write",
    "config:publish",
    "config:consume",
    "rollouts:operate",
    "life:write",
    "life_award:write",
  ],
  approver: [
    ...readAll.filter((permission) => permission !== "people:read"),
    "life:write",
    "life_award:write",
    "config:approve",
    "rollouts:approve",
  ],
  member: [
    "events:read",
    "media:read",
    "jobs:read",
    "keys:read",
    "keys:write",
    "devices:read",
    "devices:write",
    "notifications:read",
    "notifications:write",
    "status:read",
    "tabletop:read",
    "tabletop:write",
    "tabletop:operate",
    ...OWN_LIFE,
  ],
  viewer: readAll.filter(
    (permission) => !["people:read", "keys:read", "secrets:read", ...OWN_LIFE].includes(permission),
  ),
  service: [],
};
