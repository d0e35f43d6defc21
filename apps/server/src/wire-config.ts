import { ROLE_PERMISSIONS } from "@wopr/contracts";
import type { Clock, Log, NewId, Secret } from "@wopr/kernel";
import type { Database } from "./db/open-database.ts";
import type { EventFeed, Outbox } from "./events/outbox.ts";
import type { Audit } from "./features/audit/index.ts";
import {
  type CheckReader,
  createConfigFeature,
  type RegisteredNamespace,
  type SecretReader,
} from "./features/config/index.ts";
import type { NotificationsFeature } from "./features/notifications/index.ts";
import type { RolloutsFeature } from "./features/rollouts/index.ts";
import type { Secrets } from "./features/secrets/index.ts";

/** What configuration is wired with. */
export interface ConfigWiring {
  readonly database: Pick<Database, "db">;
  readonly outbox: Outbox;
  readonly feed: EventFeed;
  readonly audit: Audit;
  readonly rollouts: RolloutsFeature;
  readonly secrets: Secrets;
  readonly notifications: NotificationsFeature;
  readonly checks: CheckReader;
  readonly listUsers: () => Promise<
    readonly { readonly role: keyof typeof ROLE_PERMISSIONS; readonly status: string }[]
  >;
  readonly signingKey: Secret;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly registered: readonly RegisteredNamespace[];
  readonly watches: boolean;
}

/** Configuration with the ports it asks for, filled by the features that have them. */
export function wireConfig(wiring: ConfigWiring) {
  const { notifications, secrets, database } = wiring;
  return createConfigFeature({
    ...wiring,
    rollouts: wiring.rollouts.service,
    secrets: secretReader(secrets),
    async approvers() {
      const may = (role: keyof typeof ROLE_PERMISSIONS) => ROLE_PERMISSIONS[role].includes("config:approve");
      return (await wiring.listUsers()).filter(({ role, status }) => status === "active" && may(role)).length;
    },
    notifier: {
      async tell({ severity, title, text, key, link }) {
        await notifications.service.send(database.db, {
          kind: "config.told",
          severity,
          topic: "config",
          object: { kind: "config_namespace", id: key },
          title,
          text,
          link,
          dedupeKey: key,
          phase: "once",
        });
      },
    },
  });
}

/** Secrets as consumers of configuration may have them. */
function secretReader(secrets: Secrets): SecretReader {
  const consumerOf = (
    namespace: string,
    context: { readonly site: string | null; readonly device: string | null; readonly tags: readonly string[] },
  ) => ({
    namespace,
    ...(context.site === null ? {} : { site: context.site }),
    ...(context.device === null ? {} : { device: context.device }),
    tags: context.tags,
  });
  const versions = async () => new Map((await secrets.list()).map(({ name, version }) => [name, version]));
  return {
    canRead: (name, namespace, context) => secrets.canResolve(name, consumerOf(namespace, context)),
    async read(name, namespace, context) {
      const consumer = consumerOf(namespace, context);
      if (!(await secrets.canResolve(name, consumer))) return undefined;
      const value = await secrets.resolve(name, consumer);
      return { value: value.reveal(), version: (await versions()).get(name) ?? 1 };
    },
    versions,
  };
}
