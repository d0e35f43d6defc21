import type { LiveState } from "../api/live.ts";
import { durationText } from "./words.ts";

/** The server writes at least every 15 s; three times that is long. */
const LONG_MS = 45_000;
/** Without a network nobody needs to wait that long to know. */
const OFFLINE_MS = 5_000;

/** What to say about old data; `undefined` while it is fresh. */
export function staleText({ mode, heardAt }: LiveState, now: Date): string | undefined {
  if (mode === "idle" || mode === "connecting" || heardAt === null) return undefined;
  const silentMs = now.getTime() - heardAt.getTime();
  if (mode === "offline") {
    return silentMs > OFFLINE_MS ? `This device is offline. What you see is ${durationText(silentMs)} old.` : undefined;
  }
  return silentMs > LONG_MS
    ? `The server has not been heard for ${durationText(silentMs)}. What you see may be old; it is read again by itself.`
    : undefined;
}
