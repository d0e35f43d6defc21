/** Arbitrary boards, positions, observations and moves for the laws of the rules. */
import fc from "fast-check";
import { cellAt, cellName } from "./cells.ts";
import { playerKey } from "./labels.ts";
import type {
  BoardObservation,
  CellClass,
  CellEvidence,
  GridSpec,
  Move,
  Piece,
  Seat,
  SimpleMove,
  Table,
} from "./types.ts";

/** Boards of every size a game may have. */
export const anyBoard: fc.Arbitrary<GridSpec> = fc.record({
  kind: fc.constant("grid" as const),
  rows: fc.integer({ min: 2, max: 40 }),
  cols: fc.integer({ min: 2, max: 40 }),
  points: fc.constantFrom("cells" as const, "intersections" as const),
  origin: fc.constantFrom("top" as const, "bottom" as const),
  letters: fc.constantFrom("upper" as const, "lower" as const),
});

const GRID_KINDS = ["place", "remove", "move", "capture", "swap", "pass"] as const;

/** Two to four players at a small `custom_grid` with any moves, order and owners. */
export const anyGridTable: fc.Arbitrary<Table> = fc
  .record({
    seats: fc.integer({ min: 2, max: 4 }),
    rows: fc.integer({ min: 2, max: 6 }),
    cols: fc.integer({ min: 2, max: 6 }),
    origin: fc.constantFrom("top", "bottom"),
    order: fc.constantFrom("alternate", "clockwise", "round", "free"),
    owners: fc.constantFrom("mover", "any"),
    moves: fc.uniqueArray(fc.constantFrom(...GRID_KINDS), { minLength: 1 }),
    max_changed_cells: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ seats, ...options }) => ({ players: playersUpTo(seats), options }));

/** Players at seats 1 to `seats`. */
export const playersUpTo = (seats: number): Table["players"] =>
  ["red", "blue", "green", "#aa22cc"]
    .slice(0, seats)
    .map((color, at) => ({ seat: at + 1, name: `Player ${at + 1}`, color }));

/** Any position of pieces, some of which belong to nobody. */
export const anyGrid = (board: GridSpec, seats: number): fc.Arbitrary<readonly (readonly (Piece | null)[])[]> => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: seats }).map((player) => ({ type: "piece", player })) },
    { weight: 1, arbitrary: fc.constant({ type: "piece", player: null }) },
  );
  return fc.array(fc.array(piece, { minLength: board.cols, maxLength: board.cols }), {
    minLength: board.rows,
    maxLength: board.rows,
  });
};

/** A photo in which up to `most` cells changed or may have changed. */
export const anyObservation = (board: GridSpec, seats: number, most: number): fc.Arbitrary<BoardObservation> => {
  const classes: readonly CellClass[] = ["empty", ...Array.from({ length: seats }, (_, at) => playerKey(at + 1))];
  const logLik = fc.tuple(
    ...classes.map((cls) => fc.double({ min: -10, max: 0, noNaN: true }).map((value) => [cls, value])),
  );
  const seen = fc.record({
    index: fc.nat({ max: board.rows * board.cols - 1 }),
    score: fc.double({ min: 5, max: 60, noNaN: true }),
    status: fc.constantFrom("changed" as const, "unsure" as const),
    logLik: logLik.map((entries): CellEvidence["logLik"] => Object.fromEntries(entries)),
  });
  return fc.uniqueArray(seen, { maxLength: most, selector: ({ index }) => index }).map((list) => {
    const cells = Array.from({ length: board.rows * board.cols }, (_, index): CellEvidence => {
      const found = list.find((one) => one.index === index);
      const at = cellAt(board, index);
      return found ? { ...at, ...found } : { ...at, score: 2, status: "same", logLik: {} };
    });
    return { cells };
  });
};

/** Any move at all: names that exist and names that do not, seats that nobody sits at, kinds for other boards. */
export const anyMove = (board: GridSpec): fc.Arbitrary<Move> => {
  const cell = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.nat({ max: board.rows * board.cols - 1 }).map((at) => cellName(board, cellAt(board, at))),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
  );
  const player: fc.Arbitrary<Seat> = fc.integer({ min: 1, max: 5 });
  const name = fc.constantFrom(
    "garrison_1",
    "conflict_2",
    "arrakeen",
    "combat",
    "influence_fremen",
    "nowhere",
    "__proto__",
  );
  const simple: fc.Arbitrary<SimpleMove> = fc.oneof(
    fc.record({ kind: fc.constant("place" as const), player, to: cell }),
    fc.record({ kind: fc.constant("remove" as const), player: fc.option(player), from: cell }),
    fc.record({ kind: fc.constant("move" as const), player, from: cell, to: cell }),
    fc.record({ kind: fc.constant("capture" as const), player, from: cell, to: cell }),
    fc.record({ kind: fc.constant("capture" as const), player, from: cell, to: cell, captured: cell }),
    fc.record({ kind: fc.constant("swap" as const), player, a: cell, b: cell }),
    fc.record({ kind: fc.constant("count" as const), player, zone: name, delta: fc.integer({ min: -9, max: 9 }) }),
    fc.record({ kind: fc.constant("track" as const), player, track: name, to: fc.integer({ min: -3, max: 30 }) }),
    fc.record({
      kind: fc.constant("relocate" as const),
      player,
      base_id: fc.constantFrom("a", "b"),
      to: fc.record({ x: fc.double(), y: fc.double() }),
    }),
    fc.record({ kind: fc.constant("pass" as const), player }),
  );
  const composite = fc.record({
    kind: fc.constant("composite" as const),
    player,
    parts: fc.array(simple, { minLength: 1, maxLength: 4 }),
  });
  return fc.oneof({ weight: 3, arbitrary: simple }, { weight: 1, arbitrary: composite });
};

/** Freezes plain data to the bottom, so that a rule that writes into its input fails. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
