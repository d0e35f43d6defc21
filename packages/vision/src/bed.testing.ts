/** Rendered games of many kinds, each with what is true: what rules for accuracy are held to, and confidence is fitted on. */
import { type CellClass, findPack, type GameState, type GridSpec, rulesForRecording, type Table } from "@wopr/games";
import {
  createRandom,
  createStudio,
  heldCamera,
  hex,
  letterTile,
  MARKS,
  type Man,
  type Moment,
  markTile,
  type PieceShape,
  PLAIN_COLORS,
  patchwork,
  type Random,
  type Rgb,
  randomSetting,
  type Setting,
  type Surface,
  sceneOf,
  type Truth,
} from "@wopr/testkit/render";
import { decide } from "./decide/decide.ts";
import { cellsOf, type FullInference, infer, type Rules } from "./decide/infer.ts";
import { fromCorners } from "./geometry/calibrate.ts";
import type { LocatedImage } from "./observe/frame.ts";
import { observe } from "./observe/observe.ts";
import { paletteFrom } from "./read/learn.ts";
import { anImage, positionOf, stateOf } from "./scenes.testing.ts";
import type { Decision, Homography, Observation } from "./types.ts";

/** Kinds of games of the bed. */
export const BED_KINDS = ["men", "tiles", "letters", "stones", "chess"] as const;
/** One of {@link BED_KINDS}. */
export type BedKind = (typeof BED_KINDS)[number];

/** What differs between the two photos besides the move. */
export const BED_LIGHTS = ["same", "drift", "dim", "warm", "lamp"] as const;

/** How a case is drawn. */
export interface BedWishes {
  readonly kind: BedKind;
  readonly light?: (typeof BED_LIGHTS)[number];
  /** The phone is held by hand: the board lies elsewhere in every photo. */
  readonly held?: boolean;
  /** The photo shows the same position as the one before. */
  readonly still?: boolean;
  readonly width?: number;
}

/** One comparison of two rendered photos. */
export interface BedCase {
  readonly kind: BedKind;
  readonly observation: Observation;
  readonly inference: FullInference;
  readonly decision: Decision;
  /** Indices of the cells that really changed. */
  readonly truth: readonly number[];
  readonly found: readonly number[];
  /** Whether exactly the true cells were found, with the true owners. */
  readonly exact: boolean;
}

/** Plays one move on a random table and looks at it. Equal seeds give equal cases. */
export function bedCase(seed: number, wishes: BedWishes): BedCase {
  const random = createRandom(seed * 31 + 5);
  const game = wishes.kind === "chess" ? chessGame(random) : placingGame(random, wishes.kind);
  const table = tableFor(seed, wishes, game, random);
  const reference = table.photo(game.before, { shot: 0 }, random);
  const lit = lightOf(wishes.light ?? "same", table.setting, random);
  const current = table.photo(wishes.still ? game.before : game.after, { shot: 1, ...lit }, random);
  const { board, pack, players, state } = game;
  const position = positionOf(game.before, board);
  const located = { image: reference.image, imageToBoard: reference.map };
  const { observation } = observe({
    current: current.image,
    reference: located,
    board,
    palette: paletteFrom(located, board, position),
    emptyBefore: position.map((cls) => cls === "empty"),
    // Chess is photographed with corners dragged in every photo; the rest has to find the board again.
    ...(wishes.kind === "chess" && wishes.held ? { start: current.map } : {}),
    ...(wishes.kind === "chess" ? { tallPieces: true } : {}),
  });
  const inference = infer(state, observation, pack, players);
  const decision = decide(observation, inference, {
    maxChangedCells: game.most,
    ...(pack.manifest.pieces ? { pieces: pack.manifest.pieces } : {}),
  });
  const after = positionOf(wishes.still ? game.before : game.after, board);
  const changes = new Map(after.flatMap((cls, cell) => (cls === position[cell] ? [] : [[cell, cls] as const])));
  return { kind: wishes.kind, observation, inference, decision, ...compare(changes, observation, inference, decision) };
}

function compare(
  changes: ReadonlyMap<number, CellClass>,
  { board, scores }: Observation,
  { ranked }: FullInference,
  { outcome }: Decision,
) {
  const [best] = ranked;
  const refused = outcome === "retake" || outcome === "no_change";
  const believed = !refused && best && best.logScore > 0 ? best.hypothesis : undefined;
  const found = refused ? [] : believed ? [...cellsOf(believed, board.cols)] : scores.changed;
  const owners = (believed?.cells ?? []).every((c) => changes.get(c.row * board.cols + c.col) === c.after);
  const exact = found.length === changes.size && found.every((cell) => changes.has(cell)) && owners;
  return { truth: [...changes.keys()], found, exact };
}

