import {
  keptAll,
  keptDelete,
  keptExport,
  keptGet,
  keptGetMany,
  keptHealth,
  keptHistory,
  keptImport,
  keptSection,
  keptSet,
} from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import type { KeptService } from "../services/kept.ts";
import { publisherOf } from "../services/publishing.ts";

/** Mounts what the first configuration service published; same shapes, on our revisions. */
export function mountKeptRoutes(app: App, kept: KeptService): void {
  mount(app, keptHealth, async () => ({ status: "healthy" as const }));
  mount(app, keptAll, async ({ query }) => ({ ...(await kept.all(query.environment ?? null)) }));
  mount(app, keptGetMany, async ({ body }) => ({ ...(await kept.getMany(body.keys, body.environment ?? null)) }));
  mount(app, keptGet, async ({ params, query }) => {
    const environment = query.environment ?? null;
    const { value, type, description } = await kept.get(params.key, environment);
    return { key: params.key, value, value_type: type, description, environment };
  });
  mount(app, keptSection, async ({ params, query }) => ({
    ...(await kept.section(params.prefix, query.environment ?? null)),
  }));
  mount(app, keptSet, async ({ params, query, body }, caller, facts) => {
    const note = { description: body.description ?? null, updatedBy: body.updated_by ?? null };
    const revision = await kept.set(
      params.key,
      query.environment ?? null,
      body.value,
      note,
      publisherOf(caller, facts),
    );
    return { status: "ok" as const, key: params.key, revision };
  });
  mount(app, keptDelete, async ({ params, query }, caller, facts) => {
    const revision = await kept.remove(params.key, query.environment ?? null, publisherOf(caller, facts));
    return { status: "ok" as const, key: params.key, revision };
  });
  mount(app, keptHistory, async ({ params, query }) =>
    (await kept.history(params.key, query.environment ?? null)).map((one) => ({
      key: params.key,
      old_value: one.old,
      new_value: one.new,
      changed_by: one.author,
      changed_at: one.at.toISOString(),
      revision: one.revision,
    })),
  );
  mountRaw(app, keptImport, async ({ query, body }, caller, c, facts) => {
    const text = body?.yaml ?? (await c.req.text());
    const imported = await kept.importYaml(text, query.environment ?? null, publisherOf(caller, facts));
    return c.json({ status: "ok", imported });
  });
  mountRaw(app, keptExport, async ({ query }, _caller, c) => {
    const text = await kept.exportYaml(query.environment ?? null);
    return c.body(text, 200, { "content-type": "text/yaml; charset=utf-8" });
  });
}
