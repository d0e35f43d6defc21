import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { PlatformErrors } from "../../http/errors.ts";
import type { Redactor } from "../../telemetry/redact.ts";
import { follow, type Link, ORIGIN } from "./domain/chain.ts";
import { storable, storableText } from "./domain/storable.ts";
import { undoStateAt } from "./domain/undo.ts";
import { AuditErrors } from "./errors.ts";
import { createSealer } from "./sealer.ts";
import { type Act, type AuditService, actorOf, type Entry, type UndoHandler, type Verdict } from "./service.ts";
import { createAuditStore, type StoredEntry } from "./store.ts";

/** What the history needs from outside. */
export interface AuditServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly redactor: Redactor;
  /** Asked for at each use: features register theirs after the history exists. */
  readonly undoHandlers: () => readonly UndoHandler[];
  /** Tells people of a new anchor, in the transaction that stores it. */
  readonly onAnchor?: (tx: Db, anchor: Link) => Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PAGE = 2_000;

/** The only implementation; tests use it too. */
export function createAuditService(deps: AuditServiceDeps): AuditService {
  const { db, clock, newId, redactor } = deps;
  const store = createAuditStore(db);
  const sealer = createSealer(deps);

  async function record(tx: Db, act: Act): Promise<string> {
    const id = newId();
    await createAuditStore(tx).add({
      id,
      at: clock.now(),
      actor: act.actor,
      action: act.action,
      subject: act.subject,
      summary: storableText(redactor.text(act.summary)),
      reason: act.reason ? storableText(redactor.text(act.reason)) : null,
      before: storable(redactor.value(act.before)),
      after: storable(redactor.value(act.after)),
      requestId: act.facts?.requestId ?? null,
      traceId: act.facts?.traceparent?.slice(3, 35) ?? null,
      undo:
        "impossible" in act.undo
          ? { why: act.undo.impossible }
          : { data: storable(act.undo.data), until: act.undo.until ?? null },
    });
    return id;
  }

  const toEntry = ({ undo, ...entry }: StoredEntry): Entry => ({
    ...entry,
    undo: { state: undoStateAt(undo, clock.now()), why: undo.why, until: undo.expiresAt },
  });

  async function find(caller: Caller, id: string): Promise<Entry> {
    const found = UUID.test(id) ? await store.find(id) : undefined;
    // Somebody's day is theirs: nobody else learns that an entry exists.
    const hidden = found?.action.startsWith("life.") && found.actor.id !== caller.id;
    if (!found || hidden) throw AuditErrors.not_found({});
    return toEntry(found);
  }

  async function verify(signal: AbortSignal, anchor?: Link): Promise<Verdict> {
    while ((await sealer.seal()) === sealer.mostPerPass) signal.throwIfAborted();
    const known = new Map((await store.anchors()).map(({ seq, hash }) => [seq, hash]));
    if (anchor) known.set(anchor.seq, anchor.hash);
    const end = await store.head();
    const mustReach = Math.max(end.seq, ...known.keys());
    let link = ORIGIN;
    while (true) {
      signal.throwIfAborted();
      const page = await store.sealedAfter(link.seq, PAGE);
      const followed = follow(link, page);
      const reached = page.filter(({ entry }) => !followed.ok && entry.seq < followed.at.seq).length;
      if (!followed.ok) return bad(followed.at.seq, followed.at.problem, link.seq + reached);
      const unlike = page.find(({ entry, hash }) => (known.get(entry.seq) ?? hash) !== hash);
      if (unlike) return bad(unlike.entry.seq, "altered", link.seq);
      link = followed.link;
      if (page.length < PAGE) break;
    }
    if (link.seq < mustReach) return bad(link.seq + 1, "tail_cut", link.seq);
    if (link.seq === end.seq && link.hash !== end.hash) return bad(link.seq, "altered", link.seq);
    return { ok: true, entries: link.seq, head: link };
  }

  return {
    record,

    async list(caller, filter, limit, cursor) {
      if (cursor !== undefined && !UUID.test(cursor)) throw AuditErrors.cursor_invalid({});
      const found = await store.list(filter, limit + 1, cursor, caller.id);
      const items = found.slice(0, limit).map(toEntry);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    read: find,

    async undo(caller, id, reason, facts) {
      const entry = await find(caller, id);
      const handler = deps.undoHandlers().find(({ action }) => action === entry.action);
      const by = await db.transaction(async (tx) => {
        const inside = createAuditStore(tx);
        const undo = await inside.lockUndo(id);
        const state = undo ? undoStateAt(undo, clock.now()) : "impossible";
        if (state === "used") throw AuditErrors.undo_used({});
        if (state === "expired") throw AuditErrors.undo_expired({ until: undo?.expiresAt?.toISOString() ?? "" });
        if (state === "impossible" || !undo || !handler) {
          throw AuditErrors.undo_impossible({ why: undo?.why ?? "the feature that did it is switched off." });
        }
        if (!caller.permissions.has(handler.scope)) throw PlatformErrors.forbidden({ scope: handler.scope });
        const { summary, before, after } = await handler.run(tx, { entry, data: undo.data, caller });
        const entryId = await record(tx, {
          actor: actorOf(caller),
          action: "audit.undo_entry",
          subject: entry.subject,
          summary,
          reason,
          before,
          after: { undone_entry: id, undone_action: entry.action, state: after ?? null },
          undo: { impossible: "taking back is itself taken back by doing the act again." },
          facts,
        });
        await inside.markUndone(id, entryId, clock.now());
        return entryId;
      });
      return find(caller, by);
    },

    verify,

    async *exportLines(caller, facts) {
      await record(db, {
        actor: actorOf(caller),
        action: "audit.export_history",
        subject: { kind: "history", id: "all" },
        summary: "Took a copy of the whole history.",
        undo: { impossible: "a copy that was taken cannot be called back." },
        facts,
      });
      let after = 0;
      while (true) {
        facts.signal.throwIfAborted();
        const page = await store.sealedAfter(after, PAGE);
        for (const { entry, hash } of page) yield `${JSON.stringify({ ...entry, hash })}\n`;
        if (page.length < PAGE) return;
        after = page.at(-1)?.entry.seq ?? after;
      }
    },

    seal: sealer.seal,
  };
}

const PROBLEM_TEXTS = {
  altered: (seq: number) => `Entry ${seq} is not what was sealed: it, or what stood before it, was changed.`,
  missing: (seq: number) => `Entry ${seq} is missing.`,
  tail_cut: (seq: number) => `The history ends before entry ${seq}, although later entries were sealed.`,
};

const bad = (firstBadSeq: number, problem: "altered" | "missing" | "tail_cut", entries: number): Verdict => ({
  ok: false,
  entries,
  firstBadSeq,
  problem,
  detail: PROBLEM_TEXTS[problem](firstBadSeq),
});
