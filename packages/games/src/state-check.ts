/** Checks values of a position that a person set by hand. */
import { playerKey } from "./labels.ts";
import { errorAt, type Problem, warningAt } from "./problems.ts";
import type { BoardSpec, GameState, PackManifest, Piece, Table } from "./types.ts";

/** Parts of a state; what is absent stays as it is. */
export type StatePart = Partial<Pick<GameState, "phase" | "grid" | "zones" | "tracks" | "resources" | "bases">>;

/**
 * Checks a part of a state against the pack, with JSON pointers into the part (`/grid/3/4/player`).
 *
 * Errors are what cannot be: a grid of another size, a seat nobody sits at, a negative count. What a pack merely does not
 * know (a phase, a resource, a grid on a board of zones) is a warning, because a person may know better.
 *
 * @param manifest With its board, as `manifestFor` gives it.
 */
export function checkState(manifest: PackManifest, table: Table, part: StatePart): readonly Problem[] {
  const { board } = manifest;
  const seats = new Set(table.players.map((player) => playerKey(player.seat)));
  return [
    ...checkPhase(manifest, part),
    ...(part.grid && board ? checkGrid(manifest, board, part.grid, table) : []),
    ...checkAmounts("/zones", part.zones, seats, limitsOf(board, ["count", "occupancy"])),
    ...checkAmounts("/tracks", part.tracks, seats, limitsOf(board, ["track"])),
    ...checkResources(manifest, part.resources, seats),
    ...checkBases(board, part.bases, table),
  ];
}

function checkPhase(manifest: PackManifest, { phase }: StatePart): readonly Problem[] {
  if (phase === undefined || manifest.turn.phases.some((known) => known.id === phase)) return [];
  const known = manifest.turn.phases.map(({ id }) => id).join(", ");
  return [warningAt("/phase", `${manifest.title} has no phase "${phase}". It knows: ${known}.`)];
}

function checkGrid(
  manifest: PackManifest,
  board: BoardSpec,
  grid: NonNullable<GameState["grid"]>,
  table: Table,
): readonly Problem[] {
  if (board.kind !== "grid") return [warningAt("/grid", `${manifest.title} has no grid; its cells are kept unread.`)];
  if (grid.length !== board.rows)
    return [errorAt("/grid", `The board has ${board.rows} rows, ${grid.length} were given.`)];
  return grid.flatMap((row, at) =>
    row.length === board.cols
      ? row.flatMap((piece, col) => (piece ? checkPiece(manifest, piece, `/grid/${at}/${col}`, table) : []))
      : [errorAt(`/grid/${at}`, `The board has ${board.cols} columns, ${row.length} were given.`)],
  );
}

function checkPiece(manifest: PackManifest, piece: Piece, pointer: string, table: Table): readonly Problem[] {
  const problems: Problem[] = [];
  if (!manifest.pieces.some((known) => known.id === piece.type))
    problems.push(warningAt(`${pointer}/type`, `${manifest.title} knows no piece "${piece.type}".`));
  if (piece.player !== null && !table.players.some((player) => player.seat === piece.player))
    problems.push(errorAt(`${pointer}/player`, `Nobody sits at seat ${piece.player}.`));
  return problems;
}

type Amounts = Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;

function limitsOf(board: BoardSpec | undefined, kinds: readonly string[]): ReadonlyMap<string, number | null> {
  if (board?.kind !== "zones") return new Map();
  return new Map(board.zones.filter((zone) => kinds.includes(zone.kind)).map((zone) => [zone.id, zone.max ?? null]));
}

function checkAmounts(
  pointer: string,
  amounts: Amounts,
  seats: ReadonlySet<string>,
  limits: ReadonlyMap<string, number | null>,
): readonly Problem[] {
  return Object.entries(amounts ?? {}).flatMap(([name, perPlayer]) => {
    const at = `${pointer}/${name}`;
    const limit = limits.get(name);
    const unknown = limit === undefined ? [warningAt(at, `The pack knows no "${name}"; it is kept unread.`)] : [];
    return [...unknown, ...Object.entries(perPlayer).flatMap(([key, value]) => amount(at, key, value, seats, limit))];
  });
}

function amount(
  at: string,
  key: string,
  value: number,
  seats: ReadonlySet<string>,
  limit: number | null | undefined,
): readonly Problem[] {
  if (!seats.has(key)) return [errorAt(`${at}/${key}`, `"${key}" is no player of this game.`)];
  if (!Number.isInteger(value) || value < 0)
    return [errorAt(`${at}/${key}`, `A count is a whole number from 0, not ${value}.`)];
  if (typeof limit === "number" && value > limit)
    return [errorAt(`${at}/${key}`, `At most ${limit} are possible here.`)];
  return [];
}

function checkResources(manifest: PackManifest, resources: Amounts, seats: ReadonlySet<string>): readonly Problem[] {
  return Object.entries(resources ?? {}).flatMap(([key, values]) => {
    const at = `/resources/${key}`;
    if (!seats.has(key)) return [errorAt(at, `"${key}" is no player of this game.`)];
    return Object.entries(values).flatMap(([id, value]) => resource(manifest, `${at}/${id}`, id, value));
  });
}

function resource(manifest: PackManifest, at: string, id: string, value: number): readonly Problem[] {
  if (!Number.isFinite(value)) return [errorAt(at, "A resource is a number.")];
  const known = manifest.resources.find((candidate) => candidate.id === id);
  if (!known) return [warningAt(at, `${manifest.title} knows no resource "${id}".`)];
  if (known.min !== undefined && value < known.min)
    return [errorAt(at, `${known.name} cannot fall below ${known.min}.`)];
  if (known.max !== undefined && value > known.max) return [errorAt(at, `${known.name} cannot exceed ${known.max}.`)];
  return [];
}

function checkBases(board: BoardSpec | undefined, bases: GameState["bases"], table: Table): readonly Problem[] {
  return (bases ?? []).flatMap((base, at) => {
    const problems: Problem[] = [];
    if (board?.kind === "table" && !(base.x >= 0 && base.x <= board.widthMm && base.y >= 0 && base.y <= board.heightMm))
      problems.push(errorAt(`/bases/${at}`, `Base "${base.id}" is not on the table.`));
    if (base.player !== null && !table.players.some((player) => player.seat === base.player))
      problems.push(errorAt(`/bases/${at}/player`, `Nobody sits at seat ${base.player}.`));
    return problems;
  });
}
