import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import { ConfigErrors } from "../errors.ts";
import { createDraftStore } from "../store/drafts.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import type { Draft, LayerText } from "../store/types.ts";
import type { Contents } from "./contents.ts";
import { type Joined, joinWith } from "./join.ts";
import { tellChanged } from "./tell.ts";

/** What a draft says. */
export interface DraftText {
  readonly baseRevision: number;
  readonly layers: readonly LayerText[];
  readonly schema: string | null;
  readonly message: string;
}

/** A draft, and who else works at the namespace. */
export interface OpenDraft {
  readonly draft: Draft;
  readonly alsoOpen: readonly string[];
}

/** Unpublished change sets. */
export interface Drafts {
  list(namespace: string): Promise<readonly OpenDraft[]>;
  /** @throws {AppError} `config.unknown_draft` */
  read(namespace: string, id: string): Promise<OpenDraft>;
  create(namespace: string, text: DraftText, caller: Caller): Promise<OpenDraft>;
  save(namespace: string, id: string, text: DraftText, caller: Caller): Promise<OpenDraft>;
  remove(namespace: string, id: string): Promise<void>;
  rebase(namespace: string, id: string): Promise<{ readonly open: OpenDraft; readonly conflicts: Joined["conflicts"] }>;
}

const PRESENT_MS = 120_000;

/** The only implementation. */
export function createDrafts(deps: {
  readonly db: Db;
  readonly contents: Contents;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: NewId;
}): Drafts {
  const { db, clock, newId } = deps;
  const store = createDraftStore(db);

  async function demandNamespace(name: string) {
    const found = await createNamespaceStore(db).find(name);
    if (!found || found.archivedAt) throw ConfigErrors.unknown_namespace({ namespace: name });
    return found;
  }
  const withOthers = (draft: Draft, all: readonly Draft[]): OpenDraft => ({
    draft,
    alsoOpen: [
      ...new Set(
        all
          .filter(
            (one) => one.authorId !== draft.authorId && clock.now().getTime() - one.updatedAt.getTime() < PRESENT_MS,
          )
          .map((one) => one.authorName),
      ),
    ],
  });
  async function demand(namespace: string, id: string): Promise<Draft> {
    const found = await store.find(namespace, id);
    if (!found) throw ConfigErrors.unknown_draft({});
    return found;
  }
  async function put(draft: Draft): Promise<OpenDraft> {
    await db.transaction(async (tx) => {
      await createDraftStore(tx).put(draft);
      await tellChanged(deps, tx, draft.namespace, "config.progress", { draft: draft.id });
    });
    return withOthers(draft, await store.list(draft.namespace));
  }

  return {
    async list(namespace) {
      await demandNamespace(namespace);
      const all = await store.list(namespace);
      return all.map((draft) => withOthers(draft, all));
    },
    async read(namespace, id) {
      return withOthers(await demand(namespace, id), await store.list(namespace));
    },
    async create(namespace, text, caller) {
      await demandNamespace(namespace);
      return put({
        id: newId(),
        namespace,
        authorId: caller.id,
        authorName: caller.name,
        updatedAt: clock.now(),
        ...text,
      });
    },
    async save(namespace, id, text, caller) {
      const before = await demand(namespace, id);
      return put({ ...before, ...text, authorId: caller.id, authorName: caller.name, updatedAt: clock.now() });
    },
    async remove(namespace, id) {
      if (!(await store.remove(namespace, id))) throw ConfigErrors.unknown_draft({});
    },
    async rebase(name, id) {
      const draft = await demand(name, id);
      const { headRevision } = await demandNamespace(name);
      const { layers, conflicts } = await joinWith(deps.contents, name, draft.baseRevision, headRevision, draft);
      const open = await put({ ...draft, layers, baseRevision: headRevision, updatedAt: clock.now() });
      return { open, conflicts };
    },
  };
}
