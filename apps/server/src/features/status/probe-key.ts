import { createHmac, timingSafeEqual } from "node:crypto";
import type { Secret } from "@wopr/kernel";
import type { Caller } from "../../http/caller.ts";

/** What functional checks may do through the interface, and nothing else. */
const PERMISSIONS = ["status:operate", "tabletop:read", "tabletop:operate", "events:read"] as const;

/** The key functional checks use. It follows from the signing key, so all servers of an installation know it unasked. */
export interface ProbeKey {
  /** Never written down anywhere. */
  reveal(): string;
  /** Who presents this key; undefined for any other. */
  callerOf(authorization: string | undefined): Caller | undefined;
}

/** Derives the key. */
export function createProbeKey(signingKey: Secret): ProbeKey {
  const text = () =>
    `wopr_check_${createHmac("sha256", signingKey.reveal()).update("status checks 1").digest("base64url")}`;
  const expected = createHmac("sha256", signingKey.reveal()).update(`Bearer ${text()}`).digest();
  return {
    reveal: text,
    callerOf(authorization) {
      if (!authorization?.startsWith("Bearer wopr_check_")) return undefined;
      const given = createHmac("sha256", signingKey.reveal()).update(authorization).digest();
      if (!timingSafeEqual(given, expected)) return undefined;
      return {
        kind: "key",
        id: "status-checks",
        name: "Status checks",
        email: null,
        role: "service",
        permissions: new Set(PERMISSIONS),
        keyId: "status-checks",
      };
    },
  };
}
