import { defineErrors } from "@wopr/kernel";

/** Failures of keeping secrets. */
export const SecretErrors = defineErrors("secrets", {
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { name: string }) => `There is no secret called "${p.name}". Put it there under Secrets first.`,
  },
  not_allowed: {
    status: 403,
    retry: "never",
    text: (p: { name: string; consumer: string }) =>
      `${p.consumer} may not read the secret "${p.name}". Allow it under Secrets.`,
  },
  locked: {
    status: 503,
    retry: "later",
    text: (p: { why: string }) => `Secrets cannot be read: ${p.why} Everything that needs none goes on.`,
  },
  damaged: {
    status: 500,
    retry: "never",
    text: (p: { name: string }) => `The stored value of "${p.name}" was changed outside WOPR. Put it there again.`,
  },
  moved_on: {
    status: 412,
    retry: "never",
    text: (p: { name: string; version: number }) =>
      `"${p.name}" is at version ${p.version} meanwhile. Look at it again before you change it.`,
  },
  rotation_failed: {
    status: 503,
    retry: "later",
    text: (p: { why: string }) => `The master key was not changed: ${p.why}`,
  },
});
