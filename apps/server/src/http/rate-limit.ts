import type { Clock } from "@wopr/kernel";
import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";
import type { Identify } from "./identify.ts";
import { LIMITS } from "./limits.ts";
import { type Bucket, type Limit, refilled, type Taken, takeToken } from "./token-bucket.ts";

/** Buckets are looked through for full ones when there are this many. */
const PRUNE_AT = 20_000;

/** Counts in the memory of this process. */
export interface LocalLimiter {
  take(limit: Limit, who: string): Taken;
}

/** Buckets of this process. Full ones are forgotten: they say no more than none. */
export function createLocalLimiter(clock: Clock): LocalLimiter {
  const buckets = new Map<string, { readonly limit: Limit; readonly bucket: Bucket }>();
  const prune = (nowMs: number) => {
    for (const [name, { limit, bucket }] of buckets) {
      if (refilled(limit, bucket, nowMs) >= limit.capacity) buckets.delete(name);
    }
  };
  return {
    take(limit, who) {
      const nowMs = clock.monotonicMs();
      const name = `${limit.name} ${who}`;
      const taken = takeToken(limit, buckets.get(name)?.bucket, nowMs);
      buckets.set(name, { limit, bucket: taken.bucket });
      if (buckets.size > PRUNE_AT) prune(nowMs);
      return taken;
    },
  };
}

/**
 * Limits how often one caller may read and write; anonymous callers are counted by address.
 *
 * @throws {AppError} `platform.rate_limited`
 */
export function limitRequests(limiter: LocalLimiter): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const { limit, who } = limitFor(c);
    const taken = limiter.take(limit, who);
    const common = c.get("common");
    common["ratelimit-limit"] = String(limit.capacity);
    common["ratelimit-remaining"] = String(taken.remaining);
    common["ratelimit-reset"] = String(taken.resetS);
    if (!taken.allowed) throw PlatformErrors.rate_limited({ limit: limit.name, retry_after_s: taken.waitS });
    await next();
  };
}

function limitFor(c: Context<HttpEnv>): { readonly limit: Limit; readonly who: string } {
  const caller = c.get("caller");
  if (caller.kind === "anonymous") {
    const isShared = c.req.path.startsWith("/api/v1/shared/");
    return { limit: isShared ? LIMITS.shared : LIMITS.anonymous, who: c.get("ip") };
  }
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  return { limit: isRead ? LIMITS.read : LIMITS.write, who: caller.keyId ?? caller.id };
}

/** Wrong keys count as anonymous calls of their address, so that guessing is slow and costs the database little. */
export function limitWrongKeys(identify: Identify, limiter: LocalLimiter): Identify {
  return async (credentials) => {
    try {
      return await identify(credentials);
    } catch (failure) {
      const taken = limiter.take(LIMITS.anonymous, credentials.ip);
      if (taken.allowed) throw failure;
      throw PlatformErrors.rate_limited({ limit: LIMITS.anonymous.name, retry_after_s: taken.waitS });
    }
  };
}
