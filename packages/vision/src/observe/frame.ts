import type { GridSpec } from "@wopr/games";
import { compose, scaling } from "../geometry/homography.ts";
import { rectify } from "../image/rectify.ts";
import type { Homography, Image, Rect } from "../types.ts";

/** A photo and where the board lies in it (upright original, pixels → cells). */
export interface LocatedImage {
  readonly image: Image;
  readonly imageToBoard: Homography;
}

/** A photo laid flat. Plain data: it can be kept instead of decoding the photo again. */
export interface Frame {
  readonly rect: Rect;
  /** Photo (upright original, pixels) → board cells. */
  readonly imageToBoard: Homography;
  readonly photo: Pick<Image, "width" | "height" | "scale" | "rgb" | "sha256">;
}

/** Lays a photo flat; a frame is returned as it is. */
export function asFrame(from: Frame | LocatedImage, board: GridSpec): Frame {
  if ("rect" in from) return from;
  const { image, imageToBoard } = from;
  return { rect: rectify(image, mapOfPicture(imageToBoard, image), board), imageToBoard, photo: image };
}

/** Upright original → board becomes this picture → board, because decoding may have scaled it down. */
export const mapOfPicture = (imageToBoard: Homography, image: Pick<Image, "scale">): Homography =>
  image.scale === 1 ? imageToBoard : compose(scaling(image.scale, image.scale), imageToBoard);

/** Size of the upright original, pixels. */
export const originalSize = (image: Pick<Image, "width" | "height" | "scale">) => ({
  width: Math.round(image.width * image.scale),
  height: Math.round(image.height * image.scale),
});
