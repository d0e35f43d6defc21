import type { ApiKeyWire, MeWire, UserWire } from "@wopr/contracts";
import type { z } from "zod";
import type { Caller } from "../../http/caller.ts";
import type { ApiKey } from "./key-store.ts";
import type { User } from "./store.ts";

/** The caller as they see themselves. */
export const toMeWire = (caller: Caller): z.infer<typeof MeWire> => ({
  id: caller.id,
  name: caller.name,
  email: caller.email,
  kind: caller.kind === "anonymous" ? "user" : caller.kind,
  role: caller.role ?? "service",
  permissions: [...caller.permissions],
});

/** A person as those who may see people see them. */
export const toUserWire = (user: User): z.infer<typeof UserWire> => ({
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  status: user.status,
  created_at: user.createdAt.toISOString(),
});

/** A key without its secret. */
export const toApiKeyWire = (key: ApiKey): ApiKeyWire => ({
  id: key.id,
  prefix: key.prefix,
  name: key.name,
  permissions: [...key.permissions],
  scope: key.scope,
  ip_allow: [...key.ipAllow],
  created_at: key.createdAt.toISOString(),
  expires_at: key.expiresAt.toISOString(),
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
});
