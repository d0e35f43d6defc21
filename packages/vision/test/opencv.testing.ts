import { createRequire } from "node:module";

/** A matrix in the heap of OpenCV; must be deleted. */
export interface Mat {
  readonly data: Uint8Array;
  delete(): void;
}

/** The part of OpenCV that serves as reference for warping. */
export interface WarpingCv {
  readonly Mat: new (rows?: number, cols?: number, type?: number) => Mat;
  readonly Size: new (width: number, height: number) => unknown;
  readonly CV_8UC3: number;
  readonly CV_64F: number;
  readonly INTER_LINEAR: number;
  matFromArray(rows: number, cols: number, type: number, values: ArrayLike<number>): Mat;
  warpPerspective(from: Mat, to: Mat, map: Mat, size: unknown, flags: number): void;
}

/** Loads OpenCV. The module object is a thenable that resolves to itself, so it travels in a box. */
export function loadOpenCv(): Promise<{ readonly cv: WarpingCv }> {
  const loaded = createRequire(import.meta.url)("@techstark/opencv-js") as WarpingCv & {
    onRuntimeInitialized?: () => void;
  };
  return new Promise((resolve) => {
    if (loaded.Mat) resolve({ cv: loaded });
    else loaded.onRuntimeInitialized = () => resolve({ cv: loaded });
  });
}
