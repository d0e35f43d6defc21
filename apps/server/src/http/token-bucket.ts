/** How often something may happen: `capacity` at once, refilled evenly. */
export interface Limit {
  readonly name: string;
  readonly capacity: number;
  readonly refillPerMs: number;
}

/** What is left of a limit for one caller. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** What taking a token led to. */
export interface Taken {
  readonly allowed: boolean;
  readonly bucket: Bucket;
  /** Whole tokens left. */
  readonly remaining: number;
  /** Seconds until one token is there; 0 when one is. */
  readonly waitS: number;
  /** Seconds until the bucket is full. */
  readonly resetS: number;
}

/** A limit of `count` in `perMs`, of which `burst` may come at once. */
export const limitOf = (name: string, count: number, perMs: number, burst = count): Limit => ({
  name,
  capacity: burst,
  refillPerMs: count / perMs,
});

/** Adding up thirds of a token must not leave a caller at 0.9999 when the time is exactly over. */
const ROUNDING = 1e-9;

/** Takes one token, if there is one. Pure. A clock that went back refills nothing. */
export function takeToken(limit: Limit, bucket: Bucket | undefined, nowMs: number): Taken {
  const before = refilled(limit, bucket, nowMs);
  const allowed = before >= 1 - ROUNDING;
  const tokens = allowed ? Math.max(0, before - 1) : before;
  return {
    allowed,
    bucket: { tokens, atMs: Math.max(nowMs, bucket?.atMs ?? nowMs) },
    remaining: Math.floor(tokens + ROUNDING),
    waitS: tokens >= 1 ? 0 : Math.ceil((1 - tokens) / limit.refillPerMs / 1000 - ROUNDING),
    resetS: Math.ceil((limit.capacity - tokens) / limit.refillPerMs / 1000 - ROUNDING),
  };
}

/** Tokens there are at a moment. A caller never seen has a full bucket. */
export function refilled(limit: Limit, bucket: Bucket | undefined, nowMs: number): number {
  if (!bucket) return limit.capacity;
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  return Math.min(limit.capacity, bucket.tokens + elapsedMs * limit.refillPerMs);
}
