import { defineErrors } from "@wopr/kernel";

/** Failures of backup and restore. */
export const BackupErrors = defineErrors("backup", {
  not_found: {
    status: 404,
    retry: "never",
    text: (_: Record<never, never>) => "There is no such backup.",
  },
  no_archive: {
    status: 422,
    retry: "never",
    text: (p: { file: string }) => `${p.file} is no backup of WOPR, or is damaged at its very beginning.`,
  },
  damaged: {
    status: 422,
    retry: "never",
    text: (p: { chunk: number }) =>
      `The archive is damaged or was changed at chunk ${p.chunk}, or this is the wrong passphrase or key. Nothing was touched.`,
  },
  truncated: {
    status: 422,
    retry: "never",
    text: (p: { chunk: number }) =>
      `The archive ends after chunk ${p.chunk}; the rest is missing. Nothing was touched.`,
  },
  table_damaged: {
    status: 422,
    retry: "never",
    text: (p: { table: string }) => `The table ${p.table} in the archive is not what was written. Nothing was touched.`,
  },
  blob_missing: {
    status: 422,
    retry: "never",
    text: (p: { key: string }) => `The file ${p.key} is missing or damaged in the repository.`,
  },
  target_not_empty: {
    status: 409,
    retry: "never",
    text: (p: { what: string }) => `${p.what} is not empty. Restore into an empty database and folder, then switch.`,
  },
  newer: {
    status: 422,
    retry: "never",
    text: (p: { archive: string; here: string }) =>
      `The archive was made by WOPR ${p.archive}, which is newer than this ${p.here}. Restore with that version.`,
  },
  no_key: {
    status: 422,
    retry: "never",
    text: (p: { needs: string }) => `This archive needs ${p.needs}.`,
  },
  no_space: {
    status: 507,
    retry: "later",
    text: (p: { folder: string }) => `There is no room left in ${p.folder}. Nothing half-done was kept.`,
  },
});
