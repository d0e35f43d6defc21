import type { Clock, Log, NewId, Runnable, Secret } from "@wopr/kernel";
import type { Database } from "./db/open-database.ts";
import type { App } from "./http/env.ts";
import type { LocalLimiter } from "./http/rate-limit.ts";
import type { ServerConfig } from "./load-config.ts";
import type { Transport } from "./outward/transport.ts";
import type { Redactor } from "./telemetry/redact.ts";

/** Everything from outside the process. Tests pass their own; `main.ts` passes the real ones. */
export interface Outside {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Calls to other machines: cameras. */
  readonly fetch: typeof fetch;
  /** How {@link Outward} reaches other machines; absent: over the network, guarded. */
  readonly transport?: Transport;
  readonly signingKey: Secret;
  readonly version: string;
  readonly database: Database;
  /** The redactor of the log; absent: one that knows the signing key. */
  readonly redactor?: Redactor;
  /** Folder of the built web app. */
  readonly webFolder: string;
  /** The socket; absent in tests, which call the application itself. */
  readonly listen?: (app: App) => Runnable;
  /** Limits of this process; absent means those of limits.ts. */
  readonly limiter?: LocalLimiter;
}
