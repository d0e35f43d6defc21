import { defineErrors } from "@wopr/kernel";

/** Failures of cameras. Where a parameter is called `camera` it is the name people gave it. */
export const CameraErrors = defineErrors("camera", {
  unreachable: {
    status: 504,
    retry: "later",
    text: (p: { camera: string; waited_s: number; why?: string | undefined }) =>
      [
        p.waited_s > 0
          ? `Camera *${p.camera}* has not answered for ${p.waited_s} s.`
          : `Camera *${p.camera}* does not answer.`,
        ...(p.why ? [p.why] : []),
        "Use this device's camera or try again.",
      ].join(" "),
  },
  bad_frame: {
    status: 502,
    retry: "later",
    text: (p: { camera: string; why: string }) =>
      `Camera *${p.camera}* sent a picture that cannot be used: ${p.why} Try again; if it stays, look at the camera.`,
  },
  program_missing: {
    status: 503,
    retry: "never",
    text: (p: { camera: string; program: string; package: string }) =>
      `Camera *${p.camera}* needs the program ${p.program}, which is not on this machine. Install it (apt-get install ${p.package}), then try again.`,
  },
  lock_unavailable: {
    status: 409,
    retry: "never",
    text: (p: { camera: string }) =>
      `Camera *${p.camera}* cannot be told to hold exposure and white balance. Set it on the camera itself.`,
  },
  frozen: {
    status: 502,
    retry: "later",
    text: (p: { camera: string }) =>
      `Camera *${p.camera}* sends the same picture again and again. Switch it off and on, then test it.`,
  },
  queue_full: {
    status: 429,
    retry: "later",
    text: (p: { camera: string; waiting: number; retry_after_s: number }) =>
      `Camera *${p.camera}* is busy and ${p.waiting} shots wait already. Try again in ${p.retry_after_s} s.`,
  },
  resolution_unavailable: {
    status: 422,
    retry: "never",
    text: (p: { camera: string; asked: string; available: readonly string[] }) =>
      p.available.length > 0
        ? `Camera *${p.camera}* has no ${p.asked} mode. Ask for ${p.available.join(" or ")}.`
        : `Camera *${p.camera}* has none of the named sizes. Leave the resolution out to take its own.`,
  },
  folder_ended: {
    status: 409,
    retry: "never",
    text: (p: { camera: string; photos: number }) =>
      `Camera *${p.camera}* has played all ${p.photos} photos of its folder. Add photos, or add the camera again to begin anew.`,
  },
  folder_unusable: {
    status: 422,
    retry: "never",
    text: (p: { camera: string; folder: string; why: string }) =>
      `Camera *${p.camera}* cannot use the folder ${p.folder}: ${p.why}`,
  },
  settings_invalid: {
    status: 422,
    retry: "never",
    text: (p: { camera: string; problems: readonly string[] }) =>
      `The settings of camera *${p.camera}* cannot be used: ${p.problems.join(" ")}`,
  },
  closed: {
    status: 503,
    retry: "later",
    text: (p: { camera: string }) => `Camera *${p.camera}* is switched off. Start it, then try again.`,
  },
});
