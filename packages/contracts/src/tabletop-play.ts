import { z } from "zod";
import { IdWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { MoveInputWire } from "./tabletop-moves.ts";
import {
  BoardStateWire,
  CalibrationWire,
  GameEventWire,
  GameStateWire,
  MoveLineWire,
  PaletteEntryWire,
  PointWire,
  ProposalWire,
  StateWire,
} from "./tabletop-shapes.ts";

const GameParams = z.object({ id: IdWire });

/** `GET /games/{id}/state` */
export const readState = defineEndpoint({
  method: "GET",
  path: "/games/:id/state",
  summary: "State of a game, now or at a move",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({
    at_move: z.coerce.number().int().min(0).optional(),
    at_seq: z.coerce.number().int().min(0).optional(),
  }),
  status: 200,
  response: StateWire,
  errors: ["game.not_found", "move.not_found"],
});

/** `POST /games/{id}/state` */
export const setState = defineEndpoint({
  method: "POST",
  path: "/games/:id/state",
  summary: "Set the state by hand",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    turn: z.int().min(0).optional(),
    phase: z.string().max(60).optional(),
    board_state: BoardStateWire.partial().optional(),
    resources: z.record(z.string(), z.record(z.string(), z.number())).optional(),
    source: z.enum(["manual", "vision_analysis"]).default("manual"),
    expected_seq: z.int().optional(),
  }),
  status: 201,
  response: GameStateWire,
  errors: ["game.not_found", "game.changed", "state.invalid"],
});

const ProposalParams = z.object({ id: IdWire, pid: IdWire });

/** `GET /games/{id}/proposals/current` */
export const currentProposal = defineEndpoint({
  method: "GET",
  path: "/games/:id/proposals/current",
  summary: "The open proposal, if there is one",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({
    proposal: ProposalWire.nullable(),
    /** The capture under way, when there is one. */
    running: z
      .object({
        capture_id: IdWire,
        stage: z.string(),
        share: z.number(),
        eta_ms: z.number().nullable(),
        job_id: z.string().nullable(),
      })
      .nullable(),
  }),
  errors: ["game.not_found"],
});

/** `POST /games/{id}/proposals/{pid}/agree` */
export const agreeProposal = defineEndpoint({
  method: "POST",
  path: "/games/:id/proposals/:pid/agree",
  summary: "Accept a proposal, with answers or an own version where needed",
  scope: "tabletop:write",
  params: ProposalParams,
  body: z.object({
    expected_seq: z.int(),
    /** Answer per question id. */
    answers: z.record(z.string(), z.string()).optional(),
    /** The person's own version; then the proposal counts as adjusted. */
    move: MoveInputWire.optional(),
    /** For a setup photo or `too_much`: the position as the person sees it. */
    position: BoardStateWire.optional(),
  }),
  status: 200,
  response: z.object({
    proposal: ProposalWire,
    move: MoveLineWire.nullable(),
    state: StateWire,
    /** What is still to be asked after these answers; then nothing was committed. */
    open_questions: z.array(ProposalWire.shape.questions.element),
  }),
  errors: [
    "game.not_found",
    "proposal.not_found",
    "proposal.closed",
    "proposal.stale",
    "proposal.needs_answer",
    "game.changed",
    "move.conflict",
  ],
});

/** `POST /games/{id}/proposals/{pid}/reject` */
export const rejectProposal = defineEndpoint({
  method: "POST",
  path: "/games/:id/proposals/:pid/reject",
  summary: "Refuse a proposal",
  scope: "tabletop:write",
  params: ProposalParams,
  body: z.object({ reason: z.enum(["retake", "wrong", "ignore", "use_anyway"]) }),
  status: 200,
  response: ProposalWire,
  errors: ["game.not_found", "proposal.not_found", "proposal.closed"],
});

