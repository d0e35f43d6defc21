import { exportAudit, listAudit, readAuditEntry, undoAuditEntry, verifyAudit } from "@wopr/contracts";
import type { App } from "../../http/env.ts";
import { mount, mountRaw } from "../../http/mount.ts";
import { demandReason } from "./reason.ts";
import type { AuditService } from "./service.ts";
import { toEntryWire, toVerdictWire } from "./wire.ts";

/** Mounts the history. Each handler is a translation and nothing else. */
export function mountAuditRoutes(app: App, service: AuditService): void {
  mount(app, listAudit, async ({ query: { limit, cursor, since, until, ...filter } }, caller) => {
    const span = { since: since ? new Date(since) : undefined, until: until ? new Date(until) : undefined };
    const { items, nextCursor } = await service.list(caller, { ...filter, ...span }, limit, cursor);
    return { items: items.map(toEntryWire), next_cursor: nextCursor };
  });

  mount(app, verifyAudit, async ({ query: { anchor_seq, anchor_hash } }, _, facts) => {
    const anchor = anchor_seq && anchor_hash ? { seq: anchor_seq, hash: anchor_hash } : undefined;
    return toVerdictWire(await service.verify(facts.signal, anchor));
  });

  mountRaw(app, exportAudit, async (_, caller, c, facts) => {
    const lines = service.exportLines(caller, facts);
    const body = ReadableStream.from(lines).pipeThrough(new TextEncoderStream());
    return c.body(body, 200, {
      "content-type": "application/x-ndjson",
      "content-disposition": 'attachment; filename="wopr-history.ndjson"',
      "cache-control": "no-store",
    });
  });

  mount(app, readAuditEntry, async ({ params }, caller) => toEntryWire(await service.read(caller, params.id)));

  mount(app, undoAuditEntry, async ({ params, body }, caller, facts) =>
    toEntryWire(await service.undo(caller, params.id, demandReason(body.reason), facts)),
  );
}
