import { createHash } from "node:crypto";
import type { Permission } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { isDatabaseUnavailable } from "../db/errors.ts";
import { ANONYMOUS, type Caller } from "./caller.ts";
import type { Identify } from "./identify.ts";

/** Somebody who was known this long ago is still believed while the database is away. */
const REMEMBERED_MS = 60 * 60_000;
const MOST = 1_000;
/** What can be done without the database changes nothing but what is known. */
const MAY: readonly Permission[] = ["status:read", "status:operate"];

/**
 * Knows callers without the database: who was identified within the last hour by the same credentials may still read and run
 * checks while it is away. Credentials are kept as hashes only. Others are anonymous meanwhile.
 */
export function rememberCallers(
  identify: Identify,
  options: { readonly clock: Clock; readonly isAway: () => boolean },
): Identify {
  const { clock, isAway } = options;
  const known = new Map<string, { readonly caller: Caller; readonly atMs: number }>();

  function recall(key: string): Caller {
    const found = known.get(key);
    if (!found || clock.monotonicMs() - found.atMs > REMEMBERED_MS) return ANONYMOUS;
    const { caller } = found;
    return { ...caller, permissions: new Set(MAY.filter((permission) => caller.permissions.has(permission))) };
  }

  return async (credentials) => {
    const { authorization, apiKey, cookie } = credentials;
    if (!authorization && !apiKey && !cookie) return { caller: ANONYMOUS, setCookies: [] };
    const key = createHash("sha256")
      .update(JSON.stringify([authorization, apiKey, cookie]))
      .digest("base64");
    // Asking a database that is known to be away would make everybody wait for the time-out.
    if (isAway()) return { caller: recall(key), setCookies: [] };
    try {
      const identified = await identify(credentials);
      known.delete(key);
      if (identified.caller.kind !== "anonymous")
        known.set(key, { caller: identified.caller, atMs: clock.monotonicMs() });
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
      return identified;
    } catch (failure) {
      if (isDatabaseUnavailable(failure) || isAway()) return { caller: recall(key), setCookies: [] };
      known.delete(key);
      throw failure;
    }
  };
}
