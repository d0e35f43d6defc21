import type { NewId } from "@wopr/kernel";
import type { Db } from "../db/db.ts";
import { JobErrors } from "./errors.ts";
import type { Jobs } from "./job.ts";
import { createJobStore } from "./store.ts";
import { dispatch, undispatch } from "./store-queue.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Background work as features see it: they add, read and cancel; workers run it (see `worker.ts`). */
export function createJobs(deps: { readonly db: Db; readonly newId: NewId }): Jobs {
  const { db, newId } = deps;
  const store = createJobStore(db);
  return {
    async enqueue(tx, kind, payload, facts) {
      const id = newId();
      const parsed = kind.payload.safeParse(payload);
      if (!parsed.success) {
        const problem = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
        throw JobErrors.payload_invalid({ kind: kind.id, problem });
      }
      await createJobStore(tx).insert({
        id,
        kind: kind.id,
        payload,
        priority: facts.priority ?? 0,
        maxFailures: kind.attempts,
        requestId: facts.requestId ?? null,
        createdBy: facts.createdBy ?? null,
      });
      return id;
    },

    read: async (id) => (UUID.test(id) ? store.find(id) : undefined),

    async list(limit, cursor) {
      if (cursor !== undefined && !UUID.test(cursor)) throw JobErrors.cursor_invalid({ cursor });
      // One more than asked for tells whether there is a next page.
      const found = await store.list(limit + 1, cursor);
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    async retry(id) {
      if (!UUID.test(id)) return undefined;
      return db.transaction(async (tx) => {
        const within = createJobStore(tx);
        const before = await within.find(id);
        if (!before) return undefined;
        if (!(await within.revive(id))) throw JobErrors.not_failed({ state: before.state });
        await dispatch(tx, { id, kind: before.kind, priority: 0 });
        return within.find(id);
      });
    },

    async cancel(id) {
      if (!UUID.test(id)) return undefined;
      return db.transaction(async (tx) => {
        const within = createJobStore(tx);
        const { code, message } = JobErrors.cancelled({ id });
        const was = await within.cancel(id, { code, detail: message });
        const job = await within.find(id);
        if (!job || !was) return job;
        await undispatch(tx, id);
        return job;
      });
    },
  };
}
