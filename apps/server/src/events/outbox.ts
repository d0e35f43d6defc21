import type { Db } from "../db/db.ts";

/** Something that happened, as ids and small facts (≤ 4 KiB of JSON). */
export interface OutboxEvent {
  /** `game:{id}`, `games`, `cameras`, `jobs`, … */
  readonly topic: string;
  /** `proposal.made`, `capture.stored`, … */
  readonly kind: string;
  readonly object: { readonly kind: string; readonly id: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** Writes events in the transaction of the change they tell of; they are delivered after it commits, in order. */
export interface Outbox {
  append(tx: Db, events: readonly OutboxEvent[]): Promise<void>;
}

/** A delivered event; `id` resumes a stream after it. */
export interface DeliveredEvent extends OutboxEvent {
  readonly id: string;
}

/** Who may see which topic. Features register theirs; a topic nobody answers for is refused. */
export interface TopicGuard {
  /** `game` answers for `game:…` and `game`. */
  readonly prefix: string;
  allowed(caller: import("../http/caller.ts").Caller, topic: string): Promise<boolean>;
}

/** Committed events, in one order for all readers. */
export interface EventFeed {
  /**
   * Calls `listener` for every event on `topics` that commits after now, or after `afterId` when given.
   *
   * @returns How to stop. `onReset` is called when `afterId` is too old or the reader is too slow: it must read afresh.
   */
  subscribe(options: {
    readonly topics: readonly string[];
    readonly afterId?: string | undefined;
    readonly listener: (event: DeliveredEvent) => void;
    readonly onReset: () => void;
  }): Promise<() => void>;
}
