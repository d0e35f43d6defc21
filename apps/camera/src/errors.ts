import { defineErrors } from "@wopr/kernel";

/** Failures of this process; those of the camera itself are in `@wopr/camera-drivers`. */
export const CameraProcessErrors = defineErrors("camera", {
  spool_full: {
    status: 507,
    retry: "later",
    text: (p: { camera: string; files: number; limit_gib: number }) =>
      `Camera *${p.camera}* keeps ${p.files} photos that the server has not taken yet, and has no room for another (limit ${p.limit_gib} GiB). Bring the server back, then try again.`,
  },
  no_space: {
    status: 507,
    retry: "later",
    text: (p: { camera: string }) =>
      `The disk of camera *${p.camera}* is full. The photo was not kept. Make room, then try again.`,
  },
  unauthorized: {
    status: 401,
    retry: "never",
    text: () => "This camera wants its token: send the header Authorization: Bearer with the text of its token file.",
  },
  invalid_request: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly string[] }) => `This request cannot be used: ${p.problems.join(" ")}`,
  },
  internal: {
    status: 500,
    retry: "later",
    text: (p: { camera: string }) => `Camera *${p.camera}* met a fault of its own. Its log says more.`,
  },
});
