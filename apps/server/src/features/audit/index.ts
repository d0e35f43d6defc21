import type { Runnable } from "@wopr/kernel";
import type { Feature } from "../feature.ts";
import { type AuditServiceDeps, createAuditService } from "./audit.ts";
import { mountAuditRoutes } from "./routes.ts";
import { createSealing } from "./sealer.ts";
import type { AuditService } from "./service.ts";
import { createAuditStore } from "./store.ts";

export { AuditErrors } from "./errors.ts";
export { demandReason } from "./reason.ts";
export {
  type Act,
  type Actor,
  type Audit,
  type AuditService,
  actorOf,
  SYSTEM_ACTOR,
  type UndoHandler,
} from "./service.ts";

/** The history, for the rest of the server. */
export interface AuditFeature extends Feature {
  readonly service: AuditService;
  /** How many entries wait to be sealed, and since when the oldest does. */
  waiting(): Promise<{ readonly count: number; readonly oldest: Date | null }>;
}

/** Wires the feature. Does no work: no query runs and nothing is sealed before `start()` of its parts. */
export function createAuditFeature(deps: AuditServiceDeps & { readonly seals: boolean }): AuditFeature {
  const service = createAuditService(deps);
  const parts: readonly Runnable[] = deps.seals ? [createSealing({ ...deps, seal: service.seal })] : [];
  return {
    name: "audit",
    service,
    waiting: () => createAuditStore(deps.db).waiting(),
    mountRoutes: (app) => mountAuditRoutes(app, service),
    jobs: [],
    topics: [],
    parts,
  };
}
