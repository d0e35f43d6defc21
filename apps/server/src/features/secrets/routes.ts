import { deleteSecret, listSecrets, putSecret, rotateMasterKey, type SecretWire } from "@wopr/contracts";
import { Secret } from "@wopr/kernel";
import type { App } from "../../http/env.ts";
import { mount } from "../../http/mount.ts";
import { actorOf, demandReason } from "../audit/index.ts";
import type { SecretFacts, Secrets } from "./service.ts";

/** Mounts secrets: names are read, values are only written. */
export function mountSecretRoutes(app: App, secrets: Secrets): void {
  mount(app, listSecrets, async () => ({
    items: (await secrets.list()).map(toSecretWire),
    next_cursor: null,
    locked: secrets.lockedWhy() ?? null,
  }));

  mount(app, putSecret, async ({ params: { name }, body }, caller, facts) => {
    const { value, base_version: version, reason, ...rest } = body;
    const by = { actor: actorOf(caller), reason, facts };
    return toSecretWire(await secrets.put({ name, value: new Secret(value), version, ...rest }, by));
  });

  mount(app, deleteSecret, ({ params, query }, caller, facts) =>
    secrets.remove(params.name, { actor: actorOf(caller), reason: demandReason(query.reason), facts }),
  );

  mount(app, rotateMasterKey, async ({ body }, caller, facts) => {
    const by = { actor: actorOf(caller), reason: demandReason(body.reason), facts };
    return { rewrapped: await secrets.rotateMaster(by) };
  });
}

const toSecretWire = (secret: SecretFacts): SecretWire => ({
  name: secret.name,
  description: secret.description,
  allowed: [...secret.allowed],
  version: secret.version,
  created_at: secret.createdAt.toISOString(),
  updated_at: secret.updatedAt.toISOString(),
});
