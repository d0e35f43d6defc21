import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Redactor } from "../../telemetry/redact.ts";
import type { Audit } from "../audit/index.ts";
import type { Feature } from "../feature.ts";
import { createKeyFile } from "./key-file.ts";
import { createMaster } from "./master.ts";
import { mountSecretRoutes } from "./routes.ts";
import { createSecrets } from "./secrets.ts";
import type { Secrets } from "./service.ts";
import { undoPut } from "./undo.ts";

export type { Secrets } from "./service.ts";

/** Secrets, for the rest of the server. */
export interface SecretsFeature extends Feature {
  readonly service: Secrets;
}

/** Wires the feature. Does no work: the master key is read when its parts start. */
export function createSecretsFeature(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly redactor: Redactor;
  readonly audit: Audit;
  /** File of the master key; made at the first start where nothing was sealed yet. */
  readonly keyFile: string;
}): SecretsFeature {
  const master = createMaster({ ...deps, file: createKeyFile(deps.keyFile, deps.newId, deps.randomBytes) });
  const service = createSecrets({ ...deps, master });
  return {
    name: "secrets",
    service,
    mountRoutes: (app) => mountSecretRoutes(app, service),
    jobs: [],
    topics: [],
    undos: [undoPut],
    parts: [master],
  };
}
