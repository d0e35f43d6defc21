import type { Clock } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import type { Audit } from "../../audit/index.ts";
import { DEFAULT_POLICY, type Policy } from "../domain/policy.ts";
import { ConfigErrors } from "../errors.ts";
import { createConsumerStore } from "../store/consumers.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import type { Namespace, Revision } from "../store/types.ts";
import type { Contents, Loaded } from "./contents.ts";
import type { Presence } from "./presence.ts";
import type { PublishedBy, Publishing } from "./publishing.ts";
import { tellChanged } from "./tell.ts";

/** A namespace with what a list shows. */
export interface NamespaceView {
  readonly namespace: Namespace;
  readonly head: Revision | undefined;
  readonly consumers: {
    readonly fresh: number;
    readonly stale: number;
    readonly offline: number;
    readonly rejected: number;
  };
}

/** What begins a namespace. */
export interface NewNamespace {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly policy: Partial<Policy>;
  readonly schema: string;
  /** The default layer; empty publishes nothing as long as the schema says nothing either. */
  readonly text: string;
}

/** Families of settings. */
export interface Namespaces {
  list(): Promise<readonly NamespaceView[]>;
  /** @throws {AppError} `config.unknown_namespace` */
  read(name: string): Promise<
    NamespaceView & {
      readonly content: Loaded;
      readonly tags: readonly { readonly name: string; readonly priority: number }[];
    }
  >;
  /** @throws {AppError} `config.namespace_exists`, `config.bad_schema`, … */
  create(given: NewNamespace, by: PublishedBy): Promise<NamespaceView>;
  change(
    name: string,
    facts: {
      readonly title?: string | undefined;
      readonly description?: string | undefined;
      readonly policy?: Partial<Policy> | undefined;
      readonly restore?: boolean;
    },
    by: PublishedBy,
  ): Promise<NamespaceView>;
  archive(name: string, by: PublishedBy, reason: string | undefined): Promise<void>;
  putTag(name: string, priority: number, by: PublishedBy): Promise<void>;
}

const KEPT_MS = 30 * 86_400_000;

/** The only implementation. */
export function createNamespaces(deps: {
  readonly db: Db;
  readonly contents: Contents;
  readonly publishing: Publishing;
  readonly presence: Presence;
  readonly audit: Audit;
  readonly outbox: Outbox;
  readonly clock: Clock;
}): Namespaces {
  const { db, clock, presence } = deps;

  async function demand(name: string): Promise<Namespace> {
    const found = await createNamespaceStore(db).find(name);
    if (!found) throw ConfigErrors.unknown_namespace({ namespace: name });
    return found;
  }

  async function viewOf(namespace: Namespace): Promise<NamespaceView> {
    const states = await createConsumerStore(db).states(namespace.name);
    const online = states.filter((state) => presence.isOnline(state.consumer));
    const fresh = online.filter(
      ({ outcome, freshness }) => outcome !== "rejected" && (freshness ?? "fresh") === "fresh",
    ).length;
    const rejected = states.filter(({ outcome }) => outcome === "rejected").length;
    return {
      namespace,
      head:
        namespace.headRevision > 0
          ? await createRevisionStore(db).find(namespace.name, namespace.headRevision)
          : undefined,
      consumers: { fresh, stale: online.length - fresh, offline: states.length - online.length, rejected },
    };
  }

  return {
    async list() {
      return Promise.all((await createNamespaceStore(db).list()).map(viewOf));
    },

    async read(name) {
      const namespace = await demand(name);
      const content = await deps.contents.at(name, namespace.headRevision);
      return { ...(await viewOf(namespace)), content, tags: await createNamespaceStore(db).tags() };
    },

    async create({ name, title, description, policy, schema, text }, by) {
      const now = clock.now();
      const row: Namespace = {
        name,
        title,
        description,
        policy: { ...DEFAULT_POLICY, ...policy },
        stableRevision: 0,
        headRevision: 0,
        nextRevision: 1,
        createdAt: now,
        archivedAt: null,
      };
      await db.transaction(async (tx) => {
        if (!(await createNamespaceStore(tx).add(row))) throw ConfigErrors.namespace_exists({ namespace: name });
        await deps.audit.record(tx, {
          actor: by.actor,
          action: "config.create_namespace",
          subject: { kind: "config_namespace", id: name },
          summary: `Began the namespace ${name}.`,
          after: { title, policy: row.policy },
          undo: { impossible: "Archive it; it can come back for 30 days." },
          facts: by.facts,
        });
      });
      if (text !== "" || schema !== "{}") {
        const layers = [{ kind: "default" as const, key: "", text }];
        try {
          await deps.publishing.publish(name, { layers, schema }, { base: 0, message: "First content" }, by);
        } catch (failure) {
          // Begun and empty is not what was asked for.
          await createNamespaceStore(db).remove(name);
          throw failure;
        }
      }
      return viewOf(await demand(name));
    },

    async change(name, { title, description, policy, restore }, by) {
      const before = await demand(name);
      const { archivedAt } = before;
      if (restore && archivedAt && clock.now().getTime() - archivedAt.getTime() > KEPT_MS)
        throw ConfigErrors.archive_expired({ namespace: name });
      await db.transaction(async (tx) => {
        await createNamespaceStore(tx).change(name, {
          ...(title === undefined ? {} : { title }),
          ...(description === undefined ? {} : { description }),
          policy: { ...before.policy, ...policy },
          ...(restore ? { archivedAt: null } : {}),
        });
        await deps.audit.record(tx, {
          actor: by.actor,
          action: "config.change_namespace",
          subject: { kind: "config_namespace", id: name },
          summary: `Changed the namespace ${name}.`,
          before: { title: before.title, policy: before.policy, archived: archivedAt !== null },
          after: { title: title ?? before.title, policy: { ...before.policy, ...policy } },
          undo: { impossible: "Change it back." },
          facts: by.facts,
        });
        await tellChanged(deps, tx, name, "config.changed", {});
      });
      return viewOf(await demand(name));
    },

    async archive(name, by, reason) {
      await demand(name);
      await db.transaction(async (tx) => {
        await createNamespaceStore(tx).change(name, { archivedAt: clock.now() });
        await deps.audit.record(tx, {
          actor: by.actor,
          action: "config.archive_namespace",
          subject: { kind: "config_namespace", id: name },
          summary: `Archived the namespace ${name}.`,
          reason,
          undo: { impossible: "Take it out of the archive within 30 days." },
          facts: by.facts,
        });
        await tellChanged(deps, tx, name, "config.changed", {});
      });
    },

    async putTag(name, priority, by) {
      await db.transaction(async (tx) => {
        await createNamespaceStore(tx).putTag(name, priority);
        await deps.audit.record(tx, {
          actor: by.actor,
          action: "config.put_tag",
          subject: { kind: "config_tag", id: name },
          summary: `Gave the tag ${name} the priority ${priority}.`,
          after: { priority },
          undo: { impossible: "Give it the old priority." },
          facts: by.facts,
        });
        for (const namespace of await createNamespaceStore(tx).list())
          await tellChanged(deps, tx, namespace.name, "config.changed", {});
      });
      deps.contents.forgetTags();
    },
  };
}
