import {
  type ComparedPictures,
  drawLayers,
  type Observation,
  overlaySvg,
  type Picture,
  pictureOf,
  type Rect,
  rectify,
} from "@wopr/vision";
import sharp, { type Sharp } from "sharp";
import { compareWork, located } from "./look-work.ts";
import type { DrawnLayer, LayerTask } from "./vision-port.ts";

const QUALITY = 85;

/** Draws a debug picture; undefined where the look did not get that far. */
export async function layerWork(task: LayerTask): Promise<DrawnLayer | undefined> {
  const { name, compare } = task;
  if (!compare) return name === "board" ? board(await flat(task)) : whole(pictureOf(await flat(task)));
  const { observation, pictures } = await compareWork(compare, () => {});
  if (name === "overlay") return svg(overlaySvg(observation));
  return pictures ? drawn(task, observation, pictures) : undefined;
}

async function drawn({ name }: LayerTask, observation: Observation, pictures: ComparedPictures): Promise<DrawnLayer> {
  const layers = drawLayers(observation, pictures);
  switch (name) {
    case "board":
      return board(pictures.relit);
    case "heat":
      return heat(layers.heat, pictures.relit);
    case "cells":
      return svg(layers.cells);
    case "mask":
      return { bytes: await pixels(layers.mask).png().toBuffer(), mime: "image/png" };
    case "registered":
      return whole(layers.registered);
    default:
      return whole(layers.rectified);
  }
}

/** The photo alone, laid flat. */
async function flat({ photo, board: spec }: LayerTask): Promise<Rect> {
  const { image, imageToBoard } = await located(photo);
  const { scale } = image;
  const [a, b, c, d, e, f, g, h, i] = imageToBoard;
  // Decoding may have scaled the photo down; the map is for the original.
  return rectify(image, [a * scale, b * scale, c, d * scale, e * scale, f, g * scale, h * scale, i], spec);
}

const pixels = ({ width, height, channels, data }: Picture): Sharp => sharp(data, { raw: { width, height, channels } });

const whole = async (picture: Picture): Promise<DrawnLayer> => jpeg(pixels(picture));

const jpeg = async (picture: Sharp): Promise<DrawnLayer> => ({
  bytes: await picture.flatten({ background: "#000000" }).jpeg({ quality: QUALITY }).toBuffer(),
  mime: "image/jpeg",
});

const svg = (text: string): DrawnLayer => ({ bytes: new TextEncoder().encode(text), mime: "image/svg+xml" });

/** Where the cells lie in a picture with a margin. */
function inner({ cellPx, marginCells, rows, cols }: Rect) {
  const inset = Math.round(marginCells * cellPx);
  return { left: inset, top: inset, width: Math.round(cols * cellPx), height: Math.round(rows * cellPx) };
}

/** The cells alone, without the margin: pictures of one board lie over each other. */
const board = (rect: Rect): Promise<DrawnLayer> => jpeg(pixels(pictureOf(rect)).extract(inner(rect)));

/** The difference in colours over the cells. */
async function heat(picture: Picture, rect: Rect): Promise<DrawnLayer> {
  const over = await pixels(picture).extract(inner(rect)).png().toBuffer();
  const under = await pixels(pictureOf(rect)).extract(inner(rect)).png().toBuffer();
  return jpeg(sharp(under).composite([{ input: over }]));
}
