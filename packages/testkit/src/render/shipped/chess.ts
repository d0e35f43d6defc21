/** The sample "chess": the game Morphy played at the opera in 1858, one photo per ply. */
import { plainBoard } from "../boards/plain.ts";
import { oakTable } from "../boards/tables.ts";
import { hex } from "../color.ts";
import { createRandom } from "../random.ts";
import type { PieceShape, PlacedPiece, Scene } from "../scene.ts";
import { truthOf } from "../truth.ts";
import { fileName, HINTS, RENDERED, type SampleSource, tenths } from "./sample.ts";

const PLIES =
  "e2e4 e7e5 g1f3 d7d6 d2d4 c8g4 d4e5 g4f3 d1f3 d6e5 f1c4 g8f6 f3b3 d8e7 b1c3 c7c6 c1g5 b7b5 c3b5 c6b5 c4b5 b8d7 e1c1 a8d8 d1d7 d8d7 h1d1 e7e6 b5d7 f6d7 b3b8 d7b8 d1d8".split(
    " ",
  );

const BACK_RANK = "rnbqkbnr";
const WIDTH = 1280;
const HEIGHT = 960;

const BOARD = plainBoard(8, 8, "checks", { ground: hex("#bfa06c"), other: hex("#7a5a3c"), line: hex("#4b3826") }, 1858);
const TABLE = oakTable(11);
const TABLE_Z = -BOARD.thickness;

/** Lower case is black, as in FEN. */
type Man = "p" | "n" | "b" | "r" | "q" | "k" | "P" | "N" | "B" | "R" | "Q" | "K";

interface Standing {
  readonly man: Man;
  /** The ply that put it here; a man that stays keeps its place. */
  readonly since: number;
}

interface Position {
  readonly men: ReadonlyMap<string, Standing>;
  readonly taken: readonly Man[];
}

const START: Position = {
  men: new Map(
    [...BACK_RANK].flatMap((man, at) => {
      const file = "abcdefgh"[at] ?? "a";
      const standing = (letter: string): Standing => ({ man: letter as Man, since: 0 });
      return [
        [`${file}1`, standing(man.toUpperCase())],
        [`${file}2`, standing("P")],
        [`${file}7`, standing("p")],
        [`${file}8`, standing(man)],
      ] as const;
    }),
  ),
  taken: [],
};

function played(before: Position, uci: string, ply: number): Position {
  const [from, to] = [uci.slice(0, 2), uci.slice(2, 4)];
  const men = new Map(before.men);
  const moving = men.get(from);
  const taken = men.get(to);
  if (!moving) throw new Error(`Nothing stands on ${from} at ply ${ply}.`);
  men.delete(from);
  men.set(to, { man: moving.man, since: ply });
  const rook = men.get("a1");
  if (uci === "e1c1" && moving.man === "K" && rook) {
    men.delete("a1");
    men.set("d1", { man: rook.man, since: ply });
  }
  return { men, taken: taken ? [...before.taken, taken.man] : before.taken };
}

/** Positions before the first ply and after every one. */
function positions(): readonly Position[] {
  const all = [START];
  for (const [at, uci] of PLIES.entries()) all.push(played(all[at] ?? START, uci, at + 1));
  return all;
}

const POSITIONS = positions();

const SHAPES: Readonly<Record<string, PieceShape>> = {
  p: { kind: "pawn", radius: 0.25, height: 0.62 },
  n: { kind: "pawn", radius: 0.29, height: 0.78 },
  b: { kind: "pawn", radius: 0.29, height: 0.86 },
  r: { kind: "cylinder", radius: 0.29, height: 0.62 },
  q: { kind: "pawn", radius: 0.32, height: 0.98 },
  k: { kind: "pawn", radius: 0.33, height: 1.06 },
};

const WHITE = { color: hex("#f8f4ea"), gloss: 0.2 };
const BLACK = { color: hex("#26211f"), gloss: 0.25 };

const looks = (man: Man) => ({
  shape: SHAPES[man.toLowerCase()] ?? { kind: "disc", radius: 0.3, height: 0.3 },
  surface: man === man.toUpperCase() ? WHITE : BLACK,
});

