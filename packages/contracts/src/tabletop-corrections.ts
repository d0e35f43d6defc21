import { z } from "zod";
import { IdWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { MoveInputWire, MoveWire } from "./tabletop-moves.ts";
import { StateWire } from "./tabletop-shapes.ts";

const NthMove = z.object({ id: IdWire, n: z.coerce.number().int().min(0) });
const DryRun = z.object({ dry_run: z.enum(["true", "false"]).optional() });

/** What a correction makes of one later move. */
export const LaterMoveWire = z.object({
  /** Number after the correction. */
  n: z.int().min(1),
  move_id: IdWire,
  /**
   * `same`: stays as it is · `follows`: WOPR had decided it and reads its photo differently now, for sure · `question`:
   * a person had decided it, or the new reading is not sure; it stays and is flagged · `conflict`: it no longer fits.
   */
  result: z.enum(["same", "follows", "question", "conflict"]),
  before: MoveWire,
  /** What its photo says on the corrected ground; null where it has none or says nothing. */
  after: MoveWire.nullable(),
  text: z.string(),
});
/** {@link LaterMoveWire} as a type. */
export type LaterMoveWire = z.infer<typeof LaterMoveWire>;

/** What a correction leads to. With `dry_run` nothing was written and `group_id` is null. */
export const CorrectionWire = z.object({
  dry_run: z.boolean(),
  /** "Changes moves 9 and 12; move 10 needs you." */
  text: z.string(),
  /** Later moves whose result is not `same`. */
  later: z.array(LaterMoveWire),
  state: StateWire,
  /** Undo takes this group back. */
  group_id: IdWire.nullable(),
  /** Whether the game goes back to asking: it had been agreeing by itself. */
  asks_again: z.boolean(),
});
/** {@link CorrectionWire} as a type. */
export type CorrectionWire = z.infer<typeof CorrectionWire>;

const errors = ["game.not_found", "game.changed", "move.not_found", "move.conflict"] as const;

/** `PUT /games/{id}/moves/{n}` */
export const correctMove = defineEndpoint({
  method: "PUT",
  path: "/games/:id/moves/:n",
  summary: "Correct an earlier move; photos of later moves are read again",
  scope: "tabletop:write",
  params: NthMove,
  query: DryRun,
  body: z.object({ move: MoveInputWire, expected_seq: z.int(), reason: z.string().max(500).optional() }),
  status: 200,
  response: CorrectionWire,
  errors,
});

/** `POST /games/{id}/moves/{n}/insert`: right after move n; 0 puts it first. */
export const insertMove = defineEndpoint({
  method: "POST",
  path: "/games/:id/moves/:n/insert",
  summary: "Insert a move that was missed",
  scope: "tabletop:write",
  params: NthMove,
  query: DryRun,
  body: z.object({ move: MoveInputWire, expected_seq: z.int(), reason: z.string().max(500).optional() }),
  status: 200,
  response: CorrectionWire,
  errors,
});

/** `DELETE /games/{id}/moves/{n}` */
export const removeMove = defineEndpoint({
  method: "DELETE",
  path: "/games/:id/moves/:n",
  summary: "Remove a move that never happened",
  scope: "tabletop:write",
  params: NthMove,
  query: DryRun.extend({ expected_seq: z.coerce.number().int().min(0), reason: z.string().max(500).optional() }),
  status: 200,
  response: CorrectionWire,
  errors,
});

/** `POST /games/{id}/proposals/{pid}/hold`: stops the countdown of a proposal that would be agreed to by itself. */
export const holdProposal = defineEndpoint({
  method: "POST",
  path: "/games/:id/proposals/:pid/hold",
  summary: "Stop WOPR from agreeing to this proposal by itself",
  scope: "tabletop:write",
  params: z.object({ id: IdWire, pid: IdWire }),
  status: 200,
  response: z.object({ held: z.boolean() }),
  errors: ["game.not_found", "proposal.not_found"],
});

/** `POST /games/{id}/captures/{cid}/attach`: a late photo belongs to a move that was agreed without it. */
export const attachCapture = defineEndpoint({
  method: "POST",
  path: "/games/:id/captures/:cid/attach",
  summary: "Attach a late photo to a move",
  scope: "tabletop:write",
  params: z.object({ id: IdWire, cid: IdWire }),
  body: z.object({ n: z.int().min(1), expected_seq: z.int() }),
  status: 200,
  response: z.object({ n: z.int(), move_id: IdWire, capture_id: IdWire }),
  errors: ["game.not_found", "game.changed", "move.not_found", "capture.not_found", "move.has_photo"],
});
