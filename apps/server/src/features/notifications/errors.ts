import { defineErrors } from "@wopr/kernel";

/** Failures of telling people. */
export const NotificationErrors = defineErrors("notifications", {
  channel_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such channel among those you may see.",
  },
  route_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such route among those you may see.",
  },
  delivery_not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such delivery among those you may see.",
  },
  settings_invalid: {
    status: 422,
    retry: "never",
    text: (p: { kind: string; problem: string }) => `A ${p.kind} channel cannot be made from this: ${p.problem}`,
  },
  foreign_channel: {
    status: 422,
    retry: "never",
    text: (_: Record<never, never>) => "A route leads only to channels of the same owner. Choose others.",
  },
  moved_on: {
    status: 412,
    retry: "never",
    text: (p: { what: string; version: number }) =>
      `The ${p.what} is at version ${p.version} meanwhile. Look at it again, then repeat the change.`,
  },
  in_use: {
    status: 409,
    retry: "never",
    text: (p: { routes: number }) =>
      `${p.routes} ${p.routes === 1 ? "route leads" : "routes lead"} to this channel. Change them first.`,
  },
  not_repeatable: {
    status: 409,
    retry: "never",
    text: (p: { state: string }) => `This delivery is ${p.state}; only failed ones can be tried again.`,
  },
});
