import { defineErrors } from "@wopr/kernel";

type Nothing = Record<never, never>;

/** Failures about what people say about a game. */
export const NoteErrors = defineErrors("note", {
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
});

/** Failures about results. */
export const ResultErrors = defineErrors("result", {
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
});

/** Failures about layouts. */
export const LayoutErrors = defineErrors("layout", {
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "There is no such layout." },
  not_yours: {
    status: 403,
    retry: "never",
    text: (_: Nothing) => "Only who drew this layout may change it. Save it under another name.",
  },
});

/** Failures about exports. */
export const ExportErrors = defineErrors("export", {
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "There is no such export." },
  not_ready: {
    status: 409,
    retry: "later",
    text: (_: Nothing) => "This export is still being made. Ask again in a moment.",
  },
  not_chess: {
    status: 409,
    retry: "never",
    text: (p: { why: string }) => `This game cannot be written as PGN. ${p.why}`,
  },
});

/** Failures about imports. */
export const ImportErrors = defineErrors("import", {
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { entry: string; why: string }) => `Nothing was imported. ${p.entry}: ${p.why}`,
  },
});

/** Failures about measuring on a table. */
export const MeasureErrors = defineErrors("measure", {
  not_a_table: {
    status: 409,
    retry: "never",
    text: (p: { title: string }) => `There is nothing to measure: ${p.title} is not played on a measured table.`,
  },
  unknown_base: {
    status: 404,
    retry: "never",
    text: (p: { id: string }) => `There is no base "${p.id}" on the table.`,
  },
  invalid: { status: 422, retry: "never", text: (p: { why: string }) => `Nothing was measured. ${p.why}` },
});

/** Failures about terrain. */
export const TerrainErrors = defineErrors("terrain", {
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
});

/** Failures about links for spectators. */
export const ShareErrors = defineErrors("share", {
  gone: { status: 404, retry: "never", text: (_: Nothing) => "This link no longer works. Ask for a new one." },
  view_only: {
    status: 403,
    retry: "never",
    text: (_: Nothing) => "This link is for watching only. Ask for one that allows comments.",
  },
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "This game has no such link." },
});
