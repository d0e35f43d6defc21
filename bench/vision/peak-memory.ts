// Run as a process of its own: one analysis of two photos of 12 MP; prints the peak resident memory in bytes.
import { fromCorners, learnPalette, observe } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import sharp from "sharp";
import { photoPair } from "./material.ts";

sharp.concurrency(1);
sharp.cache(false);
const { bytes, board, calibration } = await photoPair();
const size = { width: 4608, height: 2592 };
const large = await Promise.all(
  bytes.map((photo) =>
    sharp(photo)
      .resize({ ...size, fit: "fill" })
      .jpeg({ quality: 90 })
      .toBuffer(),
  ),
);
const { width, height } = calibration.image;
const corners = calibration.corners.map(([x, y]) => [(x * size.width) / width, (y * size.height) / height] as const);
const calibrated = fromCorners(corners, board, size);
if (!calibrated.ok) throw new Error(calibrated.text);
const [before, after] = [await decodeImage(large[0]!), await decodeImage(large[1]!)];
const palette = learnPalette([{ player: 1, lab: [120, 50, 30] }]);
observe({
  current: after,
  reference: { image: before, imageToBoard: calibrated.calibration.imageToBoard },
  board,
  palette,
});
console.log(process.resourceUsage().maxRSS * 1024);
