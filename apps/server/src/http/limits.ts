import { limitOf } from "./token-bucket.ts";

const MINUTE_MS = 60_000;

/** Limits as data (platform.md 6.12). Those of signing in are shared by all replicas, the others are per process. */
export const LIMITS = {
  signIn: limitOf("sign_in", 5, 15 * MINUTE_MS),
  signUp: limitOf("sign_up", 10, 60 * MINUTE_MS),
  reset: limitOf("reset", 3, 60 * MINUTE_MS),
  /** Tries of pairing codes and links per address. */
  pairing: limitOf("pairing", 5, 15 * MINUTE_MS),
  deviceToken: limitOf("device_token", 10, 60 * MINUTE_MS),
  read: limitOf("read", 600, MINUTE_MS, 200),
  write: limitOf("write", 120, MINUTE_MS, 40),
  anonymous: limitOf("anonymous", 60, MINUTE_MS),
  /** Spectators with a link look at photos, and a household shares one address. */
  shared: limitOf("shared", 600, MINUTE_MS, 200),
} as const;
