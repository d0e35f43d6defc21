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
  /** An id that resumes after everything delivered so far. */
  head(): string;
  /**
   * Calls `listener` for every event on `topics` that commits after now, or after `afterId` when given.
   *
   * `onReset` is called when `afterId` is too old, or is not of this installation: the reader must read afresh. Events
   * go on afterwards.
   *
   * @returns How to stop.
   */
  subscribe(options: {
    readonly topics: readonly string[];
    readonly afterId?: string | undefined;
    /**
     * Called for one event after the other. While missed events are read after `afterId`, a returned promise is waited
     * for, so that a slow reader is not flooded; later events do not wait.
     */
    readonly listener: (event: DeliveredEvent) => void | Promise<void>;
    /** `head` resumes after what was skipped. */
    readonly onReset: (head: string) => void;
  }): Promise<() => void>;
}
