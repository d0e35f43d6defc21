import { defineErrors } from "@wopr/kernel";

/** Failures of the model that describes photos. None of them touches a proposal. */
export const DescriberErrors = defineErrors("describer", {
  unreachable: {
    status: 502,
    retry: "later",
    text: (p: { url: string }) =>
      `The description server at ${p.url} does not answer. Start it or correct its address.`,
  },
  timeout: {
    status: 504,
    retry: "later",
    text: (p: { seconds: number }) => `The description took longer than ${p.seconds} s. Choose a smaller model.`,
  },
  model_missing: {
    status: 404,
    retry: "never",
    text: (p: { model: string; installed: readonly string[] }) =>
      `The model ${p.model} is not installed; installed: ${p.installed.length > 0 ? p.installed.join(", ") : "none"}.`,
  },
  refused: {
    status: 502,
    retry: "later",
    text: (p: { status: number }) => `The description server answered with status ${p.status}.`,
  },
  nonsense: {
    status: 502,
    retry: "later",
    text: (p: { why: string }) => `The description server gave an answer that cannot be used: ${p.why}.`,
  },
});
