import { defineErrors } from "@wopr/kernel";

/** Failures of the command line itself. */
export const CliErrors = defineErrors("cli", {
  usage: { status: 400, retry: "never", text: (p: { problem: string }) => p.problem },
  server_not_running: {
    status: 503,
    retry: "later",
    text: (p: { url: string }) =>
      `No WOPR answers at ${p.url}. Start it with "npm start" or "npx wopr up", or name another one with --url.`,
  },
  not_signed_in: {
    status: 401,
    retry: "never",
    text: (p: { url: string }) =>
      `Nobody is signed in to ${p.url} here. Run "npx wopr login" (on a fresh server "npx wopr setup"), or give a key with --key or WOPR_API_KEY.`,
  },
  key_refused: {
    status: 401,
    retry: "never",
    text: (p: { url: string }) =>
      `${p.url} does not accept this key; it may be revoked or belong to another server. Run "npx wopr login" again.`,
  },
  folder_unusable: {
    status: 422,
    retry: "never",
    text: (p: { folder: string; why: string }) => `${p.folder} cannot be used: ${p.why}`,
  },
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { what: string; wanted: string; hint: string }) => `There is no ${p.what} "${p.wanted}". ${p.hint}`,
  },
  ambiguous: {
    status: 409,
    retry: "never",
    text: (p: { what: string; wanted: string; found: readonly string[] }) =>
      `"${p.wanted}" fits more than one ${p.what}: ${p.found.join(", ")}. Write more of it.`,
  },
  nothing_ran: { status: 422, retry: "never", text: (p: { why: string }) => p.why },
  question_open: {
    status: 409,
    retry: "never",
    text: (p: { file: string; question: string; url: string }) =>
      `${p.file}: "${p.question}" cannot be answered from here. Answer it at ${p.url}.`,
  },
  unreadable: {
    status: 422,
    retry: "never",
    text: (p: { file: string; why: string }) => `${p.file} cannot be read: ${p.why}`,
  },
  edit_refused: {
    status: 409,
    retry: "never",
    text: (p: { file: string; why: string }) => `${p.file} was not changed: ${p.why}`,
  },
  failed: { status: 500, retry: "never", text: (p: { why: string }) => p.why },
});
