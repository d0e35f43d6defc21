import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { smoothGrey } from "../change/absdiff30.ts";
import type { Plane } from "../image/plane.ts";
import { decodeImage } from "../node/decode.ts";
import type { Image } from "../types.ts";
import { BenchErrors } from "./errors.ts";

/** Photos of one folder. */
export interface PhotoShelf {
  /** @throws {AppError} `bench.photo_missing`, or what decoding says. */
  read(file: string): Promise<Image>;
  /** Smoothed grey of a photo that was read before, for `absdiff30`. */
  smooth(file: string): Plane;
}

interface Kept {
  readonly image: Image;
  smooth: Plane | undefined;
}

/** A shelf that reads from a folder and keeps the last two photos: comparisons go forward one photo at a time. */
export function createPhotoShelf(dir: string): PhotoShelf {
  const kept = new Map<string, Kept>();
  return {
    async read(file) {
      const found = kept.get(file);
      if (found) {
        // Used again: the other one goes first.
        kept.delete(file);
        kept.set(file, found);
        return found.image;
      }
      const bytes = await readFile(join(dir, file)).catch((cause: unknown) => {
        throw BenchErrors.photo_missing({ dir, file }, { cause });
      });
      const image = await decodeImage(bytes);
      const [oldest] = kept.keys();
      if (kept.size >= 2 && oldest !== undefined) kept.delete(oldest);
      kept.set(file, { image, smooth: undefined });
      return image;
    },
    smooth(file) {
      const found = kept.get(file);
      if (!found) throw BenchErrors.photo_missing({ dir, file });
      found.smooth ??= smoothGrey(found.image);
      return found.smooth;
    },
  };
}
