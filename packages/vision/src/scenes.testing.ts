import { createHash } from "node:crypto";
import { type CellClass, type GameState, type GridSpec, rulesForRecording } from "@wopr/games";
import {
  createStudio,
  type Man,
  type Moment,
  randomSetting,
  type Setting,
  type SettingWishes,
  sceneOf,
} from "@wopr/testkit/render";
import { decide } from "./decide/decide.ts";
import { infer } from "./decide/infer.ts";
import { fromCorners } from "./geometry/calibrate.ts";
import type { LocatedImage } from "./observe/frame.ts";
import { type ObserveInput, observe } from "./observe/observe.ts";
import { paletteFrom } from "./read/learn.ts";
import type { Image } from "./types.ts";

/** A rendered table: takes photos of positions. Equal seeds give equal photos. */
export interface RenderedTable {
  readonly board: GridSpec;
  readonly setting: Setting;
  photo(men: readonly Man[], moment: Moment): LocatedImage;
}

/** A random table of a seed. */
export function aTable(seed: number, wishes: SettingWishes = {}): RenderedTable {
  const setting = randomSetting(seed, wishes);
  const { rows, cols } = setting.board;
  const board: GridSpec = { kind: "grid", rows, cols, points: "cells", origin: "top", letters: "upper" };
  const studio = createStudio();
  return {
    board,
    setting,
    photo(men, moment) {
      const { picture, truth } = studio.render(sceneOf(setting, men, moment));
      const still = moment.bump ? studio.render(sceneOf(setting, men, { shot: moment.shot })).truth : truth;
      const calibrated = fromCorners(still.corners, board, picture);
      if (!calibrated.ok) throw new Error(calibrated.text);
      return { image: anImage(picture), imageToBoard: calibrated.calibration.imageToBoard };
    },
  };
}

/** Pixels as a decoded photo. */
export function anImage({ width, height, rgb }: Pick<Image, "width" | "height" | "rgb">): Image {
  return { width, height, rgb, scale: 1, sha256: createHash("sha256").update(rgb).digest("hex"), dhash: "0" };
}

/** Classes of all cells, row by row. */
export function positionOf(men: readonly Man[], { rows, cols }: GridSpec): CellClass[] {
  const position = new Array<CellClass>(rows * cols).fill("empty");
  for (const { col, row, seat } of men) position[row * cols + col] = `player_${seat}`;
  return position;
}

/** The same as rules want it. */
export function stateOf(men: readonly Man[], { rows, cols }: GridSpec): GameState {
  const grid = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: cols }, (_, col) => {
      const man = men.find((m) => m.row === row && m.col === col);
      return man ? { type: "piece", player: man.seat } : null;
    }),
  );
  return { turn: 0, round: 1, phase: "play", turnPlayer: null, resources: {}, grid };
}

/** Looks at a photo of `before` plus what was placed, with the palette learned from the photo before. */
export function lookAt(
  table: RenderedTable,
  before: readonly Man[],
  reference: LocatedImage,
  current: Image,
  differs: Partial<ObserveInput> = {},
) {
  const { board } = table;
  const position = positionOf(before, board);
  const palette = paletteFrom(reference, board, position);
  const emptyBefore = position.map((cls) => cls === "empty");
  const observed = observe({ current, reference, board, palette, emptyBefore, ...differs });
  const seats = [...new Set(before.map(({ seat }) => seat))];
  const { pack, table: players } = rulesForRecording({ board, seats, moves: ["place"], maxChangedCells: 6 });
  const state = stateOf(before, board);
  const inference = infer(state, observed.observation, pack, players);
  return {
    ...observed,
    state,
    pack,
    players,
    inference,
    decision: decide(observed.observation, inference, { maxChangedCells: 6 }),
  };
}
