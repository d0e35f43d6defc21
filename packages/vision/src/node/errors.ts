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
