/** What is really in a picture: corners, cells, outlines of what is in the way. */
import type { Homography, Point } from "@wopr/vision";
import { type Camera, createCamera, type Vec3 } from "./camera.ts";
import { createHand, type Hand } from "./hand.ts";
import type { PlacedPiece, Scene } from "./scene.ts";
import { hull } from "./shadows.ts";

/** Truth of one picture. */
export interface Truth {
  /** Corners of the grid TL, TR, BR, BL in pixels, lens included. */
  readonly corners: readonly [Point, Point, Point, Point];
  /** Middles of the corner cells TL, TR, BR, BL in pixels: the corners of a board whose pieces stand on crossings. */
  readonly crossingCorners: readonly [Point, Point, Point, Point];
  /** Board (cells) → photo (pixels) without the lens term. */
  readonly boardToImage: Homography;
  /** Where points of the board appear, lens included. */
  readonly boardPoint: (x: number, y: number) => Point;
  /** Pieces on the board by the cell their centre lies in. */
  readonly cells: readonly { readonly col: number; readonly row: number; readonly piece: PlacedPiece }[];
  /** Outlines in pixels of what covers the board; together they are the hand. */
  readonly occluders: readonly (readonly Point[])[];
}

/** Works out the truth of a scene. Needs no rendering. */
export function truthOf(scene: Scene): Truth {
  const camera = createCamera(scene.camera);
  const { rows, cols } = scene.board;
  const at = (x: number, y: number) => camera.project([x, y, 0]);
  return {
    corners: [at(0, 0), at(cols, 0), at(cols, rows), at(0, rows)],
    crossingCorners: [at(0.5, 0.5), at(cols - 0.5, 0.5), at(cols - 0.5, rows - 0.5), at(0.5, rows - 0.5)],
    boardToImage: camera.boardToImage,
    boardPoint: at,
    cells: scene.pieces
      .map((piece) => ({ col: Math.floor(piece.x), row: Math.floor(piece.y), piece }))
      .filter(({ col, row, piece }) => (piece.z ?? 0) >= 0 && col >= 0 && col < cols && row >= 0 && row < rows),
    occluders: scene.hand ? outlines(camera, createHand(scene.hand)) : [],
  };
}

function outlines(camera: Camera, hand: Hand): readonly (readonly Point[])[] {
  const ring = (centre: Vec3, radius: number) =>
    Array.from({ length: 16 }, (_, step) => {
      const angle = (step * Math.PI) / 8;
      return camera.project([centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle), centre[2]]);
    });
  return hand.capsules.map(({ a, b, ra, rb }) => hull([...ring(a, ra), ...ring(b, rb)]));
}
