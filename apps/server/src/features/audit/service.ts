import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";

/** Who did something. */
export interface Actor {
  readonly kind: "user" | "key" | "device" | "system" | "anonymous";
  readonly id: string;
  readonly name: string;
}

/** The server itself, e.g. for what a schedule starts. */
export const SYSTEM_ACTOR: Actor = { kind: "system", id: "system", name: "WOPR" };

/** A caller as the history names them. */
export const actorOf = (caller: Caller): Actor => ({
  kind: caller.kind,
  id: caller.keyId ?? caller.id,
  name: caller.name,
});

/** Whether and how an act can be taken back. */
export type UndoOffer =
  /** The {@link UndoHandler} of this action can; `data` is what it needs (ids and small facts, never secrets). */
  | { readonly data: unknown; readonly until?: Date }
  /** A sentence, the same that was shown before the act. */
  | { readonly impossible: string };

/** One act, as it is handed to {@link AuditService.record}. */
export interface Act {
  readonly actor: Actor;
  /** `area.verb_object`, e.g. `fleet.start_rollout`. */
  readonly action: `${string}.${string}`;
  readonly subject: { readonly kind: string; readonly id: string };
  /** A sentence for people without the name of the actor: `Revoked the API key "camera".` */
  readonly summary: string;
  readonly reason?: string | null | undefined;
  /** What was, what is; any JSON. Secrets are taken out before it is written. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly undo: UndoOffer;
  /** Facts of the request ({@link RequestFacts} fits); absent for what the server does by itself. */
  readonly facts?: { readonly requestId: string | null; readonly traceparent?: string | null } | undefined;
}

/** An act as it stands in the history. */
export interface Entry {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly summary: string;
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
  readonly traceId: string | null;
  /** Place in the chain; `null` for the seconds until it is sealed. */
  readonly seq: number | null;
  readonly hash: string | null;
  readonly undo: {
    readonly state: "available" | "used" | "expired" | "impossible";
    readonly why: string | null;
    readonly until: Date | null;
  };
}

/** Takes one kind of act back. A feature registers its own ({@link Feature.undos}). */
export interface UndoHandler {
  readonly action: `${string}.${string}`;
  /** Permission that whoever takes it back needs. */
  readonly scope: import("@wopr/contracts").Permission;
  /**
   * Restores what was, in `tx`. Compares first: when the object moved on it throws {@link conflict} and changes nothing.
   *
   * @returns The sentence and the states for the entry of the undo itself.
   * @throws {AppError} `audit.undo_conflict`
   */
  run(
    tx: Db,
    act: { readonly entry: Entry; readonly data: unknown; readonly caller: Caller },
  ): Promise<{ readonly summary: string; readonly before?: unknown; readonly after?: unknown }>;
}

/** What every feature uses to say what it did. */
export interface Audit {
  /**
   * Writes an entry in the transaction of the change: both are there or neither.
   *
   * @returns Id of the entry.
   */
  record(tx: Db, act: Act): Promise<string>;
}

/** Which entries to list. */
export interface EntryFilter {
  readonly actor?: string | undefined;
  /** `fleet` for an area, `fleet.start_rollout` for one action. */
  readonly action?: string | undefined;
  /** `kind` or `kind:id`. */
  readonly object?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** What a check of the chain found. */
export type Verdict =
  | { readonly ok: true; readonly entries: number; readonly head: { readonly seq: number; readonly hash: string } }
  | {
      readonly ok: false;
      readonly entries: number;
      readonly firstBadSeq: number;
      readonly problem: "altered" | "missing" | "tail_cut";
      readonly detail: string;
    };

/** The history of this installation. */
export interface AuditService extends Audit {
  /** Newest first. Entries of other people's days (area `life`) are left out. */
  list(
    caller: Caller,
    filter: EntryFilter,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly Entry[]; readonly nextCursor: string | null }>;
  /** @throws {AppError} `audit.not_found` */
  read(caller: Caller, id: string): Promise<Entry>;
  /**
   * Takes an act back and writes that down.
   *
   * @throws {AppError} `audit.not_found`, `audit.undo_impossible`, `audit.undo_used`, `audit.undo_expired`,
   * `audit.undo_conflict`, `platform.forbidden`
   */
  undo(caller: Caller, id: string, reason: string, facts: NonNullable<Act["facts"]>): Promise<Entry>;
  /** Seals what waits, then recomputes the chain, optionally against an anchor from outside. */
  verify(signal: AbortSignal, anchor?: { readonly seq: number; readonly hash: string }): Promise<Verdict>;
  /** Every entry in chain order as lines of JSON, the chain's own fields included. That it was taken is written down. */
  exportLines(
    caller: Caller,
    facts: NonNullable<Act["facts"]> & { readonly signal: AbortSignal },
  ): AsyncIterable<string>;
  /** Seals up to 1,000 entries. @returns How many were sealed; `undefined` when another process does it. */
  seal(): Promise<number | undefined>;
}
