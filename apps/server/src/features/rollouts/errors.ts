import { defineErrors } from "@wopr/kernel";

/** Failures of rollouts. */
export const RolloutErrors = defineErrors("rollouts", {
  not_found: { status: 404, retry: "never", text: (_: Record<never, never>) => "There is no such rollout." },
  wrong_state: {
    status: 409,
    retry: "never",
    text: (p: { act: string; state: string }) => `A rollout that is ${p.state} cannot be ${p.act}.`,
  },
  busy: {
    status: 409,
    retry: "never",
    text: (p: { target: string; rollout: string }) =>
      `${p.target} is part of a rollout that still runs (${p.rollout}). Wait, or halt that one.`,
  },
});
