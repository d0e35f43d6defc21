/** The rule module of every game without one of its own, driven by the `moves` of its manifest. */
import { playerKey } from "../labels.ts";
import type { GameState, Move, Piece, RuleModule, Seat, Table } from "../types.ts";
import { applyToBoard } from "./apply.ts";
import { checkMove } from "./check.ts";
import { describeMove } from "./describe.ts";
import { gridHypotheses } from "./hypotheses.ts";
import type { GenericSettings, SettingsOf } from "./settings.ts";
import { advance, firstToMove, passesTurn, seatsOf } from "./turns.ts";

/**
 * Generic rules. Positions decide what is possible (a taken cell is a conflict); whose turn it is and whose piece it is
 * are verdicts only, because people decide. `apply` also counts and passes on the turn when the move ends one.
 */
export function createGenericRules(settingsOf: SettingsOf): RuleModule {
  return {
    board: (options) => settingsOf(options).board,
    initial: (table) => initialState(settingsOf(table.options), table),
    apply(state, move, table) {
      const settings = settingsOf(table.options);
      const applied = applyToBoard(settings, state, move);
      if (!applied.ok || !passesTurn(settings, move)) return applied;
      return { ok: true, state: advance(settings, applied.state, moverOf(move), table) };
    },
    hypotheses(state, seen, table, plies) {
      const settings = settingsOf(table.options);
      if (plies === 2 || settings.board.kind !== "grid" || !settings.manifest.readsPhotos) return [];
      return gridHypotheses(settings, settings.board, state, seen, table);
    },
    check: (state, move, table) => checkMove(settingsOf(table.options), state, move, table),
    describe: (_state, move, table) => describeMove(settingsOf(table.options), move, table),
    end: () => null,
    endsTurn: (_state, move) => passesTurn(settingsOf({}), move),
  };
}

const moverOf = (move: Move): Seat | null => move.player;

function initialState(settings: GenericSettings, table: Table): GameState {
  const { manifest, board } = settings;
  const seats = seatsOf(table);
  const phase = manifest.turn.phases[0]?.id ?? "play";
  const common = {
    turn: 0,
    round: 1,
    phase,
    turnPlayer: firstToMove(settings, table),
    resources: startResources(settings, seats),
  };
  if (board.kind === "grid") return { ...common, grid: startGrid(settings) };
  if (board.kind === "table") return { ...common, bases: [] };
  const zones: Record<string, Record<string, number>> = {};
  const tracks: Record<string, Record<string, number>> = {};
  for (const zone of board.zones) {
    if (zone.kind === "text") continue;
    const start = Object.fromEntries(
      (zone.owners ?? seats).filter((seat) => seats.includes(seat)).map((seat) => [playerKey(seat), 0]),
    );
    if (zone.kind === "track") tracks[zone.id] = start;
    else zones[zone.id] = start;
  }
  for (const { zone, seat, count } of settings.startCounts(seats)) {
    const kept = zone in tracks ? tracks : zones;
    kept[zone] = { ...kept[zone], [playerKey(seat)]: count };
  }
  return { ...common, zones, tracks };
}

function startGrid(settings: GenericSettings): readonly (readonly (Piece | null)[])[] {
  if (settings.board.kind !== "grid") return [];
  const rows = Array.from({ length: settings.board.rows }, () =>
    new Array<Piece | null>(settings.board.kind === "grid" ? settings.board.cols : 0).fill(null),
  );
  for (const { col, row, piece } of settings.start) {
    const line = rows[row];
    if (line) line[col] = piece;
  }
  return rows;
}

function startResources(settings: GenericSettings, seats: readonly Seat[]): GameState["resources"] {
  if (settings.manifest.resources.length === 0) return {};
  const start = Object.fromEntries(settings.manifest.resources.map(({ id, start }) => [id, start]));
  return Object.fromEntries(seats.map((seat) => [playerKey(seat), { ...start }]));
}
