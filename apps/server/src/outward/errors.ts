import { defineErrors } from "@wopr/kernel";

/** Failures of calls to other machines. */
export const OutwardErrors = defineErrors("outward", {
  bad_address: {
    status: 422,
    retry: "never",
    text: (p: { url: string }) => `"${p.url}" is not an address that can be called. Use http:// or https://.`,
  },
  refused_address: {
    status: 422,
    retry: "never",
    text: (p: { host: string; why: string }) =>
      `WOPR does not call ${p.host}: ${p.why}. If it must, list the address in WOPR_OUTWARD_ALLOW.`,
  },
  timed_out: {
    status: 504,
    retry: "later",
    text: (p: { target: string; after_ms: number }) => `"${p.target}" did not answer within ${p.after_ms / 1000} s.`,
  },
  unreachable: {
    status: 502,
    retry: "later",
    text: (p: { target: string; why: string }) => `"${p.target}" cannot be reached: ${p.why}`,
  },
  too_large: {
    status: 502,
    retry: "never",
    text: (p: { target: string; most_bytes: number }) =>
      `The answer of "${p.target}" is larger than ${p.most_bytes} bytes and was not read.`,
  },
  too_many_redirects: {
    status: 502,
    retry: "never",
    text: (p: { target: string }) => `"${p.target}" sends from one address to the next without an end.`,
  },
});
