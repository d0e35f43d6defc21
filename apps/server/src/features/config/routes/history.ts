import {
  blameLayer,
  type ContextQuery,
  diffRevisions,
  listRevisions,
  previewEffective,
  readConfigLayer,
  readEffective,
  readRevision,
} from "@wopr/contracts";
import { hashOfValue } from "@wopr/kernel/node";
import type { z } from "zod";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import type { Context } from "../domain/layers.ts";
import type { EffectiveView, History } from "../services/history.ts";
import { jsonChange } from "../services/validation.ts";
import { toProblemWire, toRevisionWire } from "../wire.ts";

/** The default layer has no key; in a path it is a dash. */
const keyFrom = (key: string) => (key === "-" ? "" : key);

/** Mounts what was published. Each handler is a translation and nothing else. */
export function mountHistoryRoutes(app: App, history: History): void {
  mount(app, listRevisions, async ({ params, query }) => {
    const items = (await history.list(params.ns, query.limit, query.before)).map(toRevisionWire);
    const last = items.length === query.limit ? items.at(-1) : undefined;
    return { items, next_cursor: last ? String(last.revision) : null };
  });
  mount(app, readRevision, async ({ params }) => toRevisionWire(await history.read(params.ns, params.n)));
  mountRaw(app, readConfigLayer, async ({ params }, _caller, c) => {
    const text = await history.layer(params.ns, params.n, { kind: params.kind, key: keyFrom(params.key) });
    return c.body(text, 200, { "content-type": "text/yaml; charset=utf-8", "cache-control": "private, no-cache" });
  });
  mount(app, diffRevisions, async ({ params, query }) => {
    const { changes, texts } = await history.diff(params.ns, params.a, params.b);
    return { changes: changes.map(jsonChange), texts: query.mode === "text" ? texts.map((text) => ({ ...text })) : [] };
  });
  mount(app, blameLayer, async ({ params, query }) => {
    const lines = await history.blame(params.ns, { kind: query.kind, key: keyFrom(query.key) });
    return { lines: lines.map((line) => ({ ...line, at: line.at.toISOString() })) };
  });
  mount(app, readEffective, async ({ params, query }) =>
    toEffectiveWire(await history.effective(params.ns, query.revision, contextFrom(query))),
  );
  mount(app, previewEffective, async ({ params, body }) =>
    toEffectiveWire(await history.effective(params.ns, undefined, body.context, body)),
  );
}

function contextFrom({ environment, site, tags, device }: z.output<typeof ContextQuery>): Context {
  return {
    environment: environment ?? null,
    site: site ?? null,
    tags: (tags ?? "").split(",").filter((tag) => tag !== ""),
    device: device ?? null,
    facts: {},
  };
}

const toEffectiveWire = (view: EffectiveView) => ({
  document: { ...view.document },
  provenance: view.provenance.map((one) => ({ ...one, path: [...one.path] })),
  conflicts: view.conflicts.map(toProblemWire),
  etag: hashOfValue(view.document).slice(0, 22),
});
