import { defineErrors } from "@wopr/kernel";

/** Failures that happen on the way to the server, so that callers meet one kind of error only. */
export const ClientErrors = defineErrors("client", {
  unreachable: {
    status: 503,
    retry: "later",
    text: (p: { url: string }) => `${p.url} does not answer. Look whether WOPR runs there, then try again.`,
  },
  unexpected_answer: {
    status: 502,
    retry: "later",
    text: (p: { url: string; status: number; expected: string }) =>
      `${p.url} answered with status ${p.status}, but not with ${p.expected}. Something between here and WOPR may answer in its place.`,
  },
});
