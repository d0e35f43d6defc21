import { defineErrors } from "@wopr/kernel";

type Nothing = Record<never, never>;

/** Failures about a game as a whole. */
export const GameErrors = defineErrors("game", {
  not_found: {
    status: 404,
    retry: "never",
    text: (_: Nothing) => "There is no such game, or it is not yours to see.",
  },
  not_yours: {
    status: 403,
    retry: "never",
    text: (_: Nothing) => "Only who began this game may delete or restore it. Ask them.",
  },
  changed: {
    status: 409,
    retry: "never",
    text: (p: { expected_seq: number; head_seq: number }) =>
      `The game has moved on: it is at event ${p.head_seq}, you saw ${p.expected_seq}. Read it again, then repeat.`,
  },
  not_active: {
    status: 409,
    retry: "never",
    text: (p: { status: string }) => `This game is ${p.status}. Reopen it to play on.`,
  },
  bad_transition: {
    status: 409,
    retry: "never",
    text: (p: { what: string; from: string; to: string }) => `A ${p.what} that is ${p.from} cannot become ${p.to}.`,
  },
  players_invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
  phase_unknown: {
    status: 422,
    retry: "never",
    text: (p: { phase: string; known: readonly string[] }) =>
      `This kind of game has no phase "${p.phase}". It has: ${p.known.join(", ")}.`,
  },
  time_zone_unknown: {
    status: 422,
    retry: "never",
    text: (p: { time_zone: string }) => `"${p.time_zone}" is no time zone. Write a name like Europe/Berlin.`,
  },
  policy_unavailable: {
    status: 422,
    retry: "never",
    text: (p: { agreed: number; needed: number }) =>
      `WOPR may agree by itself once ${p.needed} of its proposals were agreed to unchanged in this game; so far ${p.agreed} were.`,
  },
  metadata_too_large: {
    status: 422,
    retry: "never",
    text: (p: { max_bytes: number }) => `The metadata of a game may have at most ${p.max_bytes} bytes. Send less.`,
  },
  nothing_to_undo: {
    status: 409,
    retry: "never",
    text: (_: Nothing) => "There is nothing to take back.",
  },
  nothing_to_redo: {
    status: 409,
    retry: "never",
    text: (_: Nothing) => "There is nothing to do again.",
  },
  needs_newer_version: {
    status: 409,
    retry: "never",
    text: (p: { seq: number; kind: string; schema: number; known: number }) =>
      p.known === 0
        ? `Event ${p.seq} of this game is of the kind "${p.kind}", which this version of WOPR does not know. Update WOPR to open it.`
        : `Event ${p.seq} of this game (${p.kind}) is written in form ${p.schema}; this version of WOPR reads up to ${p.known}. Update WOPR to open it.`,
  },
});

/** Failures about one photo. */
export const CaptureErrors = defineErrors("capture", {
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "This game has no such photo." },
  bad_transition: {
    status: 409,
    retry: "never",
    text: (p: { from: string; to: string }) => `A photo that is ${p.from} cannot become ${p.to}.`,
  },
  upload_missing: {
    status: 409,
    retry: "never",
    text: (_: Nothing) => "The photo that was announced did not arrive within an hour. Take it again.",
  },
  no_photo: {
    status: 409,
    retry: "later",
    text: (p: { status: string }) => `This capture has no photo: it is ${p.status}.`,
  },
});

/** Failures about cameras that the drivers do not know of. */
export const CameraErrors = defineErrors("camera", {
  none_configured: {
    status: 409,
    retry: "never",
    text: (_: Nothing) => "There is no camera yet. Add one under Cameras, or send a photo of your own.",
  },
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "There is no such camera." },
  name_taken: {
    status: 409,
    retry: "never",
    text: (p: { name: string }) => `A camera called *${p.name}* exists already. Choose another name.`,
  },
  in_use: {
    status: 409,
    retry: "never",
    text: (p: { games: readonly string[] }) =>
      `Games in play use this camera: ${p.games.join(", ")}. Give them another one first.`,
  },
  upload_only: {
    status: 409,
    retry: "never",
    text: (p: { camera: string }) =>
      `Camera *${p.camera}* is a browser: it sends photos by itself and cannot be asked for one.`,
  },
  interrupted: {
    status: 503,
    retry: "later",
    text: (_: Nothing) => "WOPR was restarted while this photo was taken. Take it again.",
  },
  preview_unavailable: {
    status: 409,
    retry: "never",
    text: (p: { camera: string }) =>
      `Camera *${p.camera}* is one of a browser: its live picture is on the device that holds it.`,
  },
  auto_unavailable: {
    status: 409,
    retry: "never",
    text: (p: { camera: string }) =>
      `Camera *${p.camera}* shows stored photos or is held by hand, so it cannot watch a table by itself.`,
  },
  snapshot_unavailable: {
    status: 409,
    retry: "never",
    text: (p: { camera: string }) =>
      `Camera *${p.camera}* sends photos only when one is taken. Take a photo in a game, or look at it on its own device.`,
  },
  defaults_invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      `What the camera suggests for new games cannot be used: ${p.problems.map(({ at, detail }) => `${at} ${detail}`).join("; ")}.`,
  },
  folder_forbidden: {
    status: 422,
    retry: "never",
    text: (_: Nothing) =>
      "WOPR's own storage is no folder for a camera: photos of other games lie there. Choose another.",
  },
  sample_unknown: {
    status: 422,
    retry: "never",
    text: (p: { sample: string; known: readonly string[] }) =>
      `There is no sample "${p.sample}". There are: ${p.known.join(", ")}.`,
  },
  reported: {
    status: 502,
    retry: "later",
    text: (p: { camera: string; detail: string }) => `Camera *${p.camera}* could not take the photo: ${p.detail}`,
  },
});

