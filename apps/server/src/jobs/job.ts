import type { z } from "zod";
import type { Db } from "../db/db.ts";

/** One kind of background work, as data: the queue, the worker and the job screen all read it. */
export interface JobKind<Payload extends z.ZodType = z.ZodType> {
  /** `area.verb_object`; stored with every job, so never renamed. */
  readonly id: `${string}.${string}`;
  /** Ids only: never secrets, never content. */
  readonly payload: Payload;
  /** How often it may run in all before it counts as failed. */
  readonly attempts: number;
  /** After this long without an answer the attempt is aborted through its signal. */
  readonly timeoutMs: number;
  /** Why running it twice does no harm. Every job may run twice. */
  readonly whyRepeatable: string;
}

/** Keeps the payload type so that handlers are typed by it. */
export const defineJob = <P extends z.ZodType>(kind: JobKind<P>): JobKind<P> => kind;

/** What a handler gets besides its payload. */
export interface JobContext {
  readonly jobId: string;
  /** 1 for the first run. */
  readonly attempt: number;
  readonly requestId: string | null;
  /** Aborted on cancel, timeout, lost lease and shutdown. */
  readonly signal: AbortSignal;
  /** Stored at most twice a second; `share` 0 to 1. */
  progress(stage: string, share: number, etaMs?: number | null): void;
  /**
   * Runs `work` in the transaction that also marks this job completed with `result`. A job whose lease was lost is
   * refused here (fencing token), so a late finish changes nothing.
   *
   * @throws {AppError} `job.lease_lost`
   */
  finish<T>(work: (tx: Db) => Promise<T>, result?: unknown): Promise<T>;
}

/** What a feature gives to have its jobs run. A handler that returns without `finish` counts as completed. */
export interface JobHandler<P extends z.ZodType = z.ZodType> {
  readonly kind: JobKind<P>;
  run(payload: z.output<P>, context: JobContext): Promise<void>;
}

/** A job as the rest of the server sees it. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly state: "queued" | "processing" | "completed" | "failed" | "cancelled";
  readonly payload: unknown;
  readonly progress: { readonly stage: string; readonly share: number; readonly etaMs: number | null } | null;
  readonly result: unknown;
  readonly error: { readonly code: string; readonly detail: string } | null;
  readonly attempts: number;
  readonly dead: boolean;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

/** Background work of this installation. */
export interface Jobs {
  /** Adds a job in the caller's transaction: it runs only if that commits. @returns Its id (UUID). */
  enqueue<P extends z.ZodType>(
    tx: Db,
    kind: JobKind<P>,
    payload: z.input<P>,
    facts: {
      readonly requestId?: string | undefined;
      readonly createdBy?: string | undefined;
      readonly priority?: number;
    },
  ): Promise<string>;
  read(id: string): Promise<JobView | undefined>;
  /** Newest first. `cursor` is what the last answer gave. */
  list(
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly JobView[]; readonly nextCursor: string | null }>;
  /** A job that failed for good begins anew. @throws {AppError} `job.not_failed` */
  retry(id: string): Promise<JobView | undefined>;
  /** Reaches the handler's signal within a second, in whichever process it runs. Idempotent. */
  cancel(id: string): Promise<JobView | undefined>;
}