/** `GET /games/{id}/moves` */
export const listMoves = defineEndpoint({
  method: "GET",
  path: "/games/:id/moves",
  summary: "Moves of a game in playing order",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ items: z.array(MoveLineWire), next_cursor: z.string().nullable() }),
  errors: ["game.not_found"],
});

/** `POST /games/{id}/moves`: a move without a photo. */
export const enterMove = defineEndpoint({
  method: "POST",
  path: "/games/:id/moves",
  summary: "Enter a move by hand",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ move: MoveInputWire, expected_seq: z.int() }),
  status: 201,
  response: z.object({ move: MoveLineWire, state: StateWire }),
  errors: ["game.not_found", "game.changed", "game.not_active", "move.conflict"],
});

const UndoWire = z.object({ state: StateWire, undone_group: IdWire, text: z.string() });

/** `POST /games/{id}/undo` */
export const undoGame = defineEndpoint({
  method: "POST",
  path: "/games/:id/undo",
  summary: "Take back the newest change",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ expected_seq: z.int() }),
  status: 200,
  response: UndoWire,
  errors: ["game.not_found", "game.changed", "game.nothing_to_undo"],
});

/** `POST /games/{id}/redo` */
export const redoGame = defineEndpoint({
  method: "POST",
  path: "/games/:id/redo",
  summary: "Do again what was taken back last",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ expected_seq: z.int() }),
  status: 200,
  response: UndoWire,
  errors: ["game.not_found", "game.changed", "game.nothing_to_redo"],
});

/** `POST /games/{id}/calibrations` */
export const setCalibration = defineEndpoint({
  method: "POST",
  path: "/games/:id/calibrations",
  summary: "Say where the board lies in the picture",
  scope: "tabletop:write",
  params: GameParams,
  query: z.object({ dry_run: z.enum(["true", "false"]).optional() }),
  body: z.object({
    camera_id: IdWire.nullish(),
    kind: z.literal("corners"),
    /** TL, TR, BR, BL in pixels of the upright photo. */
    corners: z.array(PointWire).length(4),
    image: z.object({ width: z.int().min(1).max(20000), height: z.int().min(1).max(20000) }),
  }),
  status: 201,
  response: CalibrationWire,
  errors: ["game.not_found", "calibration.invalid"],
});

/** `GET /games/{id}/calibrations` */
export const listCalibrations = defineEndpoint({
  method: "GET",
  path: "/games/:id/calibrations",
  summary: "Calibrations of a game, newest first",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ items: z.array(CalibrationWire), next_cursor: z.string().nullable() }),
  errors: ["game.not_found"],
});

/** `PUT /games/{id}/palette` */
export const setPalette = defineEndpoint({
  method: "PUT",
  path: "/games/:id/palette",
  summary: "Learn the players' colours from taps on a photo",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    capture_id: IdWire,
    samples: z
      .array(
        z.object({
          player: z.int().min(1).max(12),
          /** On a board of cells. */
          cell: z.string().max(8).optional(),
          /** On a board of zones: a place in 0–1000 of its width and height. */
          at: PointWire.optional(),
        }),
      )
      .min(1)
      .max(200),
  }),
  status: 200,
  response: z.object({ palette: z.array(PaletteEntryWire), warnings: z.array(z.string()) }),
  errors: ["game.not_found", "capture.not_found", "calibration.missing"],
});

/** `GET /games/{id}/events` */
export const listGameEvents = defineEndpoint({
  method: "GET",
  path: "/games/:id/events",
  summary: "The log of a game",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({
    after_seq: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  status: 200,
  response: z.object({ items: z.array(GameEventWire), head_seq: z.int() }),
  errors: ["game.not_found"],
});

/** `GET /games/{id}/stream`: events of one game for clients without the web app's one stream. */
export const streamGame = defineEndpoint({
  method: "GET",
  path: "/games/:id/stream",
  summary: "What happens in a game, as server-sent events",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.unknown(),
  answers: "event-stream",
  errors: ["game.not_found"],
});
