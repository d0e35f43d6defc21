import type { RolloutTarget, TargetState } from "@wopr/reconcile";
import type { Db } from "../../db/db.ts";

/** What is rolled out, as its driver wrote it. */
export type Subject = Readonly<Record<string, unknown>>;

/** Where a driver sees a target. */
export interface Observed {
  readonly state: Extract<
    TargetState,
    "assigned" | "applying" | "watching" | "succeeded" | "failed" | "lost" | "offline" | "held"
  >;
  readonly detail: string | null;
}

/**
 * Knows one kind of thing that is rolled out (fleet.md 6.8). The contract suite in `driver-suite.testing.ts` holds for
 * each. All of it may be repeated: a runner that was killed in between does it again.
 */
export interface SubjectDriver {
  readonly kind: string;
  /** Everybody this could reach, as they stand now. Nothing is changed. */
  preview(subject: Subject): Promise<readonly RolloutTarget[]>;
  /** Lets these targets have it, in the runner's transaction. */
  assign(tx: Db, subject: Subject, targets: readonly string[]): Promise<void>;
  observe(subject: Subject, targets: readonly string[]): Promise<ReadonlyMap<string, Observed>>;
  /** Takes it back from these targets. */
  undo(subject: Subject, targets: readonly string[], why: string): Promise<void>;
  /** All waves passed; in the runner's transaction. */
  complete(tx: Db, subject: Subject): Promise<void>;
  /** Named checks of the subject that must pass between waves. */
  checksPass(subject: Subject): Promise<boolean>;
}
