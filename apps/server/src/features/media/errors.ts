import { defineErrors } from "@wopr/kernel";

/** Failures of storing files. */
export const MediaErrors = defineErrors("media", {
  not_found: { status: 404, retry: "never", text: (_: { key: string }) => "There is no such file." },
  corrupt: {
    status: 500,
    retry: "never",
    text: (p: { key: string }) =>
      `The stored file ${p.key} is not what was put there, or is gone. Restore it from a backup.`,
  },
  no_space: {
    status: 507,
    retry: "later",
    text: (_: Record<never, never>) =>
      "The disk is full. Nothing was stored and what is there is safe; make room, then try again.",
  },
  storage_unavailable: {
    status: 503,
    retry: "later",
    text: (_: Record<never, never>) => "The folder for files cannot be reached. Nothing was stored; try again later.",
  },
  bad_key: { status: 422, retry: "never", text: (p: { key: string }) => `"${p.key}" cannot name a stored file.` },
  key_taken: { status: 409, retry: "never", text: (p: { key: string }) => `There is already a file called ${p.key}.` },
});
