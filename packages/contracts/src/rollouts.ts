import { z } from "zod";
import { ReasonWire } from "./audit.ts";
import { IdParams, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

/** State of a rollout. */
export const RolloutStateWire = z.enum([
  "awaiting_approval",
  "running",
  "paused",
  "completed",
  "halted",
  "undoing",
  "undone",
  "undo_failed",
  "cancelled",
]);

const CountsWire = z.object({
  size: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  lost: z.int(),
  away: z.int(),
  exposed: z.int(),
  open: z.int(),
});

/** A rollout with its waves. */
export const RolloutWire = z.object({
  id: z.uuid(),
  kind: z.string(),
  subject: z.record(z.string(), z.unknown()),
  strategy: z.string(),
  state: RolloutStateWire,
  wave: z.int(),
  waves: z.array(
    z.object({
      name: z.string(),
      soak_ms: z.int(),
      budget: z.object({ count: z.int(), percent: z.number() }),
      approval: z.boolean(),
      counts: CountsWire,
    }),
  ),
  set_apart: z.array(z.object({ id: z.string(), standing: z.string(), why: z.string() })),
  max_parallel: z.int(),
  why: z.string().nullable(),
  reason: z.string(),
  started_by: z.string(),
  created_at: InstantWire,
  updated_at: InstantWire,
});
/** {@link RolloutWire} as a type. */
export type RolloutWire = z.infer<typeof RolloutWire>;

/** One target of a rollout. */
export const RolloutTargetWire = z.object({
  id: z.string(),
  name: z.string(),
  wave: z.int(),
  state: z.string(),
  detail: z.string().nullable(),
  updated_at: InstantWire,
});
/** {@link RolloutTargetWire} as a type. */
export type RolloutTargetWire = z.infer<typeof RolloutTargetWire>;

/** `GET /rollouts` */
export const listRollouts = defineEndpoint({
  method: "GET",
  path: "/rollouts",
  summary: "Rollouts, newest first",
  scope: "rollouts:read",
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), kind: z.string().max(60).optional() }),
  status: 200,
  response: z.object({ items: z.array(RolloutWire), next_cursor: z.string().nullable() }),
});
/** `GET /rollouts/:id` */
export const readRollout = defineEndpoint({
  method: "GET",
  path: "/rollouts/:id",
  summary: "One rollout with everybody in it",
  scope: "rollouts:read",
  params: IdParams,
  status: 200,
  response: RolloutWire.extend({ targets: z.array(RolloutTargetWire) }),
  errors: ["rollouts.not_found"],
});
const act = {
  method: "POST",
  scope: "rollouts:operate",
  params: IdParams,
  body: z.object({ reason: ReasonWire }),
  status: 200,
  response: RolloutWire,
  errors: ["rollouts.not_found", "rollouts.wrong_state"],
} as const;
/** `POST /rollouts/:id/pause` */
export const pauseRollout = defineEndpoint({
  ...act,
  path: "/rollouts/:id/pause",
  summary: "Stop giving it out until it is resumed",
});
/** `POST /rollouts/:id/resume` */
export const resumeRollout = defineEndpoint({
  ...act,
  path: "/rollouts/:id/resume",
  summary: "Go on after a pause or a halt",
});
/** `POST /rollouts/:id/halt` */
export const haltRollout = defineEndpoint({
  ...act,
  path: "/rollouts/:id/halt",
  summary: "Stop for good; who has it keeps it",
});
/** `POST /rollouts/:id/undo` */
export const undoRollout = defineEndpoint({
  ...act,
  path: "/rollouts/:id/undo",
  summary: "Take it back from everybody who has it",
});
/** `POST /rollouts/:id/approve` */
export const approveRollout = defineEndpoint({
  ...act,
  scope: "rollouts:approve",
  path: "/rollouts/:id/approve",
  summary: "Let the next wave go",
});

/** Operations on rollouts. */
export const rolloutEndpoints = {
  listRollouts,
  readRollout,
  pauseRollout,
  resumeRollout,
  haltRollout,
  undoRollout,
  approveRollout,
} as const;
