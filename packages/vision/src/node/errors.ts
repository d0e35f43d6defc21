import { defineErrors } from "@wopr/kernel";

/** Failures of reading a picture. The codes are those of the whole product, so that a server can pass them on. */
export const MediaErrors = defineErrors("media", {
  not_an_image: {
    status: 422,
    retry: "never",
    text: (p: { reason: string }) =>
      `This is not a picture WOPR can read (${p.reason}). Send a JPEG, PNG or WebP photo.`,
  },
  heic: {
    status: 415,
    retry: "never",
    text: () =>
      "This is a HEIC photo, which WOPR cannot read. On an iPhone choose Settings → Camera → Formats → Most compatible, or send a JPEG.",
  },
  too_large: {
    status: 413,
    retry: "never",
    text: (p: { limit: string; actual: string }) => `This picture is too large: ${p.actual}. The limit is ${p.limit}.`,
  },
});

/** Failures of looking at a photo. */
export const VisionErrors = defineErrors("vision", {
  worker_lost: {
    status: 500,
    retry: "later",
    text: (p: { stage: string; why: string }) =>
      `Looking at the photo failed twice at the stage "${p.stage}" (${p.why}). The photo is kept; try again.`,
  },
  pool_stopped: {
    status: 503,
    retry: "later",
    text: () => "WOPR is shutting down. The photo is kept; try again in a moment.",
  },
});
