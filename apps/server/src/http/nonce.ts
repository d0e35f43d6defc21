import type { Context } from "hono";
import type { HttpEnv } from "./env.ts";

/** The nonce of this answer; the same however often it is asked for. */
export function nonceOf(c: Context<HttpEnv>): string {
  const known = c.get("nonce");
  if (known !== undefined) return known;
  const made = c.get("newNonce")();
  c.set("nonce", made);
  return made;
}
