import type { Context, LayerId } from "../domain/layers.ts";
import type { Policy } from "../domain/policy.ts";

/** A family of settings. */
export interface Namespace {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly policy: Policy;
  readonly stableRevision: number;
  readonly headRevision: number;
  readonly nextRevision: number;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
}

/** State of a revision (config.md 4). */
export type RevisionState = "pending_approval" | "rolling_out" | "good" | "bad" | "superseded" | "abandoned";

/** One layer as bytes; `text: null` removes it. */
export interface LayerText extends LayerId {
  readonly text: string | null;
}

/** What a publish changes. */
export interface ChangeSet {
  readonly layers: readonly LayerText[];
  /** Absent: as it was. */
  readonly schema: string | null;
}

/** Why a revision was taken back or made by the system. */
export interface Cause {
  readonly sign: string;
  readonly text: string;
  readonly revision: number;
  readonly evidence: unknown;
}

/** One revision. */
export interface Revision {
  readonly namespace: string;
  readonly revision: number;
  readonly parent: number;
  readonly schemaSha256: string;
  readonly contentSha256: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly message: string;
  readonly note: string | null;
  readonly state: RevisionState;
  readonly strategy: string;
  readonly reverts: number | null;
  readonly cause: Cause | null;
  readonly approvals: readonly { readonly by: string; readonly id: string; readonly at: string }[];
  readonly pending: ChangeSet | null;
  readonly rolloutId: string | null;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
  readonly goodAt: Date | null;
}

/** A layer at a revision. */
export interface StoredLayer extends LayerId {
  readonly sha256: string;
  readonly text: string;
  /** The revision that changed it last. */
  readonly revision: number;
}

/** An unpublished change set. */
export interface Draft extends ChangeSet {
  readonly id: string;
  readonly namespace: string;
  readonly baseRevision: number;
  readonly authorId: string;
  readonly authorName: string;
  readonly message: string;
  readonly updatedAt: Date;
}

/** Who reads. */
export interface Consumer {
  readonly id: string;
  readonly identity: string;
  readonly name: string;
  readonly instance: string;
  readonly version: string;
  readonly context: Context;
  readonly schema: string | null;
  readonly registeredAt: Date;
  readonly seenAt: Date;
}

/** What a consumer says about one namespace. */
export interface ConsumerState {
  readonly consumer: string;
  readonly namespace: string;
  readonly assigned: number | null;
  readonly assignedAt: Date | null;
  readonly applied: number | null;
  readonly revision: number | null;
  readonly outcome: "applied" | "unchanged" | "rejected" | null;
  readonly error: {
    readonly message: string;
    readonly path: readonly (string | number)[] | null;
    readonly kind: "refused" | "crash_loop";
  } | null;
  readonly etag: string | null;
  readonly tookMs: number | null;
  readonly freshness: string | null;
  readonly healthy: boolean | null;
  readonly counters: readonly { readonly at: number; readonly ok: number; readonly err: number }[];
  readonly at: Date;
}