interface Game {
  readonly board: GridSpec;
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
  readonly pack: Rules;
  readonly players: Table;
  readonly state: GameState;
  readonly most: number;
}

/** A man with its own looks. */
interface Piece extends Man {
  readonly surface?: Surface;
  readonly shape?: PieceShape;
}

function placingGame(random: Random, kind: BedKind): Game {
  const size = kind === "stones" ? random.pick([9, 13, 19]) : random.whole(7, kind === "tiles" ? 12 : 15);
  const board: GridSpec = {
    kind: "grid",
    rows: size,
    cols: size,
    points: kind === "stones" ? "intersections" : "cells",
    origin: "top",
    letters: "upper",
  };
  const seats = kind === "letters" ? 1 : kind === "tiles" ? 6 : 2;
  const taken = new Map<number, number>();
  const place = (count: number): void => {
    const full = taken.size + count;
    while (taken.size < full) {
      const cell = random.whole(0, size * size - 1);
      if (!taken.has(cell)) taken.set(cell, random.whole(1, seats));
    }
  };
  place(Math.max(seats * 3, random.whole(8, Math.floor(size * size * 0.35))));
  for (let seat = 1; seat <= seats; seat += 1) {
    // Every colour has been seen before, as a palette that was tapped.
    if (![...taken.values()].includes(seat)) taken.set([...taken.keys()][seat]!, seat);
  }
  const before = menOf(taken, size);
  if (kind === "letters" && random.next() < 0.15) {
    // A withdrawn move: tiles are taken back.
    for (const cell of [...taken.keys()].slice(0, random.whole(2, 4))) taken.delete(cell);
  } else if (kind === "letters" || kind === "tiles") {
    lay(taken, size, seats, random);
  } else {
    place(1);
    if (kind === "stones" && random.next() < 0.15) for (const cell of [...taken.keys()].slice(0, 1)) taken.delete(cell);
  }
  const most = 7;
  const moves = kind === "letters" || kind === "stones" ? (["place", "remove"] as const) : (["place"] as const);
  const seatList = Array.from({ length: seats }, (_, i) => i + 1);
  const { pack, table } = rulesForRecording({ board, seats: seatList, moves, maxChangedCells: most });
  return { board, before, after: menOf(taken, size), pack, players: table, state: stateOf(before, board), most };
}

/** A row of one to six tiles. */
function lay(taken: Map<number, number>, size: number, seats: number, random: Random): void {
  const down = random.next() < 0.5;
  const [row, col] = [random.whole(0, size - 1), random.whole(0, size - 1)];
  let left = random.whole(1, 6);
  for (let i = 0; left > 0 && i < size; i += 1) {
    const cell = down ? ((row + i) % size) * size + col : row * size + ((col + i) % size);
    if (taken.has(cell)) continue;
    taken.set(cell, random.whole(1, seats));
    left -= 1;
  }
}

const menOf = (taken: ReadonlyMap<number, number>, size: number): Piece[] =>
  [...taken].map(([cell, seat]) => ({ row: Math.floor(cell / size), col: cell % size, seat }));

const HEIGHTS: Readonly<Record<string, number>> = {
  pawn: 0.95,
  knight: 1.2,
  bishop: 1.35,
  rook: 1.1,
  queen: 1.6,
  king: 1.8,
};

function chessGame(random: Random): Game {
  const pack = findPack("chess")!;
  const players: Table = {
    players: (["white", "black"] as const).map((color, i) => ({ seat: i + 1, name: color, color })),
    options: {},
  };
  const blank = { cells: [] };
  let state = pack.rules.initial(players);
  const step = (): GameState => {
    const moves = pack.rules.hypotheses(state, blank, players, 1);
    const applied = moves.length > 0 ? pack.rules.apply(state, random.pick(moves).move, players) : undefined;
    return applied?.ok ? applied.state : state;
  };
  for (let ply = random.whole(2, 60); ply > 0; ply -= 1) state = step();
  const after = step();
  return {
    board: pack.manifest.board as GridSpec,
    before: chessMen(state),
    after: chessMen(after),
    pack,
    players,
    state,
    most: pack.manifest.maxChangedCells,
  };
}

const chessMen = ({ grid = [] }: GameState): Piece[] =>
  grid.flatMap((rank, row) =>
    rank.flatMap((piece, col): Piece[] =>
      piece
        ? [
            {
              row,
              col,
              seat: piece.player ?? 1,
              shape: { kind: "pawn", radius: 0.32, height: HEIGHTS[piece.type] ?? 1 },
            },
          ]
        : [],
    ),
  );

/** Takes photos of one table. */
interface BedTable {
  readonly setting: Setting;
  photo(
    men: readonly Piece[],
    moment: Moment,
    random: Random,
  ): { readonly image: LocatedImage["image"]; readonly map: Homography };
}

