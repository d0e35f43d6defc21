export { FLOWER_TILES, FLOWERS, type Flower, flowerPaint, TILE_WIDTH } from "./boards/flowers.ts";
export { gardenBoard } from "./boards/garden.ts";
export { MM_PER_UNIT, matBoard, type TableBase, tableBases } from "./boards/mat.ts";
export { PLAIN_COLORS, type PlainColors, type PlainStyle, plainBoard } from "./boards/plain.ts";
export { chessSheet, dotSheet, type PrintedMarker, withMarkers } from "./boards/sheets.ts";
export { clothTable, oakTable, withRunner } from "./boards/tables.ts";
export {
  CUBE_SIDE,
  type Cube,
  cubePieces,
  type DrawnZone,
  discPieces,
  placeCube,
  SCORE_DISCS,
  ZONES,
  zonePolygon,
  zonesBoard,
} from "./boards/zones.ts";
export { type Camera, type CameraSpec, createCamera, type Vec3 } from "./camera.ts";
export { hex, type Rgb } from "./color.ts";
export type { Picture } from "./film.ts";
export { gardenSample, gardenTruth } from "./garden/files.ts";
export { GARDEN_SHOTS, type GardenShot } from "./garden/game.ts";
export { gardenScene } from "./garden/scenes.ts";
export { type HandSpec, SKIN_TONES } from "./hand.ts";
export { decodeJpeg, encodeJpeg, psnr } from "./jpeg.ts";
export { heldCamera, letterTile, MARKS, markTile, patchwork } from "./played.ts";
export { createRandom, type Random } from "./random.ts";
export { createStudio, type Rendered, render, type Studio } from "./render.ts";
export type { BoardModel, Light, PieceShape, PlacedPiece, Scene, Sensor, Surface } from "./scene.ts";
export {
  type Man,
  type Moment,
  OWNER_COLORS,
  randomHand,
  randomSetting,
  type Setting,
  type SettingWishes,
  SLEEVES,
  sceneOf,
} from "./setting.ts";
export { SAMPLE_SOURCES } from "./shipped/index.ts";
export type { SampleSource } from "./shipped/sample.ts";
export { type Truth, truthOf } from "./truth.ts";