function pieces({ men, taken }: Position): readonly PlacedPiece[] {
  const onBoard = [...men].map(([square, { man, since }]): PlacedPiece => {
    const col = square.charCodeAt(0) - "a".charCodeAt(0);
    const row = 8 - Number(square[1]);
    const random = createRandom(since * 1009 + row * 8 + col);
    return {
      ...looks(man),
      x: col + 0.5 + random.between(-0.06, 0.06),
      y: row + 0.5 + random.between(-0.06, 0.06),
      turn: random.between(0, 360),
    };
  });
  const aside = taken.map((man, at): PlacedPiece => {
    const isWhite = man === man.toUpperCase();
    const nth = taken.slice(0, at).filter((other) => (other === other.toUpperCase()) === isWhite).length;
    return { ...looks(man), x: isWhite ? -1.15 : 9.15, y: 0.8 + nth * 0.85, z: TABLE_Z };
  });
  return [...onBoard, ...aside];
}

function scene(shot: number): Scene {
  const random = createRandom(shot + 1858);
  return {
    seed: 900 + shot,
    camera: {
      width: WIDTH,
      height: HEIGHT,
      target: [4, 4.05],
      cellPx: 98,
      focal: 2,
      tilt: 5,
      azimuth: 0,
      roll: -0.6,
      k1: -0.015,
    },
    board: BOARD,
    table: TABLE,
    pieces: pieces(POSITIONS[shot] ?? START),
    light: {
      elevation: 66,
      azimuth: 200,
      ambient: 0.55,
      size: 7,
      kelvin: 4300 + random.between(-30, 30),
      exposure: 1.1 + random.between(-0.006, 0.006),
      gradient: [0.05, -0.04],
    },
    sensor: { vignette: 0.18, blur: 0.55, readNoise: 0.5, shotNoise: 0.8, quality: 78 },
    antialias: 2,
    shadowRays: 16,
  };
}

const files = POSITIONS.map((_, shot) => fileName("chess", shot));
const corners = () => tenths(truthOf(scene(0)).corners);

/** First field of the FEN. */
function placement({ men }: Position): string {
  const rank = (row: number) =>
    [..."abcdefgh"]
      .map((file) => men.get(`${file}${8 - row}`)?.man ?? "1")
      .join("")
      .replaceAll(/1+/g, (gap) => String(gap.length));
  return Array.from({ length: 8 }, (_, row) => rank(row)).join("/");
}

/** The opera game. */
export const chessSample: SampleSource = {
  id: "chess",
  files,
  scene,
  truth: () => ({
    game: "Chess",
    corners: {
      file: files[0],
      order: "TL,TR,BR,BL of the 8x8 field, first = a8 corner",
      px: corners(),
      by: "rendered",
    },
    frames: POSITIONS.map((position, shot) => ({
      file: files[shot],
      placement: placement(position),
      corners: corners(),
    })),
    pairs: PLIES.map((uci, at) => ({
      before: files[at],
      after: files[at + 1],
      move_uci: uci,
      squares_changed: changedSquares(at),
    })),
    notes: [RENDERED],
  }),
  spec: () => ({
    id: "chess",
    title: "Chess",
    about:
      "The game Paul Morphy played at the Paris opera in 1858, one photo after every move. The rules choose among the legal moves; castling and captures included.",
    game: {
      name: "At the opera, 1858",
      game_type: "chess",
      players: [
        { name: "Paul", position: 1, color: "white", kind: "human" },
        { name: "The Duke", position: 2, color: "black", kind: "human" },
      ],
      pack_options: {},
    },
    image: { width: WIDTH, height: HEIGHT },
    corners: corners(),
    palette: [
      { player: 1, cell: "a1" },
      { player: 1, cell: "e2" },
      { player: 1, cell: "d2" },
      { player: 2, cell: "a8" },
      { player: 2, cell: "e7" },
      { player: 2, cell: "d7" },
    ],
    start: [],
    photos: files.map((file, shot) => ({
      file,
      about: shot === 0 ? "setup" : "move",
      player: shot === 0 ? null : shot % 2 === 1 ? 1 : 2,
      placed: [],
      ...(shot === 0 ? {} : { uci: PLIES[shot - 1] }),
      hint: HINT[shot] ?? null,
    })),
    hints: HINTS,
  }),
};

const HINT: Readonly<Record<number, string>> = {
  0: "The pieces stand as at the beginning. Agree to begin.",
  1: "White moved a pawn. The camera tells colours apart; the rules know which pawn it was.",
  7: "A capture: one square changed its colour, another became empty.",
  23: "White castles: four squares change in one move.",
  33: "Mate. Finish the game and export it as PGN.",
};

function changedSquares(at: number): readonly string[] {
  const [before, after] = [POSITIONS[at]?.men, POSITIONS[at + 1]?.men];
  const squares = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...squares].filter((square) => before?.get(square)?.man !== after?.get(square)?.man).sort();
}
