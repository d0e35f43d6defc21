import { defineErrors } from "@wopr/kernel";

/** Failures of measuring recorded games. A folder that cannot be read is never counted as 0 cases. */
export const BenchErrors = defineErrors("bench", {
  no_truth: {
    status: 422,
    retry: "never",
    text: (p: { dir: string; reason: string }) =>
      `"${p.dir}" has no truth.json that can be read: ${p.reason}. See the README of the test data for the formats.`,
  },
  unknown_format: {
    status: 422,
    retry: "never",
    text: (p: { dir: string; reason: string }) => `The truth.json of "${p.dir}" is of no known format: ${p.reason}.`,
  },
  layout_missing: {
    status: 422,
    retry: "never",
    text: (p: { dir: string }) =>
      `"${p.dir}" holds zones, and no layout says where they lie. Draw one in the product and name its file with --layout.`,
  },
  bad_layout: {
    status: 422,
    retry: "never",
    text: (p: { file: string; reason: string }) => `The layout for "${p.file}" cannot be used: ${p.reason}.`,
  },
  bad_truth: {
    status: 422,
    retry: "never",
    text: (p: { dir: string; at: string; reason: string }) =>
      `The truth.json of "${p.dir}" is wrong at ${p.at}: ${p.reason}.`,
  },
  photo_missing: {
    status: 422,
    retry: "never",
    text: (p: { dir: string; file: string }) => `"${p.dir}" has no photo "${p.file}", which its truth.json names.`,
  },
  nothing_to_compare: {
    status: 422,
    retry: "never",
    text: (p: { dir: string }) => `"${p.dir}" holds no two photos that can be compared.`,
  },
  unknown_perturbation: {
    status: 422,
    retry: "never",
    text: (p: { name: string; known: string }) => `There is no perturbation "${p.name}". Known: ${p.known}.`,
  },
});
