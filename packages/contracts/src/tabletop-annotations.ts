import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

const GameParams = z.object({ id: IdWire });
const Written = z.object({
  /** Head of the log after it. */
  head_seq: z.int(),
  event_id: IdWire,
});
const errors = ["game.not_found", "move.not_found"] as const;

/** Signs of chess notation, used for every game. */
export const Glyph = z.enum(["!", "?", "!?", "?!", "!!", "??"]);

/** A remark somebody made. */
export const CommentWire = z.object({
  event_id: IdWire,
  move_id: IdWire.nullable(),
  text: z.string(),
  by: z.string(),
  at: InstantWire,
});
/** {@link CommentWire} as a type. */
export type CommentWire = z.infer<typeof CommentWire>;

/** An arrow on the board between two cells, zones or points. */
export const ArrowWire = z.object({ from: z.string(), to: z.string() });

/** `POST /games/{id}/comments`: on a move, or on the game as a whole. Plain text. */
export const addComment = defineEndpoint({
  method: "POST",
  path: "/games/:id/comments",
  summary: "Comment on a move or on the game",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ move_id: IdWire.nullish(), text: z.string().trim().min(1).max(2000) }),
  status: 201,
  response: CommentWire,
  errors,
});

/** `GET /games/{id}/comments` */
export const listComments = defineEndpoint({
  method: "GET",
  path: "/games/:id/comments",
  summary: "All comments of a game, oldest first",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ items: z.array(CommentWire), next_cursor: z.string().nullable() }),
  errors: ["game.not_found"],
});

/** `POST /games/{id}/glyphs`: the newest of a move counts; null takes it off. */
export const setGlyph = defineEndpoint({
  method: "POST",
  path: "/games/:id/glyphs",
  summary: "Mark a move as good, doubtful or bad",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ move_id: IdWire, glyph: Glyph.nullable() }),
  status: 201,
  response: Written,
  errors,
});

/** `POST /games/{id}/arrows`: an arrow that is drawn already is taken off. */
export const toggleArrow = defineEndpoint({
  method: "POST",
  path: "/games/:id/arrows",
  summary: "Draw an arrow beside a move, or take it off",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ move_id: IdWire, from: z.string().min(1).max(60), to: z.string().min(1).max(60) }),
  status: 201,
  response: Written.extend({ drawn: z.boolean() }),
  errors,
});

/** `POST /games/{id}/turn-notes`: answers to the turn form of the pack; replaces earlier answers of the move. */
export const noteTurn = defineEndpoint({
  method: "POST",
  path: "/games/:id/turn-notes",
  summary: "Fill in the turn form of a move",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    move_id: IdWire,
    answers: z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean()])),
  }),
  status: 201,
  response: Written,
  errors: [...errors, "note.invalid"],
});

/** How a game ended. */
export const ResultWire = z.object({
  players: z.array(
    z.object({
      position: z.int(),
      /** Per score field of the pack. */
      fields: z.record(z.string(), z.number()),
      total: z.number().nullable(),
      /** 1 = best; equal players share a rank. */
      rank: z.int().nullable(),
      winner: z.boolean(),
    }),
  ),
  reason: z.string().nullable(),
});
/** {@link ResultWire} as a type. */
export type ResultWire = z.infer<typeof ResultWire>;

/** `POST /games/{id}/result`: totals, ranks and winners follow from the score sheet unless they are named. */
export const setResult = defineEndpoint({
  method: "POST",
  path: "/games/:id/result",
  summary: "Say how the game ended",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    players: z
      .array(
        z.object({
          position: z.int().min(1).max(12),
          fields: z.record(z.string().max(60), z.number()).default({}),
          rank: z.int().min(1).max(12).nullish(),
          winner: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(12),
    reason: z.string().max(500).nullish(),
    /** Whether the game is over with it; true unless said otherwise. */
    complete: z.boolean().default(true),
    expected_seq: z.int().optional(),
  }),
  status: 201,
  response: z.object({ result: ResultWire, head_seq: z.int() }),
  errors: ["game.not_found", "game.changed", "result.invalid"],
});

/** `GET /games/{id}/score-sheet`: what the position says, before anybody wrote a result. */
export const readScoreSheet = defineEndpoint({
  method: "GET",
  path: "/games/:id/score-sheet",
  summary: "The score sheet of the pack, filled from the position",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({
    fields: z.array(z.object({ id: z.string(), name: z.string(), points: z.number() })),
    result: ResultWire,
    /** Whether the rules say that the game is over. */
    over: z.object({ winner: z.int().nullable(), reason: z.string() }).nullable(),
  }),
  errors: ["game.not_found"],
});

/** `POST /games/{id}/dismissals`: stays for that move, whatever is corrected later. */
export const dismissVerdict = defineEndpoint({
  method: "POST",
  path: "/games/:id/dismissals",
  summary: "Dismiss what a rule says about a move, or take that back",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ move_id: IdWire, rule: z.string().max(60), dismissed: z.boolean().default(true) }),
  status: 201,
  response: Written,
  errors,
});
