import type { Runnable } from "@wopr/kernel";
import type { TopicGuard } from "../events/outbox.ts";
import type { App } from "../http/env.ts";
import type { JobHandler } from "../jobs/job.ts";
import type { UndoHandler } from "./audit/index.ts";
import type { BuiltInCheck } from "./status/index.ts";

/** What the composition root needs of every feature. */
export interface Feature {
  readonly name: string;
  mountRoutes(app: App): void;
  readonly jobs: readonly JobHandler[];
  readonly topics: readonly TopicGuard[];
  /** What of its acts can be taken back from the history, and how. */
  readonly undos?: readonly UndoHandler[];
  /** Named checks it adds to the status. */
  readonly checks?: readonly BuiltInCheck[];
  /** Started after migrations, stopped before the database. */
  readonly parts: readonly Runnable[];
}
