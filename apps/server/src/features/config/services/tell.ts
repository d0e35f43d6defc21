import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";

/** Tells servers and browsers that a namespace is not what it was. Ids only. */
export const tellChanged = (
  deps: { readonly outbox: Outbox },
  tx: Db,
  namespace: string,
  kind: `config.${string}`,
  data: Readonly<Record<string, unknown>>,
): Promise<void> =>
  deps.outbox.append(tx, [
    { topic: "config", kind, object: { kind: "config_namespace", id: namespace }, data: { namespace, ...data } },
  ]);
