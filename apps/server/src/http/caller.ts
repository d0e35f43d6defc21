import type { Permission, Role } from "@wopr/contracts";

/** Who is calling. Made once per request by the identity feature. */
export interface Caller {
  readonly kind: "user" | "key" | "device" | "anonymous";
  /** User id, or the id of the key's owner; `anonymous` when nobody. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role | null;
  readonly permissions: ReadonlySet<Permission>;
  /**
   * What may be done for single things alone: scopes (`site:garage`) per permission. Routes that show rows of such things
   * declare `scoped` and ask {@link scopesFor}.
   */
  readonly within?: ReadonlyMap<Permission, readonly string[]>;
  /** Whether a person proved within the last ten minutes that it is them (step-up); absent: no. */
  readonly fresh?: boolean;
  /** Id of the API key used. */
  readonly keyId: string | null;
}

/** For what a caller holds a permission: for everything, or for the things of these scopes. */
export const scopesFor = (caller: Caller, permission: Permission): "all" | readonly string[] =>
  caller.permissions.has(permission) ? "all" : (caller.within?.get(permission) ?? []);

/** Somebody who is not signed in. */
export const ANONYMOUS: Caller = {
  kind: "anonymous",
  id: "anonymous",
  name: "Anonymous",
  email: null,
  role: null,
  permissions: new Set(),
  keyId: null,
};
