import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Outbox } from "../../events/outbox.ts";
import type { Audit } from "../audit/index.ts";
import type { Feature } from "../feature.ts";
import { mountRolloutRoutes } from "./routes.ts";
import { createRolloutRunner } from "./runner.ts";
import { createRollouts, type Rollouts } from "./service.ts";

export type { Observed, Subject, SubjectDriver } from "./driver.ts";
export type { Rollouts } from "./service.ts";

/** Rollouts, for the features that have something to roll out. */
export interface RolloutsFeature extends Feature {
  readonly service: Rollouts;
}

/** Wires the feature. Does no work: nothing moves before `start()` of its parts. Drivers register themselves. */
export function createRolloutsFeature(deps: {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly runs: boolean;
}): RolloutsFeature {
  const runner = createRolloutRunner({ ...deps, rollouts: () => service });
  const service = createRollouts({ ...deps, wake: runner.wake });
  return {
    name: "rollouts",
    service,
    mountRoutes: (app) => mountRolloutRoutes(app, service),
    jobs: [],
    topics: [{ prefix: "rollouts", allowed: async (caller) => caller.permissions.has("rollouts:read") }],
    parts: deps.runs ? [runner] : [],
  };
}
