import type { Image } from "../types.ts";
import { distort, type Lens } from "./model.ts";

/** A photo as a lens without distortion would have drawn it; what the photo does not show is black. Bilinear. */
export function straighten(image: Image, lens: Lens): Image {
  const { width, height, rgb, scale } = image;
  const out = new Uint8Array(rgb.length);
  for (let y = 0, p = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, p += 3) {
      const [u, v] = distort(lens, [((x + 0.5) * scale - lens.cx) / lens.fx, ((y + 0.5) * scale - lens.cy) / lens.fy]);
      const fx = u / scale - 0.5;
      const fy = v / scale - 0.5;
      const left = Math.floor(fx);
      const top = Math.floor(fy);
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
      const [ax, ay] = [fx - left, fy - top];
      const q = (top * width + left) * 3;
      const below = q + width * 3;
      for (let c = 0; c < 3; c += 1) {
        const upper = rgb[q + c]! + (rgb[q + 3 + c]! - rgb[q + c]!) * ax;
        const lower = rgb[below + c]! + (rgb[below + 3 + c]! - rgb[below + c]!) * ax;
        out[p + c] = upper + (lower - upper) * ay + 0.5;
      }
    }
  }
  return { ...image, rgb: out };
}
