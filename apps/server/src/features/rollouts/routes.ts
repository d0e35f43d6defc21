import {
  approveRollout,
  haltRollout,
  listRollouts,
  pauseRollout,
  type RolloutWire,
  readRollout,
  resumeRollout,
  undoRollout,
} from "@wopr/contracts";
import type { App } from "../../http/env.ts";
import { mount } from "../../http/mount.ts";
import { countsOf, type Rollouts, type RolloutView } from "./service.ts";

/** Mounts the rollouts. Each handler is a translation and nothing else. */
export function mountRolloutRoutes(app: App, rollouts: Rollouts): void {
  mount(app, listRollouts, async ({ query }) => ({
    items: (await rollouts.list(query.limit, query.kind)).map(toRolloutWire),
    next_cursor: null,
  }));
  mount(app, readRollout, async ({ params }) => {
    const view = await rollouts.read(params.id);
    const targets = view.targets.map(({ target, updatedAt, ...rest }) => ({
      id: target,
      ...rest,
      updated_at: updatedAt.toISOString(),
    }));
    return { ...toRolloutWire(view), targets };
  });
  const acts = [
    [pauseRollout, rollouts.pause],
    [resumeRollout, rollouts.resume],
    [haltRollout, rollouts.halt],
    [undoRollout, rollouts.undo],
  ] as const;
  for (const [endpoint, act] of acts)
    mount(app, endpoint, async ({ params, body }, caller, facts) =>
      toRolloutWire(await act(params.id, caller, body.reason, facts)),
    );
  mount(app, approveRollout, async ({ params, body }, caller, facts) =>
    toRolloutWire(await rollouts.approve(params.id, caller, body.reason, facts)),
  );
}

function toRolloutWire(view: RolloutView): RolloutWire {
  const { rollout } = view;
  const counts = countsOf(view);
  return {
    id: rollout.id,
    kind: rollout.kind,
    subject: { ...rollout.subject },
    strategy: rollout.strategy,
    state: rollout.state,
    wave: rollout.wave,
    waves: rollout.plan.waves.map((wave, i) => ({
      name: wave.name,
      soak_ms: wave.soakMs,
      budget: wave.budget,
      approval: wave.approval,
      counts: counts[i] ?? { size: 0, succeeded: 0, failed: 0, lost: 0, away: 0, exposed: 0, open: 0 },
    })),
    set_apart: rollout.plan.setApart.map((one) => ({ ...one })),
    max_parallel: Math.min(rollout.maxParallel, 2_147_483_647),
    why: rollout.why,
    reason: rollout.reason,
    started_by: rollout.startedBy,
    created_at: rollout.createdAt.toISOString(),
    updated_at: rollout.updatedAt.toISOString(),
  };
}
