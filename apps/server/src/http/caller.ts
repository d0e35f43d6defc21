import type { Permission, Role } from "@wopr/contracts";

/** Who is calling. Made once per request by the identity feature. */
export interface Caller {
  readonly kind: "user" | "key" | "anonymous";
  /** User id, or the id of the key's owner; `anonymous` when nobody. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Whether a person proved within the last ten minutes that it is them (step-up); absent: no. */
  readonly fresh?: boolean;
  /** Id of the API key used. */
  readonly keyId: string | null;
}

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
