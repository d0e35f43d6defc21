import {
  approveRevision,
  archiveNamespace,
  changeNamespace,
  createDraft,
  createNamespace,
  deleteDraft,
  exportConfig,
  importConfig,
  listDrafts,
  listNamespaces,
  publishConfig,
  putDraft,
  putTag,
  readDraft,
  readNamespace,
  rebaseDraft,
  rejectRevision,
  revertConfig,
  validateConfig,
} from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import { definedOnly, type StrategyName } from "../domain/policy.ts";
import type { AsCode } from "../services/as-code.ts";
import type { Drafts } from "../services/drafts.ts";
import type { Namespaces } from "../services/namespaces.ts";
import type { Presence } from "../services/presence.ts";
import { type Published, type Publishing, publisherOf } from "../services/publishing.ts";
import type { Reverting } from "../services/revert.ts";
import type { Validation } from "../services/validation.ts";
import { toDraftWire, toNamespaceWire, toValidationWire } from "../wire.ts";

/** What the routes of editing need. */
export interface EditingRoutesDeps {
  readonly namespaces: Namespaces;
  readonly drafts: Drafts;
  readonly publishing: Publishing;
  readonly reverting: Reverting;
  readonly asCode: AsCode;
  readonly presence: Presence;
  /** Who would get it in which wave. */
  readonly wavesOf: (
    found: Validation & { readonly strategy: StrategyName },
  ) => readonly { readonly name: string; readonly consumers: readonly string[] }[];
}

const toPublishedWire = ({ revision, state, rolloutId }: Published) => ({ revision, state, rollout_id: rolloutId });

/** Mounts editing and publishing. Each handler is a translation and nothing else. */
export function mountEditingRoutes(app: App, deps: EditingRoutesDeps): void {
  const { namespaces, drafts, publishing, reverting, asCode, presence } = deps;
  const list = <T>(items: T[]) => ({ items, next_cursor: null });

  mount(app, listNamespaces, async () => list((await namespaces.list()).map(toNamespaceWire)));
  mount(app, createNamespace, async ({ body }, caller, facts) =>
    toNamespaceWire(await namespaces.create({ ...body, policy: definedOnly(body.policy) }, publisherOf(caller, facts))),
  );
  mount(app, readNamespace, async ({ params }) => {
    const view = await namespaces.read(params.ns);
    return {
      ...toNamespaceWire(view),
      schema: view.content.schemaText,
      layers: view.content.texts.map(({ kind, key, revision }) => ({ kind, key, revision })),
      tags: view.tags.map((tag) => ({ ...tag })),
    };
  });
  mount(app, changeNamespace, async ({ params, body }, caller, facts) => {
    const { archived, policy, ...texts } = body;
    const change = { ...texts, policy: policy && definedOnly(policy) };
    return toNamespaceWire(
      await namespaces.change(params.ns, { ...change, restore: archived === false }, publisherOf(caller, facts)),
    );
  });
  mount(app, archiveNamespace, async ({ params, query }, caller, facts) =>
    namespaces.archive(params.ns, publisherOf(caller, facts), query.reason),
  );
  mount(app, putTag, async ({ params, body }, caller, facts) =>
    namespaces.putTag(params.name, body.priority, publisherOf(caller, facts)),
  );

  mount(app, validateConfig, async ({ params, body }) => {
    const found = await publishing.preview(params.ns, body);
    const waves = deps.wavesOf(found).map(({ name, consumers }) => ({ name, consumers: [...consumers] }));
    return toValidationWire(found, presence.isOnline, waves);
  });
  const draftText = (body: {
    readonly base_revision: number;
    readonly layers: Parameters<Drafts["save"]>[2]["layers"];
    readonly schema: string | null;
    readonly message: string;
  }) => ({
    baseRevision: body.base_revision,
    layers: body.layers,
    schema: body.schema,
    message: body.message,
  });
  mount(app, listDrafts, async ({ params }) => list((await drafts.list(params.ns)).map(toDraftWire)));
  mount(app, createDraft, async ({ params, body }, caller) =>
    toDraftWire(await drafts.create(params.ns, draftText(body), caller)),
  );
  mount(app, readDraft, async ({ params }) => toDraftWire(await drafts.read(params.ns, params.id)));
  mount(app, putDraft, async ({ params, body }, caller) =>
    toDraftWire(await drafts.save(params.ns, params.id, draftText(body), caller)),
  );
  mount(app, deleteDraft, async ({ params }) => drafts.remove(params.ns, params.id));
  mount(app, rebaseDraft, async ({ params }) => {
    const { open, conflicts } = await drafts.rebase(params.ns, params.id);
    return { draft: toDraftWire(open), conflicts: conflicts.map((one) => ({ ...one, path: [...one.path] })) };
  });

  mount(app, publishConfig, async ({ params, body }, caller, facts) => {
    const draft = body.draft_id === undefined ? undefined : (await drafts.read(params.ns, body.draft_id)).draft;
    const changes = draft ?? body;
    const how = {
      base: body.base_revision,
      message: body.message,
      strategy: body.strategy,
      breakGlass: body.break_glass,
      force: body.force,
      draftId: body.draft_id,
    };
    return toPublishedWire(await publishing.publish(params.ns, changes, how, publisherOf(caller, facts)));
  });
  mount(app, approveRevision, async ({ params, body }, caller, facts) =>
    toPublishedWire(await publishing.approve(params.ns, params.n, publisherOf(caller, facts), body.confirm)),
  );
  mount(app, rejectRevision, async ({ params, body }, caller, facts) =>
    toPublishedWire(await publishing.reject(params.ns, params.n, publisherOf(caller, facts), body.reason)),
  );
  mount(app, revertConfig, async ({ params, body }, caller, facts) => {
    const { to_revision, paths, reason, harmful, force } = body;
    return toPublishedWire(
      await reverting.revert(params.ns, to_revision, { paths, reason, harmful, force }, publisherOf(caller, facts)),
    );
  });
  mount(app, exportConfig, async ({ query }) => ({
    files: (await asCode.export(query.namespace)).map((file) => ({ ...file })),
  }));
  mount(app, importConfig, async ({ body }, caller, facts) => {
    const { drafts: made, unchanged } = await asCode.import(
      body.files,
      body.create,
      caller,
      publisherOf(caller, facts),
    );
    return { drafts: made.map(toDraftWire), unchanged: [...unchanged] };
  });
}
