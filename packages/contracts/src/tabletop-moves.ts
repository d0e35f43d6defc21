import { z } from "zod";

const Seat = z.int().min(1).max(12);
/** Name of a cell (`E4`), or id of a zone or base. */
export const CellWire = z.string().min(1).max(60);

const simpleMoves = [
  z.object({ kind: z.literal("place"), player: Seat, piece: z.string().max(60).optional(), to: CellWire }),
  z.object({ kind: z.literal("remove"), player: Seat.nullable(), from: CellWire }),
  z.object({
    kind: z.literal("move"),
    player: Seat,
    from: CellWire,
    to: CellWire,
    san: z.string().optional(),
    uci: z.string().optional(),
  }),
  z.object({
    kind: z.literal("capture"),
    player: Seat,
    from: CellWire,
    to: CellWire,
    captured: CellWire.optional(),
    san: z.string().optional(),
    uci: z.string().optional(),
  }),
  z.object({ kind: z.literal("swap"), player: Seat, a: CellWire, b: CellWire }),
  z.object({ kind: z.literal("count"), player: Seat, zone: z.string().max(60), delta: z.int().min(-99).max(99) }),
  z.object({ kind: z.literal("track"), player: Seat, track: z.string().max(60), to: z.int() }),
  z.object({
    kind: z.literal("relocate"),
    player: Seat,
    base_id: z.string().max(60),
    to: z.object({ x: z.number(), y: z.number() }),
  }),
  z.object({ kind: z.literal("pass"), player: Seat }),
] as const;

/** One part of a composite move. */
export const SimpleMoveWire = z.discriminatedUnion("kind", simpleMoves);

/** A move without its text (tabletop.md 4.4). */
export const MoveInputWire = z.discriminatedUnion("kind", [
  ...simpleMoves,
  z.object({ kind: z.literal("composite"), player: Seat, parts: z.array(SimpleMoveWire).min(1).max(400) }),
]);
/** {@link MoveInputWire} as a type. */
export type MoveInputWire = z.infer<typeof MoveInputWire>;

/** A move with the sentence that says it. */
export const MoveWire = z.intersection(MoveInputWire, z.object({ text: z.string() }));
/** {@link MoveWire} as a type. */
export type MoveWire = z.infer<typeof MoveWire>;

/** What the rules say. Advice only. */
export const VerdictWire = z.object({
  rule: z.string(),
  result: z.enum(["ok", "violation", "cannot_tell", "not_checked"]),
  severity: z.enum(["info", "warn"]),
  text: z.string(),
  measured: z.number().optional(),
  limit: z.number().optional(),
  sigma: z.number().optional(),
  dismissed: z.boolean(),
});

/** One number, one tap: asked when the picture alone does not settle it. */
export const QuestionWire = z.object({
  id: z.string(),
  text: z.string().max(80),
  kind: z.enum(["choice", "number", "cell", "yes_no"]),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  cells: z.array(CellWire),
});
/** {@link QuestionWire} as a type. */
export type QuestionWire = z.infer<typeof QuestionWire>;
