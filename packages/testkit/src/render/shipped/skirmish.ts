/** The sample "skirmish": two small bands on a gaming mat, measured in millimetres. */
import { matBoard, type TableBase, tableBases } from "../boards/mat.ts";
import { oakTable } from "../boards/tables.ts";
import { createRandom } from "../random.ts";
import type { Scene } from "../scene.ts";
import { truthOf } from "../truth.ts";
import { fileName, HINTS, RENDERED, type SampleSource, tenths } from "./sample.ts";

const WIDTH = 2048;
const HEIGHT = 1152;
const WIDTH_MM = 1829;
const HEIGHT_MM = 914;
const BOARD = matBoard(7, WIDTH_MM, HEIGHT_MM);
const TABLE = oakTable(5);

const base = (id: string, seat: number, x: number, y: number, baseMm = 27): TableBase => ({
  id,
  seat,
  x,
  y,
  baseMm,
  turn: seat === 1 ? 20 : 200,
});

/** Rangers (seat 1) come from the left, raiders (seat 2) from the right. */
const START: readonly TableBase[] = [
  base("ranger_1", 1, 260, 260),
  base("ranger_2", 1, 222, 218),
  base("ranger_3", 1, 214, 286),
  base("walker", 1, 250, 620, 70),
  base("raider_1", 2, 1560, 330),
  base("raider_2", 2, 1602, 292),
  base("raider_3", 2, 1606, 366),
  base("chief", 2, 1540, 640, 50),
];

interface Shot {
  readonly player: number | null;
  readonly to: Readonly<Record<string, readonly [number, number]>>;
  readonly about: "setup" | "move";
  readonly hint?: string;
}

const SHOTS: readonly Shot[] = [
  { player: null, to: {}, about: "setup", hint: "The bases stand where the game begins. Agree to begin." },
  {
    player: 1,
    to: { ranger_1: [392, 282], ranger_2: [356, 240], ranger_3: [350, 312] },
    about: "move",
    hint: "A unit of three moved. The leader is measured, the others must stay near.",
  },
  { player: 2, to: { raider_1: [1430, 352], raider_2: [1470, 312], raider_3: [1474, 388] }, about: "move" },
  {
    player: 1,
    to: { walker: [496, 606] },
    about: "move",
    hint: "The walker went further than its tool allows. The advice says by how much; the move still counts.",
  },
  { player: 2, to: { chief: [1372, 602] }, about: "move" },
  { player: 1, to: { ranger_1: [516, 330], ranger_2: [478, 292], ranger_3: [474, 362] }, about: "move" },
  {
    player: 2,
    to: { raider_1: [1306, 400], raider_2: [1352, 362], raider_3: [1260, 512] },
    about: "move",
    hint: "One raider strayed too far from its leader.",
  },
  { player: 1, to: { walker: [640, 560] }, about: "move" },
];

const POSITIONS: readonly (readonly TableBase[])[] = SHOTS.map((_, shot) =>
  START.map((start) => {
    const last = SHOTS.slice(0, shot + 1).findLast(({ to }) => start.id in to)?.to[start.id];
    return last ? { ...start, x: last[0], y: last[1], turn: start.turn + shot * 9 } : start;
  }),
);

function scene(shot: number): Scene {
  const random = createRandom(shot + 7_700);
  return {
    seed: 2_100 + shot,
    camera: {
      width: WIDTH,
      height: HEIGHT,
      target: [BOARD.cols / 2, BOARD.rows / 2],
      cellPx: 52,
      focal: 1.3,
      tilt: 4,
      azimuth: 3,
      roll: 0.3,
      k1: 0,
    },
    board: BOARD,
    table: TABLE,
    pieces: tableBases(POSITIONS[shot] ?? START),
    light: {
      elevation: 64,
      azimuth: 330,
      ambient: 0.6,
      size: 8,
      kelvin: 5100 + random.between(-30, 30),
      exposure: 1.05 + random.between(-0.006, 0.006),
      gradient: [0.04, -0.03],
    },
    sensor: { vignette: 0.15, blur: 0.5, readNoise: 0.5, shotNoise: 0.8, quality: 82 },
    antialias: 2,
    shadowRays: 12,
  };
}

const files = SHOTS.map((_, shot) => fileName("skirmish", shot));
const corners = () => tenths(truthOf(scene(0)).corners);

const typeOf = (baseMm: number) => `mini_${baseMm}`;

const UNITS = [
  {
    id: "rangers",
    name: "Rangers",
    player: 1,
    base_ids: ["ranger_1", "ranger_2", "ranger_3"],
    leader: "ranger_1",
    speed: 2,
  },
  { id: "walker", name: "Walker", player: 1, base_ids: ["walker"], leader: "walker", speed: 1 },
  {
    id: "raiders",
    name: "Raiders",
    player: 2,
    base_ids: ["raider_1", "raider_2", "raider_3"],
    leader: "raider_1",
    speed: 2,
  },
  { id: "chief", name: "Chief", player: 2, base_ids: ["chief"], leader: "chief", speed: 2 },
];

const TERRAIN = [
  {
    id: "ridge",
    name: "Ridge",
    kind: "impassable",
    height_mm: 60,
    polygon: [
      [860, 420],
      [1010, 410],
      [1020, 540],
      [870, 550],
    ],
  },
];

/** Bases as `POST /games/{id}/state` takes them. */
const pieces = (bases: readonly TableBase[]) =>
  bases.map(({ id, seat, x, y, baseMm }) => ({
    id,
    type: typeOf(baseMm),
    player: seat,
    position: { x, y },
    base_mm: baseMm,
  }));

/** Two bands on a mat. */
export const skirmishSample: SampleSource = {
  id: "skirmish",
  files,
  scene,
  truth: () => ({
    game: "Skirmish",
    table: { width_mm: WIDTH_MM, height_mm: HEIGHT_MM },
    corners: { file: files[0], order: "TL,TR,BR,BL of the table", px: corners(), by: "rendered" },
    frames: POSITIONS.map((position, shot) => ({
      file: files[shot],
      bases: position.map(({ id, seat, x, y, baseMm }) => ({ id, player: seat, x, y, base_mm: baseMm })),
    })),
    notes: [RENDERED],
  }),
  spec: () => ({
    id: "skirmish",
    title: "Skirmish",
    about:
      "Two small bands on a mat of 1829 by 914 millimetres. Bases are found and measured, and the rules say what is too far, with their error bars.",
    game: {
      name: "A skirmish at the ridge",
      game_type: "star_wars_legion",
      players: [
        { name: "Rangers", position: 1, color: "brown", kind: "human" },
        { name: "Raiders", position: 2, color: "blue", kind: "human" },
      ],
      pack_options: { units: UNITS, terrain: TERRAIN, start: pieces(START) },
    },
    image: { width: WIDTH, height: HEIGHT },
    corners: corners(),
    palette: [],
    start: [],
    photos: SHOTS.map(({ about, player, to, hint }, shot) => ({
      file: files[shot],
      about,
      player,
      placed: [],
      bases: Object.entries(to).map(([id, [x, y]]) => ({ id, x, y })),
      hint: hint ?? null,
    })),
    hints: HINTS,
  }),
};
