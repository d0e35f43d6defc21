/** What the machine says about time. */
export interface MachineTime {
  /** Changes with every boot. */
  readonly bootId: string;
  /** Since boot, suspend included, milliseconds. */
  readonly uptimeMs: number;
  /** Wall clock, unix milliseconds. */
  readonly wallMs: number;
  /** Whether the wall clock is synchronised or kept by a battery. */
  readonly wallTrusted: boolean;
}

/** How old something was when this was written down. */
export interface SavedAge {
  readonly ageMs: number;
  /** Whether time passed that nobody could measure. */
  readonly isMinimum: boolean;
  readonly at: MachineTime;
}

/** An age that a wrong wall clock cannot change while the machine runs. */
export interface TrustedAge {
  readonly ageMs: number;
  /** It may be older: the machine was off and its clock could not be trusted. */
  readonly isMinimum: boolean;
}

/**
 * How old it is now. Within a boot only the uptime counts; across boots the time off counts only when the wall clock is
 * trusted and not behind what was last seen.
 */
export function ageNow(saved: SavedAge, now: MachineTime): TrustedAge {
  if (saved.at.bootId === now.bootId)
    return { ageMs: saved.ageMs + Math.max(0, now.uptimeMs - saved.at.uptimeMs), isMinimum: saved.isMinimum };
  const offMs = now.wallMs - now.uptimeMs - saved.at.wallMs;
  const known = now.wallTrusted && saved.at.wallTrusted && now.wallMs >= saved.at.wallMs && offMs >= 0;
  return {
    ageMs: saved.ageMs + now.uptimeMs + (known ? offMs : 0),
    isMinimum: saved.isMinimum || !known,
  };
}

/** How much a document can be relied on. */
export type Freshness = "fresh" | "stale" | "degraded" | "expired";

/** A confirmation is worth this long, milliseconds. */
export const FRESH_MS = 100_000;

/** Judges an age. `ttlMs` is how long it may be served; beyond `maxAgeMs` nothing may be used. */
export function freshnessOf(ageMs: number, ttlMs: number, maxAgeMs: number | null): Freshness {
  if (maxAgeMs !== null && ageMs > maxAgeMs) return "expired";
  if (ageMs >= ttlMs) return "degraded";
  return ageMs > FRESH_MS ? "stale" : "fresh";
}