/** Failures about the bytes of a photo. */
export const PhotoErrors = defineErrors("media", {
  not_an_image: {
    status: 415,
    retry: "never",
    text: (p: { why: string }) => `This is no photo WOPR can read: ${p.why} Send a JPEG or PNG.`,
  },
  too_large: {
    status: 413,
    retry: "never",
    text: (p: { limit: string; was: string }) =>
      `The photo is too large: ${p.was}, the limit is ${p.limit}. Send a smaller one.`,
  },
  digest_mismatch: {
    status: 422,
    retry: "later",
    text: (p: { expected: string; actual: string }) =>
      `The photo was damaged on its way: sha256 ${p.actual} arrived, ${p.expected} was announced. Send it again.`,
  },
  digest_missing: {
    status: 422,
    retry: "never",
    text: (_: Nothing) => "Send the checksum of the photo in the header Content-Digest: sha-256=:…:.",
  },
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "There is no such picture." },
  range_unsatisfiable: {
    status: 416,
    retry: "never",
    text: (p: { size: number }) => `The picture has ${p.size} bytes; the range asked for lies outside.`,
  },
});

/** Failures about proposals. */
export const ProposalErrors = defineErrors("proposal", {
  not_found: { status: 404, retry: "never", text: (_: Nothing) => "This game has no such proposal." },
  closed: {
    status: 409,
    retry: "never",
    text: (p: { status: string }) => `This proposal is ${p.status} already. Look at the current one.`,
  },
  stale: {
    status: 409,
    retry: "never",
    text: (p: { current: string | null }) =>
      p.current
        ? "The game changed under this proposal, so it was read again. Look at the new one."
        : "The game changed under this proposal. Look at the game again.",
  },
  needs_answer: {
    status: 422,
    retry: "never",
    text: (p: { questions: readonly string[] }) =>
      p.questions.length > 0
        ? `Answer first: ${p.questions.join(" ")}`
        : "This photo gives no move to agree to. Enter the move or the position, or take the photo again.",
  },
  answer_invalid: {
    status: 422,
    retry: "never",
    text: (p: { question: string; options: readonly string[] }) =>
      `"${p.question}" can be answered with: ${p.options.join(", ")}.`,
  },
});

/** Failures about calibration. */
export const CalibrationErrors = defineErrors("calibration", {
  missing: {
    status: 409,
    retry: "never",
    text: (_: Nothing) => "WOPR does not know yet where the board lies in the picture. Drag the four corners first.",
  },
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { why: string }) => `These corners cannot be used: ${p.why}`,
  },
  not_a_grid: {
    status: 409,
    retry: "never",
    text: (p: { title: string }) => `Photos of ${p.title} are kept but not read in this version. Enter moves by hand.`,
  },
});

/** Failures about kinds of games. */
export const PackErrors = defineErrors("pack", {
  not_found: { status: 404, retry: "never", text: (p: { id: string }) => `There is no kind of game called "${p.id}".` },
  exists: {
    status: 409,
    retry: "never",
    text: (p: { id: string }) => `A kind of game called "${p.id}" exists already. Choose another id.`,
  },
  not_yours: {
    status: 403,
    retry: "never",
    text: (p: { id: string }) => `"${p.id}" is not yours to change. Make a copy under another id.`,
  },
  changed: {
    status: 409,
    retry: "never",
    text: (p: { id: string; version: string }) =>
      `"${p.id}" is at version ${p.version} by now. Read it again, then repeat the change.`,
  },
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
  unknown: {
    status: 422,
    retry: "never",
    text: (p: { game_type: string; known: readonly string[] }) =>
      `There is no kind of game called "${p.game_type}". There are: ${p.known.join(", ")}.`,
  },
  options_invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
  gone: {
    status: 409,
    retry: "never",
    text: (p: { id: string; version: string }) =>
      `This game was begun with ${p.id} ${p.version}, which this installation does not have. Install that version to open it.`,
  },
});

/** Failures about moves. */
export const MoveErrors = defineErrors("move", {
  not_listed: {
    status: 404,
    retry: "never",
    text: (p: { highest: number }) => `This game has no such move; the highest is ${p.highest}.`,
  },
  has_photo: {
    status: 409,
    retry: "never",
    text: (p: { n: number }) => `Move ${p.n} has a photo already.`,
  },
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { asked: number; highest: number }) => `There is no move ${p.asked}; the highest is ${p.highest}.`,
  },
  conflict: {
    status: 409,
    retry: "never",
    text: (p: { why: string }) => `This move does not fit the board: ${p.why}`,
  },
});

/** Failures about a state set by hand. */
export const StateErrors = defineErrors("state", {
  invalid: {
    status: 422,
    retry: "never",
    text: (p: { problems: readonly { readonly at: string; readonly detail: string }[] }) =>
      p.problems.map((problem) => problem.detail).join(" "),
  },
});

/** Failures about analyses. */
export const AnalysisErrors = defineErrors("analysis", {
  other_game: {
    status: 422,
    retry: "never",
    text: (_: Nothing) => "The photo to compare with belongs to another game. Choose one of the same game.",
  },
  none: { status: 404, retry: "never", text: (_: Nothing) => "This photo has not been looked at yet." },
  failed: {
    status: 500,
    retry: "later",
    text: (p: { stage: string }) =>
      `Looking at the photo failed at the stage "${p.stage}". The photo is kept: try again, or enter the move by hand.`,
  },
});

/** Failures about debug pictures. */
export const LayerErrors = defineErrors("layer", {
  not_found: {
    status: 404,
    retry: "never",
    text: (p: { name: string }) =>
      `There is no picture "${p.name}" of this photo: it was not compared with another one.`,
  },
});
