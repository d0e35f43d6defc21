import type { ApiKeyWire, Permission } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";
import { exactText } from "../../ui/words.ts";

/** Whether a key works, as shape and words. */
export function keyState(
  key: Pick<ApiKeyWire, "expires_at" | "revoked_at">,
  now: Date,
): { readonly state: StateName; readonly text: string } {
  if (key.revoked_at !== null) return { state: "unknown", text: "Revoked" };
  const ends = new Date(key.expires_at);
  if (ends <= now) return { state: "unknown", text: "Expired" };
  return { state: "works", text: `Works until ${exactText(ends).replace(/, .*/, "")}` };
}

/** What a permission lets somebody do, in words. */
export const PERMISSION_WORDS: Readonly<Partial<Record<Permission, string>>> = {
  "people:read": "See who has an account",
  "people:admin": "Make and change accounts",
  "keys:read": "See API keys",
  "keys:write": "Make and revoke API keys",
  "jobs:read": "See background work",
  "jobs:operate": "Stop background work",
  "events:read": "Follow what happens, live",
  "media:read": "See stored files",
  "system:read": "See how the installation is doing",
  "tabletop:read": "See games, photos and cameras",
  "tabletop:write": "Play: take photos, agree, correct",
  "tabletop:operate": "Work with cameras: add, test, upload",
};
