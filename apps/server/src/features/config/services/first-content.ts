import { AppError, type Log, type Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import type { Contents } from "./contents.ts";
import type { Namespaces } from "./namespaces.ts";
import { BY_SYSTEM, type Publishing } from "./publishing.ts";

/** A namespace that a feature brings along. */
export interface RegisteredNamespace {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema 2020-12; comes with the version of the server. */
  readonly schema: object;
  /** Commented defaults, the default layer of a new installation. */
  readonly text: string;
  readonly checks?: readonly string[];
}

/** Makes what is missing when the server starts, and brings schemas up to its version. What people wrote stays. */
export function createFirstContent(deps: {
  readonly db: Db;
  readonly registered: readonly RegisteredNamespace[];
  readonly namespaces: Namespaces;
  readonly publishing: Publishing;
  readonly contents: Contents;
  readonly log: Log;
}): Runnable {
  const { db, log } = deps;

  async function ensure({ name, title, description, schema, text }: RegisteredNamespace): Promise<void> {
    const schemaText = `${JSON.stringify(schema, null, 2)}\n`;
    const known = await createNamespaceStore(db).find(name);
    if (!known) {
      await deps.namespaces.create({ name, title, description, policy: {}, schema: schemaText, text }, BY_SYSTEM);
      return;
    }
    if (known.archivedAt) return;
    const content = await deps.contents.at(name, known.headRevision);
    if (content.schemaText === schemaText) return;
    await deps.publishing.publish(
      name,
      { layers: [], schema: schemaText },
      { base: known.headRevision, message: "Schema of the new version" },
      BY_SYSTEM,
    );
  }

  return {
    name: "first settings",
    async start() {
      for (const registered of deps.registered) {
        await ensure(registered).catch((err: unknown) => {
          // Another server of the same installation was faster.
          if (
            err instanceof AppError &&
            (err.code === "config.namespace_exists" || err.code === "config.revision_conflict")
          )
            return;
          log.error(
            { err, namespace: registered.name },
            "settings do not fit the schema of this version; the old schema stays",
          );
        });
      }
    },
    async stop() {},
  };
}
