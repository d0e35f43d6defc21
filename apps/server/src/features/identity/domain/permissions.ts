import type { Permission } from "@wopr/contracts";

/** Permissions asked for that the maker of a key does not have. */
export const notHeld = (asked: readonly Permission[], held: ReadonlySet<Permission>): readonly Permission[] =>
  asked.filter((permission) => !held.has(permission));
