import type { GameWire, PackWire } from "@wopr/contracts";
import type { BoardSpec, GridSpec, ZoneSpec, ZonesSpec } from "@wopr/games";

type Raw = Readonly<Record<string, unknown>>;

/** Largest number of rows or columns a board of one's own may have. */
export const MOST_CELLS = 40;

/**
 * The board of a game: the pack's own, or for boards people describe themselves what the options say.
 *
 * @returns `undefined` when the pack is not known here or its board cannot be read.
 */
export function boardOf(
  game: Pick<GameWire, "pack_id" | "pack_options">,
  packs: readonly PackWire[] | undefined,
): BoardSpec | undefined {
  const pack = packs?.find(({ id }) => id === game.pack_id);
  const fixed = pack ? readBoard(pack.board) : undefined;
  if (fixed?.kind === "zones" && game.pack_id !== "custom_zones") return withLayout(fixed, game.pack_options["layout"]);
  if (game.pack_id === "custom_grid") return gridFromOptions(game.pack_options);
  if (game.pack_id === "custom_zones") return readBoard({ ...game.pack_options, kind: "zones" });
  return fixed;
}

/** The zones of a printed board where somebody drew them; what nobody drew stays without a place. */
function withLayout(board: ZonesSpec, layout: unknown): ZonesSpec {
  const { zones, aspect } = (layout ?? {}) as { zones?: readonly ZoneSpec[]; aspect?: number };
  if (!Array.isArray(zones)) return board;
  const drawn = new Map((zones as readonly ZoneSpec[]).map((zone) => [zone.id, zone]));
  return {
    ...board,
    ...(typeof aspect === "number" ? { aspect } : {}),
    zones: board.zones.map((zone) => {
      const { polygon, stops } = drawn.get(zone.id) ?? {};
      return { ...zone, ...(polygon ? { polygon } : {}), ...(stops ? { stops } : {}) };
    }),
  };
}

/** The grid that options of a `custom_grid` game describe; missing options have their defaults. */
export function gridFromOptions(options: Raw): GridSpec {
  return {
    kind: "grid",
    rows: whole(options["rows"], 8),
    cols: whole(options["cols"], 8),
    points: options["points"] === "intersections" ? "intersections" : "cells",
    origin: options["origin"] === "bottom" ? "bottom" : "top",
    letters: options["letters"] === "lower" ? "lower" : "upper",
    ...(options["checkered"] === true ? { checkered: true } : {}),
  };
}

/** Kinds of pieces of a game: the pack's own, or for boards people describe themselves what the options say. */
export function piecesOf(
  game: Pick<GameWire, "pack_id" | "pack_options">,
  packs: readonly PackWire[] | undefined,
): readonly { readonly id: string; readonly name: string }[] {
  const own = game.pack_id === "custom_grid" ? game.pack_options["piece_types"] : undefined;
  const described = Array.isArray(own) ? own.filter(isPieceType) : [];
  if (described.length > 0) return described.map(({ id, name }) => ({ id, name: name ?? id }));
  const known = packs?.find(({ id }) => id === game.pack_id)?.pieces ?? [];
  return known.length > 0 ? known : [{ id: "piece", name: "Piece" }];
}

const isPieceType = (value: unknown): value is { readonly id: string; readonly name?: string } =>
  typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";

const whole = (value: unknown, otherwise: number) =>
  typeof value === "number" && Number.isInteger(value) && value >= 2 && value <= MOST_CELLS ? value : otherwise;

/** A board as packs carry it; `undefined` when it cannot be read. */
export function readBoard(raw: Raw): BoardSpec | undefined {
  if (raw["kind"] === "grid") return gridFromOptions(raw);
  if (raw["kind"] === "zones" && Array.isArray(raw["zones"]))
    return {
      kind: "zones",
      zones: raw["zones"] as ZoneSpec[],
      ...(typeof raw["aspect"] === "number" ? { aspect: raw["aspect"] } : {}),
    };
  if (raw["kind"] === "table") {
    const widthMm = Number(raw["width_mm"] ?? raw["widthMm"]);
    const heightMm = Number(raw["height_mm"] ?? raw["heightMm"]);
    if (widthMm > 0 && heightMm > 0) return { kind: "table", widthMm, heightMm };
  }
  return undefined;
}

/** Whether photos of a game are read: its kind is, or somebody drew where the areas of its printed board lie. */
export const readsPhotos = (game: Pick<GameWire, "pack_options">, pack: PackWire | undefined): boolean =>
  (pack?.reads_photos ?? true) || game.pack_options["layout"] !== undefined;

/** What a cell, an area or a base is called: areas by their names, bases by what they are. */
export function placeName(board: BoardSpec | undefined, id: string): string {
  if (board?.kind === "zones") return board.zones.find((zone) => zone.id === id)?.name ?? id;
  return board?.kind === "table" ? id.replaceAll("_", " ") : id;
}