const SHAPES = { men: undefined, tiles: "tile", letters: "tile", stones: "stone", chess: "pawn" } as const;

function tableFor(seed: number, { kind, held, width = 720 }: BedWishes, { board }: Game, random: Random): BedTable {
  const shape = SHAPES[kind];
  const style = kind === "stones" ? "crossings" : kind === "chess" ? "checks" : undefined;
  const plain = randomSetting(seed, {
    rows: board.rows,
    width,
    players: kind === "tiles" ? 6 : 2,
    ...(shape ? { shape } : {}),
    ...(style ? { style } : {}),
  });
  const patches = PLAIN_COLORS.flatMap(({ ground, other }) => [ground, other]);
  const painted = kind === "letters" || (kind === "tiles" && random.next() < 0.4);
  const owners: readonly Rgb[] =
    kind === "stones"
      ? [hex("#1c1c1e"), hex("#ece9e0")]
      : kind === "chess"
        ? [hex("#ddd3b8"), hex("#2c2522")]
        : plain.owners;
  const setting: Setting = {
    ...plain,
    owners,
    board: painted ? patchwork(plain.board, patches, seed) : plain.board,
    camera: kind === "chess" ? { ...plain.camera, tilt: plain.camera.tilt * 0.7, k1: 0 } : plain.camera,
  };
  const looks = looksFor(kind, setting, random);
  const studio = createStudio();
  return {
    setting,
    photo(men, moment, chance) {
      const camera = held ? heldCamera(setting.camera, chance) : setting.camera;
      const scene = sceneOf({ ...setting, camera }, men, moment);
      const pieces = scene.pieces.map((piece, i) => {
        const man = men[i]!;
        const shaped = man.shape ? { ...piece, shape: man.shape } : piece;
        return looks ? { ...shaped, surface: looks(man) } : shaped;
      });
      const { picture, truth } = studio.render({ ...scene, pieces });
      return { image: anImage(picture), map: mapOf(truth, board, picture) };
    },
  };
}

function looksFor(kind: BedKind, setting: Setting, random: Random): ((man: Man) => Surface) | undefined {
  if (kind === "tiles") {
    const ground = random.pick([hex("#1b1b1d"), hex("#26262a"), hex("#3a2b20"), hex("#efe8d8")]);
    const dark = ground[0] < 0.3;
    const inks = (
      dark
        ? ["#e8402f", "#f08a1e", "#f0d21c", "#2fa84a", "#2f6fe0", "#f2f2ee"]
        : ["#b3201f", "#d9701a", "#b89a00", "#1f7a3a", "#1f4fb0", "#222222"]
    ).map(hex);
    const tiles = inks.flatMap((ink) => MARKS.map((mark) => markTile(mark, ground, ink)));
    return ({ seat, row, col }) => tiles[(seat - 1) * MARKS.length + ((row * 7 + col * 3) % MARKS.length)]!;
  }
  if (kind === "letters") {
    const ground = random.pick([hex("#efe3c2"), hex("#f3efe4"), hex("#e6cf9c")]);
    const tiles = ["A", "B", "C", "D", "E", "F", "G", "H"].map((letter) => letterTile(letter, ground, hex("#2a2320")));
    return ({ row, col }) => tiles[(row * 5 + col * 3) % tiles.length]!;
  }
  void setting;
  return undefined;
}

function mapOf(
  truth: Truth,
  board: GridSpec,
  picture: { readonly width: number; readonly height: number },
): Homography {
  const corners = board.points === "intersections" ? truth.crossingCorners : truth.corners;
  const calibrated = fromCorners(corners, board, picture);
  if (!calibrated.ok) throw new Error(calibrated.text);
  return calibrated.calibration.imageToBoard;
}

function lightOf(
  light: (typeof BED_LIGHTS)[number],
  { light: before }: Setting,
  random: Random,
): Pick<Moment, "light"> {
  switch (light) {
    case "same":
      return {};
    case "drift":
      return {
        light: {
          exposure: before.exposure * random.between(0.96, 1.04),
          kelvin: before.kelvin + random.between(-80, 80),
        },
      };
    case "dim":
      return {
        light: {
          exposure: before.exposure * random.between(0.6, 0.8),
          gradient: [random.between(-0.25, 0.25), random.between(-0.25, 0.25)],
        },
      };
    case "warm":
      return {
        light: { kelvin: random.pick([2700, 3200, 6500]), exposure: before.exposure * random.between(0.85, 1.1) },
      };
    case "lamp":
      return { light: { azimuth: before.azimuth + random.between(20, 90), elevation: random.between(40, 75) } };
  }
}
