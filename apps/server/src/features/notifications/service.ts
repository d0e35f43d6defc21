import type { Db } from "../../db/db.ts";

/** How much something matters. */
export type Severity = "info" | "warning" | "critical";

/** Something people may want to be told of. */
export interface Notice {
  /** `area.what_happened`, e.g. `status.incident_opened`. */
  readonly kind: `${string}.${string}`;
  readonly severity: Severity;
  /** What routes match on: `incidents`, `backup`, `audit`, `jobs`, … */
  readonly topic: string;
  readonly site?: string | null | undefined;
  readonly object: { readonly kind: string; readonly id: string };
  /** One line. */
  readonly title: string;
  /** Sentences: what happened, what it means, what to do. */
  readonly text: string;
  /** Path in the web app, e.g. `/status/incidents/…`. */
  readonly link?: string | undefined;
  /**
   * What is the same trouble has the same key: it is told once per 15 minutes, its end goes to where its beginning
   * went, and e-mails of one key are one thread.
   */
  readonly dedupeKey: string;
  /** `fire` and `resolve` are a pair; `once` has no end. */
  readonly phase: "fire" | "resolve" | "once";
  /** A stored picture (≤ 1 MB), shown where the route allows it. */
  readonly photo?: string | undefined;
  /** Only this person is told, on their own routes. */
  readonly personId?: string | undefined;
  readonly requestId?: string | null | undefined;
  readonly traceparent?: string | null | undefined;
}

/** Tells people about things, on the ways they chose (platform.md 6.11). */
export interface Notifications {
  /** Hands a notice over in the caller's transaction: it goes out only if that commits. @returns Its id. */
  send(tx: Db, notice: Notice): Promise<string>;
}
