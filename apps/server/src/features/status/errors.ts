import { defineErrors } from "@wopr/kernel";

/** Failures the status feature can answer with. */
export const StatusErrors = defineErrors("status", {
  unknown_check: {
    status: 404,
    retry: "never",
    text: (p: { name: string; names: readonly string[] }) =>
      `No check is called "${p.name}". There are: ${p.names.join(", ")}.`,
  },
  bad_selection: {
    status: 422,
    retry: "never",
    text: (p: { at: string; problem: string; names: readonly string[] }) =>
      `${p.at || "The body"} ${p.problem}. Nothing was run. Checks are: ${p.names.join(", ")}.`,
  },
  dependency_cycle: {
    status: 422,
    retry: "never",
    text: (p: { cycle: readonly string[] }) =>
      `Checks need each other in a circle: ${p.cycle.join(" → ")}. Take one of these needs away.`,
  },
  forbidden_target: {
    status: 422,
    retry: "never",
    text: (p: { host: string; why: string }) => `${p.host} may not be reached by a check: ${p.why}`,
  },
  bad_check: {
    status: 422,
    retry: "never",
    text: (p: { check: string; problem: string }) => `The check "${p.check}" ${p.problem}`,
  },
  definitions_changed: {
    status: 409,
    retry: "never",
    text: (p: { expected: number; actual: number }) =>
      `Somebody else changed the definitions: they are at revision ${p.actual}, not ${p.expected}. Read them again, then repeat the change.`,
  },
  push_refused: {
    status: 401,
    retry: "never",
    text: (_: Record<never, never>) =>
      "This sign of life was refused: its token is wrong, or it is older than one that was accepted.",
  },
  incident_not_found: {
    status: 404,
    retry: "never",
    text: (p: { id: string }) => `There is no incident ${p.id}.`,
  },
  incident_closed: {
    status: 409,
    retry: "never",
    text: (p: { title: string }) =>
      `"${p.title}" is resolved already. Write a postmortem instead, or open a new incident.`,
  },
  maintenance_not_found: {
    status: 404,
    retry: "never",
    text: (p: { id: string }) => `There is no planned maintenance ${p.id}.`,
  },
  bad_maintenance: { status: 422, retry: "never", text: (p: { problem: string }) => p.problem },
  unknown_component: {
    status: 404,
    retry: "never",
    text: (p: { id: string }) => `There is no component "${p.id}" on this page.`,
  },
  probe_not_found: { status: 404, retry: "never", text: (_: Record<never, never>) => "There is no such probe object." },
});
