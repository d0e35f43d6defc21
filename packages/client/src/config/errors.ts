import { defineErrors } from "@wopr/kernel";

/** Failures of reading settings in a consumer. */
export const ConfigClientErrors = defineErrors("config", {
  too_old: {
    status: 503,
    retry: "later",
    text: (p: { path: string; age_s: number }) =>
      `${p.path} must not be used any more: the server confirmed it ${p.age_s} s ago. Wait until it can be reached.`,
  },
  not_ready: {
    status: 503,
    retry: "later",
    text: (p: { namespace: string }) =>
      `There are no settings of "${p.namespace}" yet: no copy on disk, and the server cannot be reached.`,
  },
  closed: {
    status: 410,
    retry: "never",
    text: (p: { namespace: string }) => `The settings of "${p.namespace}" were closed.`,
  },
  cache_refused: {
    status: 500,
    retry: "never",
    text: (p: { file: string; why: string }) => `${p.file} is not used: ${p.why}`,
  },
  rejected: {
    status: 422,
    retry: "never",
    text: (p: { revision: number; why: string }) => `Revision ${p.revision} is refused: ${p.why}`,
  },
});
